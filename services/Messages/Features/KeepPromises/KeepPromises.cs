using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.KeepPromises;

/// <summary>Settles promises that an event proves kept.</summary>
internal sealed class KeepPromises : IHandle<HumanContactAttempted>, IHandle<CallBackMade>, IHandle<VisitOutcomeReported>, IHandle<RepairFinished>
{
    public async Task HandleAsync(HumanContactAttempted e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.KeepByPersonAsync(unit, e.Landlord, e.HouseholdRef, e.OccurredAt, ct);
    }

    /// <summary>The call may be heard of before the promise it keeps, so it is written down.</summary>
    public async Task HandleAsync(CallBackMade e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.NoteCallAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        await PromiseSql.KeepByCallsAsync(unit, e.Landlord, e.RepairId, ct);
    }

    /// <summary>Only the ledger: no message is ever sent because of an outcome alone.</summary>
    public Task HandleAsync(VisitOutcomeReported e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        e.ArrivedAt is { } arrived && !IsOurs(e.Outcome)
            ? PromiseSql.KeepByVisitAsync(unit, e.Landlord, e.RepairId, e.VisitId, arrived, ct)
            : Task.CompletedTask;

    /// <summary>Once the work is done, nobody waits to be asked about it.</summary>
    public async Task HandleAsync(RepairFinished e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
    }

    private static bool IsOurs(DoorOutcome outcome) => outcome is >= DoorOutcome.DO20 and <= DoorOutcome.DO24;
}

/// <summary>Due work: a promise whose time has passed has slipped. We say so first, the same day.</summary>
internal sealed class OwnUpToSlips(Days days) : IDueWork
{
    /// <summary>A kept promise may be heard of a moment after its time.</summary>
    private static readonly TimeSpan StillComing = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        var due = await PromiseSql.ClaimDueAsync(unit, now - StillComing, ct);
        foreach (var promise in due)
        {
            await PromiseSql.SlipAsync(unit, promise, now, ct);
            await MessageSql.InsertAsync(unit, Message(promise, now), now, ct);
        }

        return due.Count;
    }

    private NewMessage Message(Promise p, DateTimeOffset now) => new(
        p.Landlord, $"slipped/{p.PromiseId}", "promise-slipped", Prompt.Owed, p.HouseholdRef, p.RepairId, p.VisitId,
        new Facts { Said = p.Said, CallBy = days.NextDay(now), SlippedPromiseId = p.PromiseId }, now, now)
    {
        // A second apology in a row would be one more empty promise.
        HeldBecause = p.Template == "promise-slipped" ? "We have now let them down twice. Please get in touch with them today." : null,
    };
}
