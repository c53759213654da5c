using Microsoft.AspNetCore.Http;
using Repairs.Platform;
using Repairs.Visits.Features.ShowConduct;

namespace Repairs.Visits.Features.SeeToday;

/// <summary>What a contractor sees of a visit, and nothing else: the allow-list of policy.md §5.3.</summary>
internal sealed record VisitBrief(
    Guid VisitId, DateOnly Date, TimeOnly From, TimeOnly To, string? Address, string? Job, IReadOnlyList<DoorInstruction> Instructions, string ConductVersion, bool BriefRead)
{
    /// <summary>Builds the projection. A brief that changed since it was read is unread.</summary>
    /// <param name="door">Null while Needs cannot be reached.</param>
    public static VisitBrief Of(VisitOfMine visit, Door? door) => new(
        visit.VisitId, visit.VisitDate, visit.FromTime, visit.ToTime, visit.Address, visit.Job,
        door?.Instructions ?? Door.NotFetched,
        Conduct.Version,
        visit.ReadVersion is not null && (door is null || door.Version == visit.ReadVersion));
}

/// <summary><c>GET /api/visits?date=</c>: the caller's own visits of a day, in order.</summary>
internal static class SeeTodayEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext http, Database<VisitsService> db, DoorInstructions doors, BusinessClock clock, CancellationToken ct, DateOnly? date = null)
    {
        var caller = Caller.Of(http);
        var visits = await MineAsync(db, caller, date ?? LondonTime.DateOf(clock.GetUtcNow()), ct);
        var briefs = await Task.WhenAll(visits.Select(async v => VisitBrief.Of(v, await doors.OfAsync(caller.Landlord, v.HouseholdRef, ct))));
        return Results.Json(briefs, Json.Options);
    }

    internal static async Task<List<VisitOfMine>> MineAsync(Database<VisitsService> db, Caller caller, DateOnly date, CancellationToken ct)
    {
        if (caller.OperativeRef is null)
            return [];
        await using var connection = await db.OpenAsync(ct);
        return await SeeTodaySql.OfDayAsync(connection, caller.Landlord, caller.OperativeRef, date, ct);
    }
}
