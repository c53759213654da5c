using Microsoft.Extensions.Logging;
using Repairs.Contracts;
using Repairs.NoAccess.TellChronology;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>How an act on a hazard ended.</summary>
internal enum Kept
{
    Done,
    NotFound,
    NotOpen,
}

/// <summary>What a person found out about a hazard.</summary>
internal sealed record Finding(string? Severity, bool? WorksNeeded);

/// <summary>Keeps hazards and what we owe for them. Every act is one transaction that ends with the clocks counted anew.</summary>
internal sealed partial class KeepDuty(NoAccessSettings settings, WeighHousehold household, ILogger<KeepDuty> log) : IHandle<HazardObserved>
{
    /// <summary>A hazard seen on any visit, kept or missed, starts the clock. The same visit's hazard is one, however often it is told.</summary>
    public async Task HandleAsync(HazardObserved e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await household.AddAsync(unit, e, e.HouseholdRef, delivery.Now, ct);
        await AddAsync(unit, new Hazard
        {
            Landlord = e.Landlord, HazardId = StableId.Of("hazard", e.VisitId.ToString()), HouseholdRef = e.HouseholdRef, RepairId = e.RepairId, VisitId = e.VisitId,
            ToldBy = "visit", BecameAwareAt = e.OccurredAt,
        }, ct);
    }

    /// <summary>Somebody told us otherwise: the resident when the repair was raised, an inspection, a complaint. Null: no such repair.</summary>
    public async Task<Guid?> ReportAsync(UnitOfWork unit, string landlord, Guid repairId, string toldBy, DateTimeOffset awareAt, CancellationToken ct)
    {
        if (await HazardSql.HouseholdOfAsync(unit, landlord, repairId, ct) is not { } whose)
            return null;
        await HouseholdSql.LockAsync(unit, landlord, whose, ct);
        var id = StableId.Of("hazard", repairId.ToString(), toldBy, awareAt.UtcDateTime.ToString("O"));
        if (await AddAsync(unit, new Hazard { Landlord = landlord, HazardId = id, HouseholdRef = whose, RepairId = repairId, ToldBy = toldBy, BecameAwareAt = awareAt.ToUniversalTime() }, ct))
            await Chronicle.WriteAsync(unit, landlord, repairId, [HazardLines.Aware(id, toldBy, awareAt)], ct);
        return id;
    }

    /// <summary>A person says what it is and how much harm it may do. What had seemed less and is an emergency has 24 hours from now.</summary>
    public Task<Kept> DecideAsync(UnitOfWork unit, Caller caller, Guid hazardId, string kind, string severity, DateTimeOffset now, CancellationToken ct) =>
        ChangeAsync(unit, caller, hazardId, Steps.Decide, now, now, h => Sized(h, severity, now) with { Kind = kind }, ct, again: true);

    /// <summary>A step was done, at a time that is past.</summary>
    public Task<Kept> DoneAsync(UnitOfWork unit, Caller caller, Guid hazardId, string step, DateTimeOffset at, Finding finding, DateTimeOffset now, CancellationToken ct) =>
        ChangeAsync(unit, caller, hazardId, step, at, now, h => step != Steps.Investigate ? h : Sized(h, finding.Severity!, at) with { ConcludedAt = at, WorksNeeded = finding.WorksNeeded }, ct);

    /// <summary>They asked for somebody to come and look, after we had looked from afar.</summary>
    public async Task<Kept> AskInPersonAsync(UnitOfWork unit, Caller caller, Guid hazardId, DateTimeOffset at, CancellationToken ct)
    {
        if (await HazardSql.LockAsync(unit, caller.Landlord, hazardId, ct) is not { } hazard)
            return Kept.NotFound;
        if (hazard.ClosedAt is not null || hazard.Severity is null)
            return Kept.NotOpen;
        await SettleAsync(unit, hazard with { AskedInPersonAt = hazard.AskedInPersonAt ?? at }, caller.Subject, at, ct);
        await Chronicle.WriteAsync(unit, hazard.Landlord, hazard.RepairId, [HazardLines.Asked(hazardId, hazard.AskedInPersonAt ?? at)], ct);
        return Kept.Done;
    }

