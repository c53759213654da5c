using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>A hazard as far as its clocks go. There is no field for a missed visit: no access pauses nothing.</summary>
internal record HazardFacts
{
    public string Jurisdiction { get; init; } = "";

    /// <summary>Null until a person said what it is.</summary>
    public string? Kind { get; init; }

    /// <summary>Null until a person said how much harm it may do.</summary>
    public string? Severity { get; init; }

    public DateTimeOffset BecameAwareAt { get; init; }

    /// <summary>Set where what had seemed less turned out to be an emergency: a new 24 hours began.</summary>
    public DateTimeOffset? EmergencyFoundAt { get; init; }

    /// <summary>When the investigation ended.</summary>
    public DateTimeOffset? ConcludedAt { get; init; }

    /// <summary>When the tenant asked for a look in person after one from afar.</summary>
    public DateTimeOffset? AskedInPersonAt { get; init; }

    /// <summary>Null while nobody knows.</summary>
    public bool? WorksNeeded { get; init; }
}

/// <summary>Something we owe, and by when.</summary>
/// <param name="DueAt">The first moment at which it is late, UTC; null: within a reasonable time.</param>
/// <param name="ByDay">The last local day, where it is counted in days; null where in hours.</param>
/// <param name="NotNeeded">What was done makes it pointless.</param>
internal sealed record Owed(string Step, DateTimeOffset CountedFrom, DateTimeOffset? DueAt, DateOnly? ByDay, string Source, bool NotNeeded);

/// <summary>
/// The clocks of hazards (Awaab's Law and its like): from what is known of a hazard and the dated table to what we owe. The day we become aware is day zero, day one
/// is the next working day; hours are elapsed hours, through nights, weekends and clock changes. Pure and free of the server's own zone.
/// </summary>
internal static class HazardClock
{
    /// <summary>Until a person looked at it, it may be an emergency.</summary>
    private static readonly TimeSpan ToDecide = TimeSpan.FromHours(24);

    /// <param name="done">When each step was done.</param>
    /// <param name="daysOff">The bank holidays of the landlord's calendar.</param>
    public static IReadOnlyList<Owed> Owes(HazardFacts hazard, IReadOnlyDictionary<string, DateTimeOffset> done, IEnumerable<HazardRule> rules, IReadOnlySet<DateOnly> daysOff)
    {
        var decide = new Owed(Steps.Decide, hazard.BecameAwareAt, hazard.BecameAwareAt + ToDecide, null, "", false);
        if (hazard is not { Kind: { } kind, Severity: { } severity })
            return [decide];
        if (severity == Severities.Known)
            return [decide, .. done.Keys.Where(s => s != Steps.Decide).Select(s => new Owed(s, hazard.BecameAwareAt, null, null, "", true))];

        var aware = LondonTime.DateOf(hazard.EmergencyFoundAt ?? hazard.BecameAwareAt);
        var asked = severity == Severities.None ? Severities.Significant : severity;
        var lawful = rules.Where(r => r.Covers(hazard.Jurisdiction, kind, asked, aware))
            .Select(r => AnchorOf(r, hazard) is { } from ? Count(r, from, daysOff) : null)
            .OfType<Owed>()
            .ToList();
        var ours = new[] { Steps.Investigate, Steps.MakeSafe }
            .Where(s => lawful.TrueForAll(o => o.Step != s) && (s == Steps.Investigate || hazard.ConcludedAt is not null))
            .Select(s => new Owed(s, hazard.BecameAwareAt, null, null, "", false));
        var all = lawful.Concat(ours).ToList();
        return [decide, .. all.Select(o => o with { NotNeeded = IsNotNeeded(o, severity, hazard, done) })];
    }

    /// <summary>A rule's due time, counted from a moment.</summary>
    public static Owed Count(HazardRule rule, DateTimeOffset from, IReadOnlySet<DateOnly> daysOff)
    {
        if (rule.Length is not { } length)
            return new Owed(rule.Step, from, null, null, rule.Source, false);
        if (rule.Unit == "elapsed-hours")
            return new Owed(rule.Step, from, from.ToUniversalTime().AddHours(length), null, rule.Source, false);
        var dayZero = LondonTime.DateOf(from);
        var last = rule.Unit == "working-days" ? WorkingDays.From(dayZero, length, daysOff) : dayZero.AddDays(length);
        return new Owed(rule.Step, from, LondonTime.EndOf(last), last, rule.Source, false);
    }

    private static DateTimeOffset? AnchorOf(HazardRule rule, HazardFacts hazard) => rule.CountedFrom switch
    {
        "aware" => hazard.EmergencyFoundAt ?? hazard.BecameAwareAt,
        "concluded" => hazard.ConcludedAt,
        "asked" => hazard.AskedInPersonAt,
        _ => throw new ArgumentException($"{rule.CountedFrom} is nothing a rule counts from", nameof(rule)),
    };

    private static bool IsNotNeeded(Owed owed, string severity, HazardFacts hazard, IReadOnlyDictionary<string, DateTimeOffset> done) => owed.Step switch
    {
        Steps.Investigate or Steps.LookAgain => false,
        Steps.Summary => owed.DueAt is { } due && severity != Severities.None && done.TryGetValue(Steps.MakeSafe, out var safe) && safe < due
            && (hazard.WorksNeeded == false || (done.TryGetValue(Steps.FinishWorks, out var finished) && finished < due)),
        _ when severity == Severities.None => true,
        Steps.MakeSafe => false,
        Steps.SomewhereElse => done.ContainsKey(Steps.MakeSafe),
        Steps.StartWorks => hazard.WorksNeeded == false || done.ContainsKey(Steps.WorksBegun) || done.ContainsKey(Steps.FinishWorks),
        Steps.WorksBegun => hazard.WorksNeeded == false || done.ContainsKey(Steps.FinishWorks),
        Steps.FinishWorks => hazard.WorksNeeded == false,
        _ => false,
    };
}

/// <summary>What is owed for a hazard, in the order in which it usually comes, and the words for it.</summary>
internal static class Steps
{
    public const string Decide = "decide";
    public const string Investigate = "investigate";
    public const string LookAgain = "look-again";
    public const string MakeSafe = "make-safe";
    public const string SomewhereElse = "somewhere-else";
    public const string Summary = "summary";
    public const string StartWorks = "start-works";
    public const string WorksBegun = "works-begun";
    public const string FinishWorks = "finish-works";

    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Decide] = "Say what it is and how bad",
        [Investigate] = "Find out what is wrong",
        [LookAgain] = "Look again in person, as they asked",
        [MakeSafe] = "Make it safe",
        [SomewhereElse] = "If it is not safe by then: find them somewhere else to stay, at our cost",
        [Summary] = "Send what we found in writing",
        [StartWorks] = "Begin the lasting work, or take steps to",
        [WorksBegun] = "Be at work in the home on the lasting work",
        [FinishWorks] = "Finish the lasting work",
    };
}
