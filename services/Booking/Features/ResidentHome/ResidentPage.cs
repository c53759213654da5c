using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// A page a resident's link opens, without an account. Every request finds the repair by the link, or answers the same kind 404 for a bad, old or
/// replaced one. Opening changes nothing: mail scanners open links too, so only a POST does.
/// </summary>
internal abstract class ResidentPage : PageModel
{
    /// <summary>The link's token, as it stands in the path.</summary>
    [FromRoute]
    public string Token { get; set; } = "";

    /// <summary>What the link opens.</summary>
    public ResidentRepair Repair { get; private set; } = null!;

    /// <summary>Whom to ring.</summary>
    public LandlordSettings Landlord { get; private set; } = null!;

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    public ResidentState State => Repair.StateAt(Now, Reopens);

    /// <summary>How long one tap opens a withdrawn repair again.</summary>
    public TimeSpan Reopens { get; private set; }

    /// <summary>"/r/{token}": the first page.</summary>
    public string Home => $"/r/{Token}";

    /// <summary>The landlord's number as <c>tel:</c> wants it.</summary>
    public string Dial => "tel:" + string.Concat(Landlord.Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>"Thursday 26 November, between 8am and midday"; empty without a visit.</summary>
    public string VisitWords => Repair is { Date: { } date, FromTime: { } from, ToTime: { } to } ? LondonTime.Words(date, from, to) : "";

    /// <summary>"Thursday 26 November".</summary>
    public static string Day(DateTimeOffset instant) => LondonTime.Words(LondonTime.DateOf(instant));

    /// <summary>"5pm on Thursday 26 November".</summary>
    public static string Moment(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.TimeOf(instant))} on {Day(instant)}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        if (await FindAsync(services, context.HttpContext.RequestAborted) is not { } repair)
        {
            context.Result = NotFound();
            return;
        }

        Repair = repair;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        Reopens = TimeSpan.FromDays((await services.GetRequiredService<LandlordBookingSettings>().ForAsync(repair.Landlord, context.HttpContext.RequestAborted)).ReopenDays);
        Landlord = services.GetRequiredService<PlatformSettings>().Landlords.GetValueOrDefault(repair.Landlord) ?? new LandlordSettings();
        ViewData["Exit"] = true;
        ViewData["Landlord"] = repair.Landlord;
        await next();
    }

    private async Task<ResidentRepair?> FindAsync(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetRequiredService<SignedLink>().Read(Token) is not var (repairId, version))
            return null;
        await using var connection = await services.GetRequiredService<Database<BookingService>>().OpenAsync(ct);
        return await ResidentRepairSql.FindAsync(connection, repairId, version, ct);
    }
}
