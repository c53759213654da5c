using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellOnTheWay;

/// <summary>Someone has set off: who and when. It leaves also while a person asks first, where the resident chose the time themselves.</summary>
internal sealed class TellOnTheWay : IHandle<OperativeOnTheWay>
{
    public async Task HandleAsync(OperativeOnTheWay e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var chosen = await TellOnTheWaySql.ChosenByResidentAsync(unit, e.Landlord, e.VisitId, ct);
        var message = new NewMessage(
            e.Landlord, $"on-the-way/{e.VisitId}/{LondonTime.DateOf(e.ArriveBy):yyyy-MM-dd}", "on-the-way", chosen ? Prompt.OwnAct : Prompt.Owed, e.HouseholdRef, e.RepairId, e.VisitId,
            new Facts { ArriveBy = e.ArriveBy, OperativeRef = e.OperativeRef }, e.OccurredAt, delivery.Now);
        await MessageSql.InsertAsync(unit, message, delivery.Now, ct);
    }
}
