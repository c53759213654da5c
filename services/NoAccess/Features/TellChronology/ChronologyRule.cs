using Repairs.Contracts;
using Repairs.NoAccess.SeeVisits;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>
/// What the facts of a household tell of one repair: every attempt, offer and message, our own misses marked. Adjustments only as in place, read or used; pauses of
/// any kind as "we waited". Reasons, follow-ups, worries, feedback and pictures tell nothing here, and neither does anything else about a person. Pure.
/// </summary>
internal static class ChronologyRule
{
    /// <summary>The key under which a thing stands in a chronology: it tells nothing of what kind of thing it is.</summary>
    public static Guid KeyOf(params ReadOnlySpan<string> words) => StableId.Of(["chronology", .. words]);

    /// <summary>The repairs that the facts know of.</summary>
    public static IReadOnlySet<Guid> RepairsOf(IReadOnlyList<IEvent> facts) => facts.Select(RepairOf).OfType<Guid>().ToHashSet();

    /// <summary>Lines by repair, for every repair that the facts know of.</summary>
    /// <param name="told">What is told already, by repair: left out, so that a long history costs little.</param>
    public static IReadOnlyDictionary<Guid, IReadOnlyList<Line>> Of(IReadOnlyList<IEvent> facts, IReadOnlyList<Asked> asked, ILookup<Guid, Guid>? told = null)
    {
        var own = facts.Select(f => (Fact: f, Repair: RepairOf(f))).Where(f => f.Repair is not null).ToLookup(f => f.Repair!.Value, f => f.Fact);
        var ends = facts.OfType<AdjustmentWithdrawn>().ToLookup(a => a.AdjustmentId, a => a.OccurredAt);
        var keys = new Dictionary<object, Guid>(ReferenceEqualityComparer.Instance);
        foreach (var fact in facts)
            keys[fact] = KeyOf(Facts.KeyOf(fact).ToString());
        return own.ToDictionary(r => r.Key, r =>
        {
            var skip = told?[r.Key].ToHashSet() ?? [];
            var (from, to) = (r.Min(f => f.OccurredAt), r.Where(f => f is RepairFinished or RepairWithdrawn).Select(f => (DateTimeOffset?)f.OccurredAt).Max() ?? DateTimeOffset.MaxValue);
            var news = facts.Where(f => !skip.Contains(keys[f])).ToList();
            IEnumerable<Line> lines =
            [
                .. r.Where(f => !skip.Contains(keys[f])).Select(Tell).OfType<Line>(),
                .. news.Where(f => f is AdjustmentRecorded a && a.OccurredAt <= to && ends[a.AdjustmentId].All(e => e >= from)).Select(f => LineOf(f, "adjustment", "An agreed adjustment is in place.")),
                .. news.Where(f => f is AdjustmentWithdrawn && f.OccurredAt >= from && f.OccurredAt <= to).Select(f => LineOf(f, "adjustment", "An agreed adjustment ended.")),
                .. news.OfType<AvailabilityPaused>().Where(p => p.From <= to && (p.To ?? DateTimeOffset.MaxValue) >= from).Select(p => Waited(Facts.KeyOf(p).ToString(), p.From)),
                .. news.OfType<AvailabilityResumed>().Where(p => p.EndedAt >= from && p.EndedAt <= to).Select(p => WentOn(Facts.KeyOf(p).ToString(), p.EndedAt)),
                .. asked.Where(a => a.At <= to && (a.PausedUntil ?? DateTimeOffset.MaxValue) >= from).Select(a => Waited($"asked/{a.Id}", a.At)),
                .. asked.Where(a => a.PausedUntil >= from && a.PausedUntil <= to).Select(a => WentOn($"went-on/{a.Id}", a.PausedUntil!.Value)),
            ];
            return (IReadOnlyList<Line>)[.. lines.Where(l => !skip.Contains(l.Key))];
        });
    }

    /// <summary>What a visit means now. Why something stood in the way is not told.</summary>
    public static string MeaningOf(WeighedVisit visit) => $"About the visit of {Day(visit.WindowStart)}: " + visit.Attribution switch
    {
        Attribution.Attended => "it counts as kept.",
        Attribution.Ours => "this was our mistake.",
        Attribution.AgreedChange or Attribution.Paused => "it counts as moved.",
        Attribution.Disputed => "the resident says it happened differently. It does not count until somebody outside the contractor has looked.",
        Attribution.Unevidenced => "we were told this, but cannot show it. We do not rely on it.",
        _ => "the work could not be done that day. The repair stays open.",
    };

