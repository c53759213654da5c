using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess.SeeDuties;

/// <summary>A page about one hazard, for the repairs desk and managers.</summary>
internal abstract class HazardPage : PageModel
{
    [FromRoute]
    public Guid HazardId { get; set; }

    public Hazard Hazard { get; private set; } = new();

    public IReadOnlyList<Duty> Duties { get; private set; } = [];

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    public string Home => $"/hazards/{HazardId}";

    public Caller Who => Caller.Of(HttpContext);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        await using (var connection = await services.GetRequiredService<Database<NoAccessService>>().OpenAsync(context.HttpContext.RequestAborted))
        {
            if (await HazardSql.FindAsync(connection, Who.Landlord, HazardId, context.HttpContext.RequestAborted) is not { } hazard)
            {
                context.Result = NotFound();
                return;
            }

            Hazard = hazard;
            Duties = await HazardSql.DutiesAsync(connection, hazard, context.HttpContext.RequestAborted);
        }

        ViewData["Back"] = Home;
        ViewData["Nav"] = HazardNav.Links;
        OnPageHandlerExecuting(context);
        if (context.Result is null)
            await next();
    }

    /// <summary>Back to the hazard, with what came of it.</summary>
    protected IActionResult Back(Kept kept, string done)
    {
        if (kept == Kept.NotFound)
            return NotFound();
        TempData["Done"] = kept == Kept.Done ? done : "That is not open for this hazard now. This is how it stands.";
        return Redirect(Home);
    }
}

internal static class HazardNav
{
    public static NavLink[] Links { get; } = [new("Hazards", "/hazards")];
}

/// <summary>When something was, as somebody typed it: three boxes and a time of day.</summary>
internal static class Moments
{
    /// <summary>Null where the page's state now says what is wrong.</summary>
    public static DateTimeOffset? Read(DateFields date, string? time, string timeField, Microsoft.AspNetCore.Mvc.ModelBinding.ModelStateDictionary state, string dateField, string what, DateTimeOffset now)
    {
        var day = date.Read(state, dateField, what);
        if (!TimeOnly.TryParseExact(time?.Trim(), ["H:mm", "HH:mm", "H.mm", "HH.mm"], System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var at))
        {
            state.AddModelError(timeField, "Enter the time like 9:30 or 14:05");
            return null;
        }

        if (day is not { } d)
            return null;
        if (d.Year is < 2020 or > 2100)
        {
            state.AddModelError(dateField, "Check the year");
            return null;
        }

        var instant = LondonTime.Instant(d, at);
        if (instant <= now.AddMinutes(5))
            return instant > now ? now : instant;
        state.AddModelError(dateField, "That time has not come yet");
        return null;
    }

    public static string TimeOf(DateTimeOffset instant) => LondonTime.TimeOf(instant).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
