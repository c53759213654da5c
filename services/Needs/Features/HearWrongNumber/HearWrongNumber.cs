using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Needs.Features.HearWrongNumber;

/// <summary>Somebody answered that a number is not the household's: nothing more is sent there, and nobody rings it. Letters still reach the home.</summary>
internal sealed class HearWrongNumber : IHandle<ReplyReceived>
{
    public async Task HandleAsync(ReplyReceived e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        if (e.Kind == "wrong" && await HearWrongNumberSql.MarkAsync(unit, e.Landlord, e.HouseholdRef, delivery.Now, ct))
            unit.Publish(new ContactPreferenceChanged(e.Landlord, e.HouseholdRef, delivery.Now));
    }
}
