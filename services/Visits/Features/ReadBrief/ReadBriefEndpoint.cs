using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.SeeToday;

namespace Repairs.Visits.Features.ReadBrief;

/// <summary><c>POST /api/visits/{visitId}/brief-read</c>: the operative confirms what helps at this door.</summary>
internal static class ReadBriefEndpoint
{
    public static async Task<IResult> PostAsync(Guid visitId, HttpContext http, ReadBrief deed, CancellationToken ct) =>
        await deed.ConfirmAsync(Caller.Of(http), visitId, ct) switch
        {
            BriefConfirmed.Yes => Results.NoContent(),
            BriefConfirmed.NotFetched => Problems.Of(503, "instructions-not-fetched", Door.NotFetched[0].Text + " They cannot be confirmed as read until they are there."),
            _ => Problems.NotFound(),
        };
}

internal enum BriefConfirmed
{
    Yes,
    NotMine,
    /// <summary>Needs cannot be reached. An unfetched brief is never an empty one.</summary>
    NotFetched,
    /// <summary>What was shown is no longer what helps: read it again.</summary>
    Changed,
}

/// <summary>Confirms the brief of a visit, by page or by API; pressed twice it is confirmed once.</summary>
internal sealed class ReadBrief(Database<VisitsService> db, DoorInstructions doors, BusinessClock clock)
{
    // Longer ago than this no page of today's visits was open.
    private static readonly TimeSpan LongestWithoutSignal = TimeSpan.FromHours(24);

    /// <param name="shown">The version on the page that was confirmed; null where the caller has no page.</param>
    /// <param name="readAt">When, where the phone had no signal then; never later than now.</param>
    public async Task<BriefConfirmed> ConfirmAsync(Caller caller, Guid visitId, CancellationToken ct, string? shown = null, DateTimeOffset? readAt = null)
    {
        var household = await HouseholdAsync(caller, visitId, ct);
        if (household is null)
            return BriefConfirmed.NotMine;
        var door = await doors.OfAsync(caller.Landlord, household, ct);
        if (door is null)
            return BriefConfirmed.NotFetched;
        if (shown is not null && shown != door.Version)
            return BriefConfirmed.Changed;

        await using var unit = await db.BeginAsync(ct);
        var visit = await ReadBriefSql.LockAsync(unit, caller.Landlord, caller.OperativeRef!, visitId, ct);
        if (visit is null)
            return BriefConfirmed.NotMine;
        var now = clock.GetUtcNow();
        var at = readAt is { } then && then < now && now - then < LongestWithoutSignal ? then.ToUniversalTime() : now;
        if (await ReadBriefSql.ReadAsync(unit, visit, door, at, ct))
            unit.Publish(new VisitBriefRead(visit.Landlord, visit.VisitId, visit.RepairId, visit.HouseholdRef, visit.OperativeRef!, door.Instructions.Count, at));
        await unit.CommitAsync(204, null, ct);
        return BriefConfirmed.Yes;
    }

    private async Task<string?> HouseholdAsync(Caller caller, Guid visitId, CancellationToken ct)
    {
        if (caller.OperativeRef is null)
            return null;
        await using var connection = await db.OpenAsync(ct);
        return (await SeeTodaySql.OneAsync(connection, caller.Landlord, caller.OperativeRef, visitId, ct))?.HouseholdRef;
    }
}
