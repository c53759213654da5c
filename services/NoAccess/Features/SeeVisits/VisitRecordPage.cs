using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>A page behind a resident's link. Opening it changes nothing; a bad, old or replaced link gets the same kind 404.</summary>
internal abstract class VisitRecordPage : PageModel
{
    /// <summary>The link's token, as it stands in the path.</summary>
    [FromRoute]
    public string Token { get; set; } = "";

    /// <summary>What the link opens.</summary>
    public ResidentRecord Record { get; private set; } = null!;

    /// <summary>Whom to ring.</summary>
    public LandlordSettings Landlord { get; private set; } = new();

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The record's address.</summary>
    public string Home => $"/r/{Token}/visits";

    /// <summary>The landlord's number as <c>tel:</c> wants it.</summary>
    public string Dial => "tel:" + string.Concat(Landlord.Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        if (await ResidentRecord.OpenAsync(Token, services.GetRequiredService<SignedLink>(), services.GetRequiredService<Database<NoAccessService>>(), Now, context.HttpContext.RequestAborted) is not { } record)
        {
            context.Result = NotFound();
            return;
        }

        Record = record;
        Landlord = services.GetRequiredService<PlatformSettings>().Landlords.GetValueOrDefault(record.Repair.Landlord) ?? Landlord;
        ViewData["Exit"] = true;
        ViewData["Landlord"] = record.Repair.Landlord;
        OnPageHandlerExecuting(context);
        if (context.Result is null)
            await next();
    }
}
