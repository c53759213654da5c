using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Repairs.Platform;
using Repairs.Visits.Features.ReportOutcome;
using Repairs.Visits.Features.SeeToday;

namespace Repairs.Visits.Features.KeepOnDevice;

/// <summary>What the phone keeps of a day, until midnight or signing out: the briefs of <see cref="VisitBrief"/> and what the pages of this service show, nothing else.</summary>
/// <param name="Who">Tells one operative's things from another's on a phone that is shared; says nothing about them.</param>
/// <param name="Now">Business time, so that a phone whose clock is wrong still writes down the right one.</param>
/// <param name="Until">Midnight: then the briefs leave the phone.</param>
/// <param name="Token">Goes with everything the phone sends, so that no other site can send in its name.</param>
internal sealed record DeviceDay(string Who, DateTimeOffset Now, DateTimeOffset Until, string Token, string Heading, string? Desk, string? DeskPhone, IReadOnlyList<DeviceVisit> Visits);

/// <summary>One visit on the phone.</summary>
/// <param name="Fetched">False while the instructions could not be had: they then say to ring the desk, and cannot be confirmed as read.</param>
/// <param name="ReportId">The operative's report that stands, and its outcome.</param>
internal sealed record DeviceVisit(
    Guid VisitId, DateOnly Date, string Day, string Window, string? Address, string? Job, IReadOnlyList<string> Instructions, bool Fetched, string? Version, bool BriefRead,
    string? SetOff, Guid? ReportId, string? Reported, bool NoPhotos, bool NoCalls, int Wait, double? Lat, double? Lon)
{
    public static DeviceVisit Of(VisitOfMine visit, Door? door, VisitsSettings settings)
    {
        var brief = VisitBrief.Of(visit, door);
        var mine = visit.ReportMadeBy == "Contractor";
        return new DeviceVisit(
            visit.VisitId, brief.Date, LondonTime.Words(brief.Date), $"{LondonTime.Words(brief.From)} to {LondonTime.Words(brief.To)}", brief.Address, brief.Job,
            [.. brief.Instructions.Select(i => i.Text)], door is not null, door?.Version, brief.BriefRead,
            visit.SetOffAt is { } at ? LondonTime.Words(LondonTime.TimeOf(at)) : null,
            mine ? visit.ReportId : null, mine ? OutcomeWords.ByCode[visit.Outcome!] : null,
            door?.Evidence.NoPhotos == true, door?.NoCalls == true, door?.Evidence.WaitMinutes ?? settings.MinutesOnSite, visit.Lat, visit.Lon);
    }
}

/// <summary><c>GET /visits/device</c>: today, for the phone to keep.</summary>
internal static class DeviceDayEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext http, Database<VisitsService> db, DoorInstructions doors, VisitsSettings settings, PlatformSettings platform, BusinessClock clock, IAntiforgery forgery, CancellationToken ct)
    {
        var caller = Caller.Of(http);
        var now = clock.GetUtcNow();
        var today = LondonTime.DateOf(now);
        var visits = await SeeTodayEndpoint.MineAsync(db, caller, today, ct);
        var kept = await Task.WhenAll(visits.Select(async v => DeviceVisit.Of(v, await doors.OfAsync(caller.Landlord, v.HouseholdRef, ct), settings)));
        var landlord = platform.Landlords.GetValueOrDefault(caller.Landlord);
        var token = forgery.GetAndStoreTokens(http).RequestToken!;
        return Results.Json(new DeviceDay(WhoIs(caller), now, LondonTime.EndOf(today), token, "Your visits today", landlord?.Name, landlord?.Phone, kept), Json.Options);
    }

    public static string WhoIs(Caller caller) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Landlord}\n{caller.OperativeRef}"))[..8]);
}
