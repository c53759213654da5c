using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>Who the change was for.</summary>
internal static class ForWhom
{
    public const string Everyone = "everyone";
    public const string Patches = "patches";

    /// <summary>Homes chosen because visits there were missed: not to be judged by their own past.</summary>
    public const string Missed = "missed";
}

/// <summary>What keeps a question about a change from getting a number.</summary>
internal static class PlanRules
{
    public const string OwnPast =
        "Homes chosen because visits there were missed get better anyway: most people who missed one visit keep the next with nothing done. "
        + "So their own past says nothing about the change. Compare homes that could have been chosen and were not, over the same time. This page cannot do that yet, so it gives no number.";

    /// <summary>Patches are compared with patches only where half a year shows how both moved before.</summary>
    public const int WeeksBefore = 26;

    /// <summary>A patch with fewer visits before or after says too little.</summary>
    public const long FewestVisits = 30;

    /// <summary>Why patches with and without the change cannot be compared yet; null where they can.</summary>
    /// <param name="first">The first day with figures.</param>
    public static string? TooShortBefore(DateOnly day, DateOnly? first)
    {
        var weeks = first is { } from && from < day ? (day.DayNumber - from.DayNumber) / 7 : 0;
        return weeks >= WeeksBefore
            ? null
            : $"Patches with and without the change are compared with each other only where {WeeksBefore} weeks before it show that both moved alike. There {(weeks == 1 ? "is 1" : $"are {weeks}")}.";
    }

    /// <summary>What is wrong with the choice of patches; null where nothing is.</summary>
    public static string? Patches(string? forWhom, IReadOnlyCollection<string> patches, IReadOnlyCollection<string> compared) => forWhom switch
    {
        ForWhom.Missed => OwnPast,
        ForWhom.Everyone when compared.Count > 0 => "The change came to everyone, so no patch is left to compare with",
        ForWhom.Everyone => null,
        ForWhom.Patches when patches.Count == 0 => "Choose the patches the change came to",
        ForWhom.Patches when patches.Intersect(compared, StringComparer.Ordinal).Any() => "A patch cannot have the change and be compared with it",
        ForWhom.Patches => null,
        _ => "Choose who the change was for",
    };

    /// <summary>Another change of ours so close that nobody can tell the two apart; null where there is none.</summary>
    public static string? Overlap(DateOnly day, Grain grain, IEnumerable<Annotation> written)
    {
        var others = written.Where(a => a.Ours && Period.Of(a.Day, grain) != Period.Of(day, grain) && IsNear(day, a.Day, grain)).ToList();
        return others.Count == 0
            ? null
            : $"Another change of ours falls close to this one: “{others[0].Words}” on {ReadMeasure.Show.Date(others[0].Day)}. Fewer than {InterruptedSeries.Fewest} {Period.Unit(grain, 2)} lie between, so nobody can tell which of them the figures follow.";
    }

    /// <summary>How the time of writing stands to the change.</summary>
    public static string Timing(DateOnly day, DateOnly written) =>
        written <= day
            ? "The question was written down before the change, so nobody could choose it by its answer."
            : "The question was written down after the change, when figures could be seen. Read the answer with more doubt.";

    private static bool IsNear(DateOnly day, DateOnly other, Grain grain)
    {
        var (first, last) = day < other ? (day, other) : (other, day);
        return Period.Between(first, last, grain).Count() <= InterruptedSeries.Fewest;
    }
}