    public static string Day(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.DateOf(instant))} {LondonTime.DateOf(instant).Year}";

    private static string Window(DateTimeOffset from, DateTimeOffset to) => $"{Day(from)}, between {LondonTime.Words(LondonTime.TimeOf(from))} and {LondonTime.Words(LondonTime.TimeOf(to))}";

    private static Line LineOf(IEvent fact, string kind, string words, bool ours = false) => new(KeyOf(Facts.KeyOf(fact).ToString()), Chain.Whole(fact.OccurredAt), kind, ours, words);

    private static Line Waited(string key, DateTimeOffset from) => new(KeyOf(key), Chain.Whole(from), "waited", false, "From here on we waited.");

    private static Line WentOn(string key, DateTimeOffset at) => new(KeyOf(key), Chain.Whole(at), "waited", false, "We went on.");

    private static Guid? RepairOf(IEvent fact) => fact switch
    {
        AppointmentBooked e => e.RepairId,
        AppointmentChanged e => e.RepairId,
        AppointmentCancelled e => e.RepairId,
        VisitBriefRead e => e.RepairId,
        OperativeOnTheWay e => e.RepairId,
        VisitOutcomeReported e => e.RepairId,
        VisitEvidenceAdded e => e.RepairId,
        HazardObserved e => e.RepairId,
        MessageSent e => e.RepairId,
        MessageUndelivered e => e.RepairId,
        SlotsOffered e => e.RepairId,
        SlotsDeclined e => e.RepairId,
        RepairFinished e => e.RepairId,
        RepairWithdrawn e => e.RepairId,
        VisitDisputed e => e.RepairId,
        DisputeWithdrawn e => e.RepairId,
        DisputeDecided e => e.RepairId,
        _ => null,
    };

    private static Line? Tell(IEvent fact) => fact switch
    {
        AppointmentBooked e => LineOf(e, "agreed", $"A visit was agreed for {Window(e.WindowStart, e.WindowEnd)}. {ByWhom(e.By)} chose the time."),
        AppointmentChanged { SameTimes: true } => null,
        AppointmentChanged e when e.KeepsThePromise() => LineOf(e, "agreed", $"Somebody else comes on {Day(e.WindowStart)}. The time stays."),
        AppointmentChanged e => LineOf(e, "agreed", $"The visit was moved from {Window(e.PreviousWindowStart, e.PreviousWindowEnd)} to {Window(e.WindowStart, e.WindowEnd)}. {ByWhom(e.By)} moved it."),
        AppointmentCancelled e => LineOf(e, "agreed", $"The visit of {Window(e.WindowStart, e.WindowEnd)} was taken back. {ByWhom(e.By)} did that. The repair stays open."),
        SlotsOffered e => LineOf(e, "offer", $"{(e.Choices == 1 ? "One time was" : $"{e.Choices} times were")} offered, on {(e.Days == 1 ? "one day" : $"{e.Days} days")}.{(e.NeedsApplied > 0 ? " Agreed adjustments were used to choose them." : "")}"),
        SlotsDeclined e => LineOf(e, "offer", "None of the offered times suited. Others were looked for."),
        MessageSent e => LineOf(e, "message", $"We sent {Channel(e.Channel)}{(e is { WindowStart: { } from, WindowEnd: { } to } ? $" that said {Window(from, to)}" : "")}."),
        MessageUndelivered e => LineOf(e, "message", $"{Capital(Channel(e.Channel))} from us did not arrive.", ours: true),
        VisitBriefRead { Instructions: > 0 } e => LineOf(e, "adjustment", "Agreed adjustments were read before the visit."),
        OperativeOnTheWay e => LineOf(e, "attempt", "The person doing the work set off."),
        VisitOutcomeReported e => LineOf(e, "attempt", $"Visit of {Window(e.WindowStart, e.WindowEnd)}{(e.ArrivedAt is { } came ? $", arrived {LondonTime.Words(LondonTime.TimeOf(came))}" : "")}: {OutcomeWords.Of(e.Outcome)}", ours: e.Outcome is >= DoorOutcome.DO20 and <= DoorOutcome.DO24),
        VisitEvidenceAdded e => LineOf(e, "attempt", "More was shown of what happened at the door."),
        HazardObserved e => LineOf(e, "hazard", "A hazard was seen on a visit. From here on we knew."),
        RepairFinished e => LineOf(e, "repair", "The work is finished."),
        RepairWithdrawn e => LineOf(e, "repair", "The repair ended without the work, by a person's recorded wish."),
        VisitDisputed e => LineOf(e, "attempt", "The resident told us that a visit happened differently."),
        DisputeWithdrawn e => LineOf(e, "attempt", "The resident took that back."),
        DisputeDecided e => LineOf(e, "attempt", e.Upheld ? "Somebody outside the contractor looked. The resident was right: this was our mistake." : "Somebody outside the contractor looked. What we wrote down stands.", ours: e.Upheld),
        _ => null,
    };

    private static string ByWhom(Actor by) => by == Actor.Resident ? "The resident" : "We";

    private static string Channel(string channel) => channel switch { "text" => "a text", "email" => "an email", "letter" => "a letter", _ => "a message" };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
