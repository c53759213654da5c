using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.WriteLetter;

/// <summary>Choices by letter with a reply slip. What they asked for goes at once; what follows on silence waits while a person asks first.</summary>
internal sealed class WriteLetter : IHandle<LetterOwed>
{
    public Task HandleAsync(LetterOwed e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        MessageSql.InsertAsync(unit, Message(e, delivery.Now), delivery.Now, ct);

    internal static NewMessage Message(LetterOwed e, DateTimeOffset now) => new(
        e.Landlord, $"letter/{e.LetterId}", "choices-by-letter", e.Because == "silence" ? Prompt.Owed : Prompt.OwnAct, e.HouseholdRef, e.RepairId, null,
        new Facts { Trade = e.Trade, Asked = e.Because == "asked", Gone = e.Because == "slip" }, e.OccurredAt, now);
}
