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

    /// <summary>The language of the fixed sentences.</summary>
    public Speech Speech { get; private set; } = Speech.English;

    /// <summary>Set where the link is the one for somebody who helps the resident: it opens times, and nothing else about them.</summary>
    public Guid? SupporterId { get; private set; }

    public bool IsSupporter => SupporterId is not null;

    /// <summary>Whether the page opens for somebody who helps the resident.</summary>
    public virtual bool OpensForSupporters => false;

    /// <summary>"/r/{token}": the first page.</summary>
    public string Home => $"/r/{Token}";

    /// <summary>The last part of this page's path; empty for the first page.</summary>
    public string PageName => Request.Path.Value is { } path && path.Length > Home.Length ? path[(Home.Length + 1)..].Split('/')[0] : "";

    /// <summary>The landlord's number as <c>tel:</c> wants it.</summary>
    public string Dial => "tel:" + string.Concat(Landlord.Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>"Thursday 26 November, between 8am and midday"; empty without a visit.</summary>
    public string VisitWords => Repair is { Date: { } date, FromTime: { } from, ToTime: { } to } ? Speech.Visit(date, from, to) : "";

    /// <summary>"Thursday 26 November".</summary>
    public static string Day(DateTimeOffset instant) => LondonTime.Words(LondonTime.DateOf(instant));

    /// <summary>"5pm on Thursday 26 November".</summary>
    public static string Moment(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.TimeOf(instant))} on {Day(instant)}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        if (await FindAsync(services, context.HttpContext.RequestAborted) is not { } repair || (IsSupporter && !OpensForSupporters))
        {
            context.Result = NotFound();
            return;
        }

        Repair = repair;
        Reopens = TimeSpan.FromDays((await services.GetRequiredService<LandlordBookingSettings>().ForAsync(repair.Landlord, context.HttpContext.RequestAborted)).ReopenDays);
        Landlord = services.GetRequiredService<PlatformSettings>().Landlords.GetValueOrDefault(repair.Landlord) ?? new LandlordSettings();
        Speech = Speech.Of(Request.Cookies[LanguageEndpoint.Cookie]);
        ViewData["Exit"] = true;
        ViewData["Landlord"] = repair.Landlord;
        await next();
    }

    /// <summary>Notes a deed of somebody who helps the resident, with the deed itself. The resident and the desk see it.</summary>
    protected Task NoteSupporterAsync(UnitOfWork unit, string deed, CancellationToken ct) =>
        SupporterId is { } id ? SupporterSql.NoteAsync(unit, Repair.Key, id, deed, Now, ct) : Task.CompletedTask;

    private async Task<ResidentRepair?> FindAsync(IServiceProvider services, CancellationToken ct)
    {
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        if (services.GetRequiredService<SignedLink>().Read(Token) is not var (id, version))
            return null;
        await using var connection = await services.GetRequiredService<Database<BookingService>>().OpenAsync(ct);
        if (await ResidentRepairSql.FindAsync(connection, id, version, ct) is { } own)
            return own;
        if (await SupporterSql.OpenAsync(connection, id, version, Now, ct) is not { } link)
            return null;
        SupporterId = id;
        return await ResidentRepairSql.FindAsync(connection, link.RepairId, link.LinkVersion, ct);
    }
}