    /// <summary>Somebody looks after a step, or after all that is open.</summary>
    public static async Task<Kept> OwnAsync(UnitOfWork unit, Caller caller, Guid hazardId, string? step, string owner, CancellationToken ct)
    {
        if (await HazardSql.LockAsync(unit, caller.Landlord, hazardId, ct) is not { } hazard)
            return Kept.NotFound;
        await HazardSql.SaveOwnerAsync(unit, hazard, step, owner, ct);
        return Kept.Done;
    }

    /// <summary>Locks the hazard, marks a step as done, changes what is known and counts the clocks anew. Pressed twice it is one deed.</summary>
    public async Task<Kept> ChangeAsync(UnitOfWork unit, Caller caller, Guid hazardId, string step, DateTimeOffset at, DateTimeOffset now, Func<Hazard, Hazard> change, CancellationToken ct, bool again = false)
    {
        if (await HazardSql.LockAsync(unit, caller.Landlord, hazardId, ct) is not { } hazard)
            return Kept.NotFound;
        if ((await HazardSql.DutiesAsync(unit, hazard, ct)).FirstOrDefault(d => d.Step == step) is not { } duty || (hazard.ClosedAt is not null && duty.DoneAt is null))
            return Kept.NotOpen;
        if (duty.DoneAt is not null && !(again && hazard.ClosedAt is null))
            return Kept.Done;
        await HazardSql.SaveDoneAsync(unit, hazard, step, at.ToUniversalTime(), caller.Subject, ct);
        var changed = change(hazard);
        await SettleAsync(unit, changed, caller.Subject, now, ct);
        await Chronicle.WriteAsync(unit, hazard.Landlord, hazard.RepairId, [step == Steps.Decide ? HazardLines.Decided(changed, now) : HazardLines.Done(changed, duty, at)], ct);
        LogDone(step, hazardId, caller.Landlord);
        return Kept.Done;
    }

    private static Hazard Sized(Hazard hazard, string severity, DateTimeOffset at) => hazard with
    {
        Severity = severity,
        EmergencyFoundAt = severity == Severities.Emergency && hazard.Severity is not (null or Severities.Emergency) ? at : hazard.EmergencyFoundAt,
    };

    private async Task<bool> AddAsync(UnitOfWork unit, Hazard hazard, CancellationToken ct)
    {
        hazard = hazard with { Jurisdiction = settings.HazardsOf(hazard.Landlord).Jurisdiction };
        if (!await HazardSql.AddAsync(unit, hazard, ct) || await HazardSql.LockAsync(unit, hazard.Landlord, hazard.HazardId, ct) is not { } kept)
            return false;
        await SettleAsync(unit, kept, null, hazard.BecameAwareAt, ct);
        LogAware(hazard.HazardId, hazard.ToldBy, hazard.Landlord);
        return true;
    }

    private async Task SettleAsync(UnitOfWork unit, Hazard hazard, string? owner, DateTimeOffset now, CancellationToken ct)
    {
        var done = (await HazardSql.DutiesAsync(unit, hazard, ct)).Where(d => d.DoneAt is not null).ToDictionary(d => d.Step, d => d.DoneAt!.Value, StringComparer.Ordinal);
        var owed = HazardClock.Owes(hazard, done, HazardRules.All, BankHolidays.Of(settings.HazardsOf(hazard.Landlord).Calendar));
        await HazardSql.SaveDutiesAsync(unit, hazard, owed, owner, ct);
        var isOver = hazard.Severity == Severities.Known || (hazard.ConcludedAt is not null && owed.All(o => o.NotNeeded || done.ContainsKey(o.Step)));
        await HazardSql.SaveAsync(unit, hazard with { ClosedAt = isOver ? hazard.ClosedAt ?? now.ToUniversalTime() : null }, ct);
    }

    [LoggerMessage(LogLevel.Information, "Aware of hazard {HazardId}, told by {ToldBy}, for {Landlord}")]
    private partial void LogAware(Guid hazardId, string toldBy, string landlord);

    [LoggerMessage(LogLevel.Information, "{Step} done for hazard {HazardId} of {Landlord}")]
    private partial void LogDone(string step, Guid hazardId, string landlord);
}
