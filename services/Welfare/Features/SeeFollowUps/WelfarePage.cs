using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Welfare.SeeFollowUps;

/// <summary>A page for welfare officers and their manager, and for nobody else.</summary>
[Authorize(Roles = $"{Roles.Welfare},{Roles.Manager}")]
internal abstract class WelfarePage : PageModel
{
    private static readonly NavLink[] Menu = [new("Follow-ups", "/follow-ups"), new("What residents told us", "/follow-ups/told"), new("Worries", "/concerns/read")];

    /// <summary>The signed-in person.</summary>
    public Caller Caller => Caller.Of(HttpContext);

    /// <summary>"5:30pm on Thursday 26 November".</summary>
    public static string Moment(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.TimeOf(instant))} on {LondonTime.Words(LondonTime.DateOf(instant))}";

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => ViewData["Nav"] = Menu;

    /// <summary>Puts the rule's sentences beside the fields of the same name.</summary>
    protected bool Show(Faults faults)
    {
        foreach (var (field, sentences) in faults.ByField)
            ModelState.AddModelError(char.ToUpperInvariant(field[0]) + field[1..], sentences[0]);
        return faults.Any;
    }
}
