using Microsoft.Extensions.Logging;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Welfare.OpenFollowUp;

/// <summary>
/// Opens what was asked for: a follow-up, or the lighter task that a person asks. Each request opens one, and each household has at most one follow-up open;
/// the rota is locked while an owner is chosen, so that caps hold however many arrive at once.
/// </summary>
internal sealed class OpenFollowUp(WelfareSettings settings, ILogger<OpenFollowUp> log) : IHandle<WelfareFollowUpRequested>, IHandle<HumanContactRequested>
{
    public async Task HandleAsync(WelfareFollowUpRequested e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var followUp = new NewFollowUp(e.Landlord, StableId.Of("follow-up", e.RequestId.ToString()), e.RequestId, e.HouseholdRef, "follow-up", e.RepairId, [.. e.VisitIds], [.. e.Because], e.ProposedRisk);
        if (await OpenAsync(unit, followUp, delivery.Now, ct) is not { } due)
            return;
        await OpenFollowUpSql.AbsorbQuestionAsync(unit, e.Landlord, e.HouseholdRef, delivery.Now, ct);
        unit.Publish(
            new FollowUpOpened(e.Landlord, followUp.Id, e.RequestId, e.HouseholdRef, e.ProposedRisk, due, delivery.Now),
            StableId.Of("opened", e.RequestId.ToString()));
    }

    public async Task HandleAsync(HumanContactRequested e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var risk = DueTime.RiskOf(e.Because);
        if (await OpenAsync(unit, new NewFollowUp(e.Landlord, StableId.Of("person-asks", e.RequestId.ToString()), e.RequestId, e.HouseholdRef, "person-asks", e.RepairId, [e.VisitId], [.. e.Because], risk), delivery.Now, ct) is null)
            await OpenFollowUpSql.AddToOpenAsync(unit, e.Landlord, e.HouseholdRef, e.RequestId, [.. e.Because], DueTime.Of(risk, [.. e.Because], delivery.Now), ct);
    }

    private async Task<DateTimeOffset?> OpenAsync(UnitOfWork unit, NewFollowUp followUp, DateTimeOffset now, CancellationToken ct)
    {
        var rota = await OpenFollowUpSql.LockRotaAsync(unit, followUp.Landlord, ct);
        var weight = Ownership.WeightOf(followUp.Risk, followUp.Because);
        var owner = Ownership.Choose(rota, weight, LondonTime.DateOf(now), settings.Manager);
        var due = DueTime.Of(followUp.Risk, followUp.Because, now);
        if (!await OpenFollowUpSql.OpenAsync(unit, followUp, weight, owner, now, due, ct))
            return null;
        log.LogInformation("Opened {Kind} {FollowUpId}, due {DueBy:O}", followUp.Kind, followUp.Id, due);
        return due;
    }
}

/// <summary>A follow-up about to be opened.</summary>
internal sealed record NewFollowUp(string Landlord, Guid Id, Guid RequestId, string HouseholdRef, string Kind, Guid? RepairId, Guid[] VisitIds, string[] Because, Risk Risk);
