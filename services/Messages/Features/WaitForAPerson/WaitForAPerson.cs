using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.WaitForAPerson;

/// <summary>
/// Notes when a person was asked to make contact and when that wait ended, with the household locked as every sending does. Facts by request: they may come
/// twice and in any order.
/// </summary>
internal sealed class WaitForAPerson :
    IHandle<HumanContactRequested>, IHandle<WelfareFollowUpRequested>, IHandle<AttemptsPaused>, IHandle<AttemptsResumed>, IHandle<FollowUpOpened>
{
    public Task HandleAsync(HumanContactRequested e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        NoteAsync(unit, new PauseNote(e.Landlord, e.RequestId, e.HouseholdRef, PausedAt: e.OccurredAt), ct);

    public Task HandleAsync(WelfareFollowUpRequested e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        NoteAsync(unit, new PauseNote(e.Landlord, e.RequestId, e.HouseholdRef, PausedAt: e.OccurredAt), ct);

    public Task HandleAsync(AttemptsPaused e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        NoteAsync(unit, new PauseNote(e.Landlord, e.RequestId, e.HouseholdRef, PausedAt: e.OccurredAt), ct);

    public Task HandleAsync(FollowUpOpened e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        NoteAsync(unit, new PauseNote(e.Landlord, e.RequestId, e.HouseholdRef, DueBy: e.DueBy), ct);

    public async Task HandleAsync(AttemptsResumed e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await NoteAsync(unit, new PauseNote(e.Landlord, e.RequestId, e.HouseholdRef, ResumedAt: e.OccurredAt), ct);
        await WaitForAPersonSql.LookAgainAsync(unit, e.Landlord, e.HouseholdRef, MayLeave.PersonFirst, delivery.Now, ct);
    }

    private static async Task NoteAsync(UnitOfWork unit, PauseNote note, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, note.Landlord, note.HouseholdRef, ct);
        await WaitForAPersonSql.NoteAsync(unit, note, ct);
    }
}

/// <summary>Contact details changed: what could not reach anyone is tried again.</summary>
internal sealed class TryNewContact : IHandle<ContactPreferenceChanged>
{
    public Task HandleAsync(ContactPreferenceChanged e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        WaitForAPersonSql.LookAgainAsync(unit, e.Landlord, e.HouseholdRef, Reaching.NoWay, delivery.Now, ct);
}
