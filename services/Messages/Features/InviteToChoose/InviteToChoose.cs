using Repairs.Contracts;
using Repairs.Messages.Features.RecordContact;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.InviteToChoose;

/// <summary>A repair was raised: the resident gets their link, once. If nothing comes of it a person asks, once.</summary>
internal sealed class InviteToChoose(Days days) : IHandle<RepairRaised>
{
    public async Task HandleAsync(RepairRaised e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        await RecordContactSql.LearnAsync(unit, e.Landlord, e.RepairId, e.HouseholdRef, e.Patch, e.Trade, e.OccurredAt, ct);
        await MessageSql.InsertAsync(unit, Message(e, days, delivery.Now), delivery.Now, ct);
    }

    internal static NewMessage Message(RepairRaised e, Days days, DateTimeOffset now) => new(
        e.Landlord, $"raised/{e.RepairId}", "repair-raised", Prompt.Owed, e.HouseholdRef, e.RepairId, null,
        e.Priority == Priority.Emergency
            ? new Facts { Trade = e.Trade, ComeBy = e.DueBy }
            : new Facts { Trade = e.Trade, CallBy = e.AskBy ?? days.AskBy(now) },
        e.OccurredAt, now);
}
