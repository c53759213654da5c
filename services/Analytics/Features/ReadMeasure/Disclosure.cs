using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>A count out of a count, as it is in the data. Never leaves this service.</summary>
internal sealed record Cell(DateOnly Period, string? Group, long Numerator, long Denominator)
{
    /// <summary>For a distribution or a difference: what was worked out from the single cases. Null for what is worked out from the two counts.</summary>
    public Estimate? Estimate { get; init; }
}

/// <summary>A figure worked out from single cases, before anything is hidden.</summary>
/// <param name="Against">For a difference: the group it is compared with.</param>
internal sealed record Estimate(double Value, double? Low, double? High, double? P90 = null, Arm? Against = null);

/// <summary>The group a difference is taken from.</summary>
/// <param name="Value">Its proportion, made comparable.</param>
internal sealed record Arm(long Numerator, long Denominator, double Value);

/// <summary>A figure as it may leave: nulls where something is hidden, with the marker that says why.</summary>
/// <param name="Period">First date of the period.</param>
/// <param name="Value">Proportion 0 to 1.</param>
/// <param name="Low">Lower end of the 95 % interval (Wilson).</param>
/// <param name="High">Upper end.</param>
/// <param name="Marker"><c>[c]</c> hidden to protect people, <c>[z]</c> nothing to divide by, <c>[u]</c> not a share of its denominator, <c>[p]</c> provisional.</param>
/// <param name="Rounded">Counts are rounded to 5 because a neighbour is hidden.</param>
internal sealed record Figure(DateOnly Period, string? Group, long? Numerator, long? Denominator, double? Value, double? Low, double? High, string? Marker, bool? Rounded)
{
    /// <summary>The period has not ended (<see cref="Running"/>), or what counts towards it can still happen (<see cref="Measure.MaturesIn"/>): shown, and never joined to a line.</summary>
    public bool? SoFar { get; init; }

    /// <summary>Of a distribution: nine in ten cases are at or below this.</summary>
    public double? P90 { get; init; }

    /// <summary>Of a difference: the group it is compared with.</summary>
    public Arm? Against { get; init; }

    /// <summary>The dates it is of, where those are not all that was asked for: what is no sum is told over whole months.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public (DateOnly From, DateOnly To)? Over { get; init; }

    /// <summary>What the value is told in (<see cref="Measure.In"/>).</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string In { get; init; } = Measure.Proportion;

    /// <summary>The value, where a line may be drawn through it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Joined => SoFar == true ? null : Value;
}

/// <summary>How small a count may be shown.</summary>
/// <param name="SmallestCount">Counts from 1 up to below this are hidden.</param>
/// <param name="SmallestRate">Rates of fewer than this are hidden.</param>
/// <param name="RoundsAll">Every count is rounded to 5, totals too.</param>
internal sealed record Profile(string Name, int SmallestCount, int SmallestRate, bool RoundsAll = false)
{
    /// <summary>Everyone, and what is sensitive for whoever asks: 1 to 9 hidden, rates of fewer than 25 hidden, all counts rounded.</summary>
    public static Profile Public { get; } = new("public", 10, 25, RoundsAll: true);

    /// <summary>People who work with the figures inside the landlord: 1 to 4 hidden, rates of fewer than 10 hidden.</summary>
    public static Profile Staff { get; } = new("staff", 5, 10);

    /// <summary>What is sensitive is shown to nobody in more detail than to everyone.</summary>
    public Profile Of(Measure measure) => measure.Sensitive ? Public : this;
}

/// <summary>
/// The one place where a figure is made safe to show, for pages, charts, CSV, the API and what is published alike. A small count tells of people who can be
/// recognised; so does the rest of a group when all but a few are known. What sums would tell is <see cref="ProtectFigures.Cover"/>'s to decide before.
/// </summary>
internal static class Disclosure
{
    /// <summary>Days after its end until a period is whole.</summary>
    private const int Provisional = 14;

    /// <summary>A table whose figures are not added up with others: each as it is, and rounded where its row or column holds a hidden one.</summary>
    /// <param name="cells">A table of periods by groups.</param>
    /// <param name="today">A period is provisional until 14 days after its end.</param>
    /// <param name="measure">What the cells are of; where it is not said, a rate that is whole when its period ends.</param>
    public static IReadOnlyList<Figure> Protect(IReadOnlyCollection<Cell> cells, Grain grain, Profile profile, DateOnly today, Measure? measure = null)
    {
        var kind = measure?.Kind ?? Kind.Rate;
        var hidden = cells.Where(c => Hides(c, kind, profile)).ToList();
        var hiddenRows = hidden.Select(c => c.Period).ToHashSet();
        var hiddenGroups = hidden.Select(c => c.Group ?? "").ToHashSet(StringComparer.Ordinal);
        return [.. cells.Select(c => Figure(
            c, Hides(c, kind, profile) ? Sight.Hidden : hiddenRows.Contains(c.Period) || hiddenGroups.Contains(c.Group ?? "") ? Sight.Rounded : Sight.Exact, grain, profile, today, measure))];
    }

