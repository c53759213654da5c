using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellFreshChoices;

/// <summary>Someone chose by text and the time was gone, or none had suited: other choices, the same way. It is their own act, so it is answered at once.</summary>
internal sealed class TellFreshChoices : IHandle<FreshChoicesOwed>
{
    public Task HandleAsync(FreshChoicesOwed e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        MessageSql.InsertAsync(unit, Message(e, delivery.Now), delivery.Now, ct);

    internal static NewMessage Message(FreshChoicesOwed e, DateTimeOffset now) => new(
        e.Landlord, $"fresh-choices/{e.OfferId}", "fresh-choices", Prompt.OwnAct, e.HouseholdRef, e.RepairId, null,
        new Facts { Trade = e.Trade, ChoicesOf = e.OfferId, Gone = e.Because == "gone" }, e.OccurredAt, now);
}
