using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>What form a measure's figures take.</summary>
internal enum Kind
{
    /// <summary>So many out of so many: a proportion with its Wilson interval.</summary>
    Rate,

    /// <summary>One count for each row (<see cref="Measure.Rows"/>), each a share of the same total: <c>Figure.Group</c> is the row's key.</summary>
    Table,

    /// <summary>One number for each case: <c>Figure.Value</c> is the median or the mean (<see cref="Measure.In"/> says which), with the 90th percentile; the denominator is how many cases.</summary>
    Distribution,

    /// <summary>A proportion minus the one it is compared with (<c>Figure.Against</c>), with an interval; may be below 0.</summary>
    Difference,

    /// <summary>A count for every 1,000 homes, with Byar's interval (exact below 10).</summary>
    PerThousand,
}

/// <summary>A row of a table.</summary>
/// <param name="Key">The code: <c>R01</c>, <c>5</c>.</param>
/// <param name="Words">What it is called.</param>
internal sealed record MeasureRow(string Key, string Words);

/// <summary>What a measure is. No figure leaves without its entry here.</summary>
/// <param name="Id">For example <c>M01</c>.</param>
/// <param name="Version">Rises with every change to what is counted.</param>
/// <param name="Name">In plain words.</param>
/// <param name="Definition">One sentence an analyst can check a case against.</param>
/// <param name="Unit">What one of the denominator is.</param>
/// <param name="Window">Which moment puts something into a period, and how long it may still change.</param>
/// <param name="Suppression">The disclosure profile it is shown under at most.</param>
/// <param name="By">Breakdowns it has.</param>
/// <param name="Of">Counters: numerator and denominator; null where it is read from the intake instead.</param>
internal sealed record Measure(
    string Id,
    int Version,
    string Name,
    string Definition,
    string Numerator,
    string Denominator,
    string Exclusions,
    string Unit,
    string Window,
    Direction Direction,
    string Suppression,
    IReadOnlyList<string> By,
    [property: System.Text.Json.Serialization.JsonIgnore] (string Numerator, string Denominator)? Of)
{
    /// <summary>Shown as a percentage.</summary>
    public const string Proportion = "proportion";

    public Kind Kind { get; init; }

    /// <summary>What the value is told in: <c>proportion</c>, <c>per 1,000 homes</c>, <c>days, median</c>, <c>visits, mean</c>.</summary>
    public string In { get; init; } = Proportion;

    /// <summary>Sensitive: for the whole landlord only, and under the public profile for everyone.</summary>
    public bool Sensitive { get; init; }

    /// <summary>Days after a period's end until everything that counts towards it can have happened. Until then its figure is "so far" and joins no line.</summary>
    public int? MaturesIn { get; init; }

    /// <summary>The rows of a table, in their order.</summary>
    public IReadOnlyList<MeasureRow> Rows { get; init; } = [];

    /// <summary>Measures without which this one is not shown.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}

/// <summary>The registry. Sources of the definitions: the product's rules in this service's README; intervals are Wilson 95 %.</summary>
internal static class Measures
{
    private const string Staff = "staff";
    private static readonly string[] Both = ["patch", "trade"];

    public static IReadOnlyList<Measure> All { get; } =
    [
        new("M01", 1, "Visits where nobody could let us in",
            "Of the visits we came to, those where nobody answered and the evidence at the door says so.",
            "Visits with outcome DO10, evidence complete or asserted by the source, attributed to a circumstance or to nothing known",
            "Visits we came to: outcomes DO01, DO02, DO11 to DO18, and the numerator",
            "Our own misses; visits without complete evidence; visits a resident disputes, until decided; visits during a pause; void events",
            "visit", "local date of arrival", Direction.Lower, Staff, Both, (Counters.M01, Counters.DoorAttended)),
        new("M01a", 1, "Visits where someone asked us to come another time",
            "Of the visits we came to, those where someone answered and asked for another time. A change made at the door, never counted towards anything.",
            "Visits with outcome DO11", "As M01", "As M01", "visit", "local date of arrival", Direction.Neutral, Staff, Both, (Counters.ChangeAtDoor, Counters.DoorAttended)),
        new("M01b", 1, "Visits where someone did not want this work",
            "Of the visits we came to, those where someone answered and chose not to have this work. A choice, never counted towards anything.",
            "Visits with outcome DO12", "As M01", "As M01", "visit", "local date of arrival", Direction.Neutral, Staff, Both, (Counters.ChoiceAtDoor, Counters.DoorAttended)),
        new("M02", 1, "Visits we missed or got wrong",
            "Of the visits that were due, those we did not come to, came to at the wrong time or place, or were not prepared for.",
            "Visits with outcome DO20 to DO24 or attributed to us",
            "Visits due whose outcome is known, from a report or from the system at the end of the window",
            "Visits cancelled before their window", "visit", "local date of the promised window", Direction.Lower, Staff, Both, (Counters.M02, Counters.Due)),
        new("M03", 1, "No-answer visits lacking evidence",
            "Of the visits with no answer at the door, those whose evidence is not complete. They count in no other rate.",
            "Visits with outcome DO10 and any part of the evidence missing", "All visits with outcome DO10", "Void events",
            "visit", "local date of arrival", Direction.Lower, Staff, Both, (Counters.M03, Counters.NoAnswer)),
        new("M04", 1, "No-answer visits a resident disputes",
            "Of the visits with no answer at the door, those the resident says happened differently, within 90 days.",
            "Visits with outcome DO10 and a dispute within 90 days, whatever was decided", "All visits with outcome DO10", "Void events",
            "visit", "local date of arrival; so far, until 90 days have passed", Direction.Neutral, Staff, Both, (Counters.M04, Counters.NoAnswer)) { MaturesIn = 90 },
        new("M10", 1, "Residents changed the time",
            "Of the times promised, those a resident changed. Choosing a better time is what the choice is for: neither good nor bad.",
            "Appointments changed by the resident", "Appointments made, first or again", "None", "appointment", "local date of the change", Direction.Neutral, Staff, Both, (Counters.M10, Counters.Promised)),
        new("M11", 1, "We changed the time",
            "Of the times promised, those we changed.",
            "Appointments changed by the landlord, the contractor or the system", "Appointments made, first or again", "None", "appointment", "local date of the change", Direction.Lower, Staff, Both, (Counters.M11, Counters.Promised)),
        new("M12", 1, "Residents cancelled a day or more before",
            "Of the times promised, those a resident cancelled with at least 24 hours' notice.",
            "Appointments cancelled by the resident with 24 hours' notice or more", "Appointments made, first or again", "Shorter notice", "appointment", "local date of the cancellation", Direction.Neutral, Staff, Both, (Counters.M12, Counters.Promised)),
        new("M17", 1, "Contacts we caused",
            "Of the contacts that were coded, those that came from something we did not do or did not do well (failure demand).",
            "Contacts coded FD01 to FD99", "Contacts with a code", "Contacts not coded: shown apart, never spread", "contact", "local date of the contact", Direction.Lower, Staff, Both, (Counters.M17, Counters.Coded)),
        new("M18", 1, "Had to contact us again within 28 days",
            "Of the contacts from a known home, those with an earlier contact about the same home and subject in the 28 days before.",
            "Contacts with an earlier one, same home and subject, more than 0 and at most 28 days before", "Contacts whose home is known",
            "Contacts at the same second; contacts whose home is not known", "contact", "local date of the contact; 28 days back", Direction.Lower, Staff, Both, (Counters.M18, Counters.Contacts)),
        new("M18-14", 1, "Had to contact us again within 14 days",
            "As M18, with 14 days.", "As M18, at most 14 days before", "As M18", "As M18", "contact", "local date of the contact; 14 days back", Direction.Lower, Staff, Both, (Counters.M18In14, Counters.Contacts)),
        new("M18-7", 1, "Had to contact us again within 7 days",
            "As M18, with 7 days.", "As M18, at most 7 days before", "As M18", "As M18", "contact", "local date of the contact; 7 days back", Direction.Lower, Staff, Both, (Counters.M18In7, Counters.Contacts)),
        new("M30", 1, "Events with a data quality fault",
            "Of the events received, those that came twice, went to quarantine, came more than 14 days late, lack a code or lack evidence.",
            "Events received again, in quarantine, recorded more than 14 days after they happened (history taken in excepted), contacts not coded, no-answer visits without complete evidence; each event once",
            "Events received", "Lines that could not be read at all", "event", "local date of receipt", Direction.Lower, Staff, [], null),
    ];

    public static Measure? Find(string id) => All.FirstOrDefault(m => string.Equals(m.Id, id, StringComparison.OrdinalIgnoreCase));
}
