using System.Globalization;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What an offer of times, a follow-up, a promise and a complaint add, each from the set of its events: what arrived first changes nothing.</summary>
internal static class StoryTallies
{
    private const int RealChoices = 3;
    private const int RealDays = 2;
    private const int ToAct = 5;
    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    public static IReadOnlyList<Tally> Of(string story, IReadOnlyCollection<VisitEvent> events) => story switch
    {
        Story.Offer => [.. Offer(events)],
        Story.Request => [.. FollowUp(events)],
        Story.Promise => [.. Promise(events)],
        Story.Complaint => [.. Complaint(events)],
        Story.Homes => [.. Homes(events)],
        _ => [],
    };

    /// <summary>M09: a real choice is three times or more over two days or more. In an emergency somebody comes at once.</summary>
    private static IEnumerable<Tally> Offer(IReadOnlyCollection<VisitEvent> events)
    {
        if (First(events, "SlotsOffered") is not { } offer || offer["priority"] == "Emergency")
            yield break;
        var tally = At(offer, "M09.of") with { Dims = Dimensions.Write((Dimensions.Channel, offer["to"] switch { null => null, "Resident" => "resident", _ => "staff" })) };
        yield return tally;
        if (Number(offer, "choices") >= RealChoices && Number(offer, "days") >= RealDays)
            yield return tally with { Counter = "M09" };
    }

    /// <summary>
    /// M22: a person tried to get in touch by the time that was said; what is no follow-up (somebody asked to be rung) has no part in it. M23: nobody took up a
    /// pattern within five working days. That the system opened a follow-up by itself says only that it did its part: until version 2 that was taken for an answer.
    /// </summary>
    private static IEnumerable<Tally> FollowUp(IReadOnlyCollection<VisitEvent> events)
    {
        var opened = First(events, "FollowUpOpened");
        var attempt = First(events, EventTypes.HumanContactAttempted);
        if (opened?.Time("dueBy") is { } due)
        {
            var tally = new Tally(LondonTime.DateOf(due), opened.Patch, opened.Trade, "M22.of");
            yield return tally;
            if (attempt is not null && attempt.OccurredAt <= due)
                yield return tally with { Counter = "M22" };
        }

        if (First(events, "WelfareFollowUpRequested") is not { } noticed)
            yield break;
        yield return At(noticed, "M23.of");
        var by = LondonTime.EndOf(WorkingDays.From(LondonTime.DateOf(noticed.OccurredAt), ToAct, Holidays));
        if (events.Any(e => e.Type is EventTypes.HumanContactAttempted or "FollowUpClosed" && e.OccurredAt < by))
            yield break;
        yield return At(noticed, "M23.left");
        if (!events.Any(e => e.Type == "FollowUpOpened" && e.OccurredAt < by))
            yield return At(noticed, "M23");
    }

    /// <summary>M26, by the day it was due. A promise that was released (the resident acted, or asked for it) is neither kept nor slipped.</summary>
    private static IEnumerable<Tally> Promise(IReadOnlyCollection<VisitEvent> events)
    {
        var kept = First(events, "PromiseKept");
        var slipped = First(events, "PromiseSlipped");
        if ((kept ?? slipped) is not { } settled || (settled.Time("dueBy") ?? First(events, "PromiseMade")?.Time("dueBy")) is not { } due)
            yield break;
        var tally = new Tally(LondonTime.DateOf(due), settled.Patch, settled.Trade, "M26.of");
        yield return tally;
        if (kept is not null)
            yield return tally with { Counter = "M26" };
        else if (slipped!.OccurredAt <= due)
            yield return tally with { Counter = "M26.warned" };
    }

    /// <summary>M20, each stage by the day it was made, also where both have one id; M21, as it was last marked.</summary>
    private static IEnumerable<Tally> Complaint(IReadOnlyCollection<VisitEvent> events)
    {
        foreach (var stage in new[] { "1", "2" })
        {
            if (Last(events.Where(e => e["stage"] == stage), EventTypes.ComplaintMade) is { } asked)
                yield return At(asked, "M20." + stage);
        }

        if (Last(events, EventTypes.ComplaintMade) is not { } made)
            yield break;
        if (!bool.TryParse(made["distress"], out var distress))
            yield break;
        yield return At(made, "M21.of");
        if (distress)
            yield return At(made, "M21");
    }

    /// <summary>How many homes are owned from that day on.</summary>
    private static IEnumerable<Tally> Homes(IReadOnlyCollection<VisitEvent> events)
    {
        if (Last(events, EventTypes.HomesOwned) is { } told && Number(told, "homes") is > 0 and { } homes)
            yield return At(told, "homes") with { N = homes };
    }

    private static Tally At(VisitEvent e, string counter) => new(LondonTime.DateOf(e.OccurredAt), e.Patch, e.Trade, counter);

    private static long? Number(VisitEvent e, string member) => long.TryParse(e[member], CultureInfo.InvariantCulture, out var number) ? number : null;

    private static VisitEvent? First(IEnumerable<VisitEvent> events, string type) => InOrder(events, type).FirstOrDefault();

    private static VisitEvent? Last(IEnumerable<VisitEvent> events, string type) => InOrder(events, type).LastOrDefault();

    private static IEnumerable<VisitEvent> InOrder(IEnumerable<VisitEvent> events, string type) =>
        events.Where(e => e.Type == type).OrderBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal);
}
