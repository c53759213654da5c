using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Booking;

/// <summary>A page of the repairs desk.</summary>
[Authorize(Roles = Roles.Desk)]
internal abstract class DeskPage : PageModel
{
    /// <summary>Where the desk can go from any of its pages.</summary>
    internal static readonly NavLink[] Menu =
    [
        new("Find a home", "/desk"), new("Open repairs", "/desk/repairs"), new("To sort", "/desk/triage"), new("Calls", "/desk/calls"), new("Reply slips", "/desk/slip"),
        new("Day plan", "/desk/plan"), new("Bring in a file", "/desk/import"), new("Settings", "/desk/settings"),
    ];

    /// <summary>The signed-in person and their landlord.</summary>
    public Caller Caller => Caller.Of(HttpContext);

    /// <summary>"5:30pm on Thursday 26 November".</summary>
    public static string Moment(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.TimeOf(instant))} on {Day(instant)}";

    /// <summary>"Thursday 26 November".</summary>
    public static string Day(DateTimeOffset instant) => LondonTime.Words(LondonTime.DateOf(instant));

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => ViewData["Nav"] = Menu;
}