    /// <summary>Too small to show for its own sake: the count, what is left, or what it is out of.</summary>
    public static bool Hides(Cell cell, Kind kind, Profile profile) => cell.Denominator > 0 ? kind switch
    {
        Kind.PerThousand => IsSmall(cell.Numerator, profile),
        Kind.Distribution or Kind.Agreement => cell.Denominator < profile.SmallestRate,
        _ => cell.Denominator < profile.SmallestRate || IsSmall(cell.Numerator, profile) || IsSmall(cell.Denominator - cell.Numerator, profile)
            || (cell.Estimate?.Against is { } arm && Hides(new Cell(cell.Period, cell.Group, arm.Numerator, arm.Denominator), Kind.Rate, profile)),
    } : cell.Numerator > 0;

    /// <summary>A cell as it may leave.</summary>
    public static Figure Figure(Cell cell, Sight sight, Grain grain, Profile profile, DateOnly today, Measure? measure)
    {
        var end = Period.Next(cell.Period, grain);
        var figure = Figure(cell, measure?.Kind ?? Kind.Rate, profile, sight, end.AddDays(Provisional) > today ? Markers.Provisional : null);
        if (measure is not null)
            figure = figure with { In = measure.In };
        return measure?.MaturesIn is { } days && figure.Denominator is > 0 && end.AddDays(days) > today ? figure with { SoFar = true, Marker = figure.Marker ?? Markers.Provisional } : figure;
    }

    /// <summary>Two counts of the same thing, from which a reader could take the difference: it must not be a small one.</summary>
    public static bool Differ(long one, long other, Profile profile) => IsSmall(Math.Abs(one - other), profile);

    private static bool IsSmall(long count, Profile profile) => count > 0 && count < profile.SmallestCount;

    private static Figure Figure(Cell cell, Kind kind, Profile profile, Sight sight, string? marker)
    {
        if (sight == Sight.Covered)
            return new Figure(cell.Period, cell.Group, null, null, null, null, null, Markers.Confidential, true);
        if (cell.Denominator == 0 && cell.Numerator == 0)
            return new Figure(cell.Period, cell.Group, 0, 0, null, null, null, Markers.NotApplicable, null);
        if (cell.Denominator == 0 && kind == Kind.PerThousand)
            return new Figure(cell.Period, cell.Group, null, null, null, null, null, Markers.NotAvailable, null);
        var rounds = sight != Sight.Exact || profile.RoundsAll;
        long Shown(long count) => rounds ? Rounding.ToBase(count) : count;
        bool? rounded = rounds ? true : null;
        if (sight == Sight.Hidden || Hides(cell, kind, profile))
        {
            var low = profile.Name == Profile.Public.Name && IsSmall(cell.Numerator, profile) && cell.Denominator >= profile.SmallestRate;
            return new Figure(cell.Period, cell.Group, null, cell.Denominator < profile.SmallestRate ? null : Shown(cell.Denominator), null, null, null, low ? Markers.Low : Markers.Confidential, rounded);
        }

        var (numerator, denominator) = (Shown(cell.Numerator), Shown(cell.Denominator));
        switch (kind)
        {
            case Kind.Distribution or Kind.Difference or Kind.Agreement when cell.Estimate is not { }:
                return new Figure(cell.Period, cell.Group, null, denominator, null, null, null, Markers.NotApplicable, rounded);
            case Kind.Distribution or Kind.Difference or Kind.Agreement:
                // An exact mean or difference beside a rounded count would tell the count.
                var told = cell.Estimate!;
                double? Coarse(double? value) => rounds && value is { } exact ? Math.Round(exact, kind == Kind.Difference ? 2 : 1, MidpointRounding.AwayFromZero) : value;
                return new Figure(cell.Period, cell.Group, numerator, denominator, Coarse(told.Value), Coarse(told.Low), Coarse(told.High), marker, rounded)
                {
                    // Nine in ten are at or below it: of few cases that is the word of one or two.
                    P90 = cell.Denominator >= 5 * profile.SmallestCount ? Coarse(told.P90) : null,
                    Against = told.Against is { } arm ? arm with { Value = Coarse(arm.Value) ?? arm.Value, Numerator = Shown(arm.Numerator), Denominator = Shown(arm.Denominator) } : null,
                };
            case Kind.PerThousand:
                var rate = Counts.Rate(numerator, denominator).Value;
                return new Figure(cell.Period, cell.Group, numerator, denominator, rate?.Value, rate?.Low, rate?.High, marker, rounded);
            default:
                if (cell.Numerator > cell.Denominator)
                    return new Figure(cell.Period, cell.Group, numerator, denominator, null, null, null, Markers.Unreliable, rounded);
                var interval = Wilson.Interval(numerator, denominator);
                return new Figure(cell.Period, cell.Group, numerator, denominator, (double)numerator / denominator, interval?.Low, interval?.High, marker, rounded);
        }
    }
}
