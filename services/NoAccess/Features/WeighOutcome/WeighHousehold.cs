using Microsoft.Extensions.Logging;
using Repairs.Contracts;
using Repairs.NoAccess.TellChronology;
using Repairs.Platform;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>Keeps an event as a fact about its household and weighs the household again.</summary>
internal sealed class Weigh<TEvent>(WeighHousehold household) : IHandle<TEvent>
    where TEvent : class, IEvent
{
    public Task HandleAsync(TEvent e, Delivery delivery, UnitOfWork unit, CancellationToken ct) => household.AddAsync(unit, e, Facts.HouseholdOf(e), delivery.Now, ct);
}

/// <summary>Lock the household, keep the fact, read the whole set, decide, store what is new and tell it: in the caller's transaction.</summary>
internal sealed class WeighHousehold(NoAccessSettings settings, PayForMiss.PayForMiss pay, ILogger<WeighHousehold> log)
{
    public async Task AddAsync(UnitOfWork unit, IEvent fact, string household, DateTimeOffset now, CancellationToken ct)
    {
        var landlord = fact.Landlord;
        var known = await WeighOutcomeSql.KeepAndReadAsync(unit, fact, household, ct);
        var standing = NoAccessPolicy.Decide(landlord, household, known.Facts, now, settings.For(landlord));

        await TellVisitsAsync(unit, landlord, household, known, standing, now, ct);
        var asked = await SettleAsync(unit, landlord, household, known, now, ct);
        var decisions = NoAccessPolicy.New(standing, known.Decisions.Select(d => d.DecisionId).ToHashSet(), asked);
        foreach (var decision in decisions)
        {
            await WeighOutcomeSql.SaveDecisionAsync(unit, landlord, household, decision, now, ct);
            if (decision is OwnMiss ours)
                await pay.ProposeAsync(unit, landlord, household, ours.Visit, now, ct);
            foreach (var (e, id) in Telling.Of(decision, landlord, household, now))
                unit.Publish(e, id);
            log.LogInformation("{Decision} {DecisionId} for {Landlord}", decision.GetType().Name, decision.Id, landlord);
        }

        var waits = asked.Concat(decisions.OfType<AskPerson>().Select(d => new Asked(d.Id, d is FollowUp, now, null, null)));
        await Chronicle.KeepAsync(unit, landlord, known.Facts, standing.Visits, [.. waits], now, ct);
    }

    private static async Task TellVisitsAsync(UnitOfWork unit, string landlord, string household, Known known, Standing standing, DateTimeOffset now, CancellationToken ct)
    {
        var before = known.Visits.ToDictionary(v => v.VisitId);
        foreach (var visit in standing.Visits)
        {
            before.TryGetValue(visit.VisitId, out var was);
            if (was?.Outcome == visit.Outcome.ToString() && was.Attribution == visit.Attribution.ToString())
                continue;
            var told = Outward(visit.Attribution);
            var changed = was is null || was.Outcome != visit.Outcome.ToString() || Outward(Enum.Parse<Attribution>(was.Attribution)) != told;
            var revision = (was?.Revision ?? 0) + (changed ? 1 : 0);
            await WeighOutcomeSql.SaveVisitAsync(unit, landlord, household, visit, revision, ct);
            if (changed)
            {
                unit.Publish(
                    new VisitAttributed(landlord, visit.VisitId, visit.RepairId, household, visit.Patch, visit.Trade, visit.Outcome, told, revision, now),
                    StableId.Of("attributed", visit.VisitId.ToString(), revision.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <summary>A pause is nobody else's business: outside it is a change that was agreed.</summary>
    private static Attribution Outward(Attribution attribution) => attribution == Attribution.Paused ? Attribution.AgreedChange : attribution;

    /// <summary>Ends the pauses and closes the requests that the facts have ended and closed.</summary>
    private static async Task<IReadOnlyList<Asked>> SettleAsync(UnitOfWork unit, string landlord, string household, Known known, DateTimeOffset now, CancellationToken ct)
    {
        List<Asked> asked = [];
        foreach (var made in known.Decisions.Where(d => d.Kind is "follow-up" or "person-asks"))
        {
            var before = new Asked(made.DecisionId, made.Kind == "follow-up", made.DecidedAt, made.PausedUntil, made.ClosedAt);
            var (after, end) = NoAccessPolicy.Settle(before, known.Facts);
            if (end is not null)
            {
                await WeighOutcomeSql.SavePauseEndAsync(unit, landlord, after.Id, end, ct);
                unit.Publish(new AttemptsResumed(landlord, after.Id, household, end.Because, now), StableId.Of("resumed", after.Id.ToString()));
            }

            if (before.ClosedAt is null && after.ClosedAt is { } closedAt)
                await WeighOutcomeSql.SaveClosingAsync(unit, landlord, after.Id, closedAt, ct);
            asked.Add(after);
        }

        return asked;
    }
}
