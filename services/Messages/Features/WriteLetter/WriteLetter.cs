using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.WriteLetter;

/// <summary>Choices by letter with a reply slip. What they asked for goes at once; what follows on silence waits while a person asks first.</summary>
internal sealed class WriteLetter : IHandle<LetterOwed>
{
    public async Task HandleAsync(LetterOwed e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        // They asked for it, or sent a slip back: nobody needs to ask why they are silent.
        if (e.Because is "asked" or "slip")
        {
            await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
            await PromiseSql.ReleaseByResidentAsync(unit, e.Landlord, e.RepairId, e.OccurredAt, ct);
        }

        await MessageSql.InsertAsync(unit, Message(e, delivery.Now), delivery.Now, ct);
    }

    internal static NewMessage Message(LetterOwed e, DateTimeOffset now) => new(
        e.Landlord, $"letter/{e.LetterId}", "choices-by-letter", e.Because == "silence" ? Prompt.Owed : Prompt.OwnAct, e.HouseholdRef, e.RepairId, null,
        new Facts { Trade = e.Trade, Asked = e.Because == "asked", Gone = e.Because == "slip" }, e.OccurredAt, now);
}
