using System.Globalization;
using Repairs.Analytics.Features.CollectEvents;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What a visit adds beside M01 to M04: the reason given, whether a message reached the resident, how it felt. From the set of its events.</summary>
internal static class VisitTallies
{
    private static readonly TimeSpan ToAnswer = TimeSpan.FromDays(28);
    private static readonly (string Counter, string Member)[] Felt = [("M24a", "safe"), ("M24b", "heard"), ("M24c", "inControl")];

    public static IReadOnlyList<Tally> Of(VisitFact? fact, IReadOnlyCollection<VisitEvent> events) =>
        [.. fact is null ? [] : ReasonOf(fact, events).Concat(MessageOf(fact, events)).Concat(AskedOf(fact, events)), .. FeltOf(fact, events)];

    /// <summary>Whether a message about the visit reached somebody before its time.</summary>
    public static bool WasReached(IReadOnlyCollection<VisitEvent> events, DateTimeOffset before, Func<VisitEvent, bool>? which = null)
    {
        var lost = events.Where(e => e.Type == EventTypes.MessageUndelivered).Select(e => e["messageId"]).ToHashSet(StringComparer.Ordinal);
        return events.Any(e => e.Type == EventTypes.MessageSent && e.OccurredAt < before && !lost.Contains(e["messageId"]) && which?.Invoke(e) != false);
    }

    private static IEnumerable<Tally> ReasonOf(VisitFact fact, IReadOnlyCollection<VisitEvent> events)
    {
        if (fact.Outcome is not ("DO10" or "DO11" or "DO12"))
            yield break;
        yield return At(fact, "M05.of");
        var shared = Last(events.Where(e => e.Type == EventTypes.ReasonShared && e.OccurredAt - fact.At <= ToAnswer));
        if (shared is null)
            yield break;

        // A reason that stays with the team that was told comes without its code; one that must not even be told apart comes as not said.
        if (shared.Code == "R98" || (shared.Code is null && shared["kind"] == "not-said"))
        {
            yield return At(fact, "M05.declined");
            yield break;
        }

        yield return At(fact, "M05");
        yield return At(fact, "M06.of");
        yield return At(fact, "M06:" + (shared.Code ?? "kept"));
    }

    private static IEnumerable<Tally> MessageOf(VisitFact fact, IReadOnlyCollection<VisitEvent> events)
    {
        if (fact.WindowStart is not { } start || !events.Any(e => e.Type is EventTypes.AppointmentBooked or EventTypes.AppointmentChanged))
            yield break;
        var due = At(fact, "M13.of") with { Day = fact.DueDay, Dims = fact.Dims };
        yield return due;
        if (WasReached(events, start))
            yield return due with { Counter = "M13" };
    }

    /// <summary>Every visit's page asks how it felt, whatever came of the visit.</summary>
    private static IEnumerable<Tally> AskedOf(VisitFact fact, IReadOnlyCollection<VisitEvent> events)
    {
        // History from elsewhere tells of nobody who was asked.
        if (events.Any(e => e.Type == EventTypes.VisitImported) && Answer(events) is null)
            yield break;
        var asked = At(fact, "M25.of") with { Dims = fact.Dims };
        yield return asked;
        if (Answer(events) is { } answer && answer.OccurredAt - fact.At <= ToAnswer)
            yield return asked with { Counter = "M25" };
    }

    private static IEnumerable<Tally> FeltOf(VisitFact? fact, IReadOnlyCollection<VisitEvent> events) =>
        (Answer(events) is { } answer ? RatedOf(fact, answer) : []).Concat(ToldAgainOf(fact, events));

    /// <summary>Asked with the statements or after them; the first answer stands.</summary>
    private static IEnumerable<Tally> ToldAgainOf(VisitFact? fact, IReadOnlyCollection<VisitEvent> events)
    {
        var answer = First(events.Where(e => e.Type is EventTypes.FeedbackGiven or EventTypes.PromisesRated && bool.TryParse(e["toldAgain"], out _)));
        if (answer is null)
            yield break;
        var tally = At(fact, answer, "M28.of", HappenedOf(Answer(events)));
        yield return tally;
        if (bool.Parse(answer["toldAgain"]!))
            yield return tally with { Counter = "M28" };
    }

    private static string? HappenedOf(VisitEvent? answer) =>
        Dimensions.Write((Dimensions.Happened, bool.TryParse(answer?["visitHappened"], out var happened) ? happened ? "yes" : "no" : null));

    private static Tally At(VisitFact? fact, VisitEvent answer, string counter, string? dims) =>
        new(Platform.LondonTime.DateOf(answer.OccurredAt), fact?.Patch ?? answer.Patch, fact?.Trade ?? answer.Trade, counter, 1, dims);

    private static IEnumerable<Tally> RatedOf(VisitFact? fact, VisitEvent answer)
    {
        var tally = At(fact, answer, "", HappenedOf(answer));
        foreach (var (counter, member) in Felt)
        {
            if (!int.TryParse(answer[member], CultureInfo.InvariantCulture, out var level) || level is < 1 or > 5)
                continue;
            yield return tally with { Counter = counter + ".of" };
            yield return tally with { Counter = string.Create(CultureInfo.InvariantCulture, $"{counter}:{level}") };
            if (level >= 4)
                yield return tally with { Counter = counter };
        }
    }

    /// <summary>The first answer stands.</summary>
    private static VisitEvent? Answer(IReadOnlyCollection<VisitEvent> events) => First(events.Where(e => e.Type == EventTypes.FeedbackGiven));

    private static VisitEvent? First(IEnumerable<VisitEvent> events) => events.OrderBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal).FirstOrDefault();

    private static VisitEvent? Last(IEnumerable<VisitEvent> events) => events.OrderBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal).LastOrDefault();

    private static Tally At(VisitFact fact, string counter) => new(fact.Day, fact.Patch, fact.Trade, counter);
}
