using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellWaitingPlace;

/// <summary>A place is kept for someone who waits, or whose visit we missed: told once, the same hour. One that is kept no longer is told to nobody.</summary>
internal sealed class TellWaitingPlace : IHandle<WaitingPlaceOffered>
{
    public Task HandleAsync(WaitingPlaceOffered e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        MessageSql.InsertAsync(unit, Message(e, delivery.Now), delivery.Now, ct);

    internal static NewMessage Message(WaitingPlaceOffered e, DateTimeOffset now) => new(
        e.Landlord, $"waiting-place/{e.WaitingOfferId}", e.Owed ? "place-kept" : "waiting-place", Prompt.Owed, e.HouseholdRef, e.RepairId, null,
        new Facts { Trade = e.Trade, Date = e.Date, From = e.From, To = e.To, WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, KeptUntil = e.ExpiresAt }, e.OccurredAt, now);
}
