using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>A count out of a count, as it is in the data. Never leaves this service.</summary>
internal sealed record Cell(DateOnly Period, string? Group, long Numerator, long Denominator);

/// <summary>A figure as it may leave: nulls where something is hidden, with the marker that says why.</summary>
/// <param name="Period">First date of the period.</param>
/// <param name="Value">Proportion 0 to 1.</param>
/// <param name="Low">Lower end of the 95 % interval (Wilson).</param>
/// <param name="High">Upper end.</param>
/// <param name="Marker"><c>[c]</c> hidden to protect people, <c>[z]</c> nothing to divide by, <c>[u]</c> not a share of its denominator, <c>[p]</c> provisional.</param>
/// <param name="Rounded">Counts are rounded to 5 because a neighbour is hidden.</param>
internal sealed record Figure(DateOnly Period, string? Group, long? Numerator, long? Denominator, double? Value, double? Low, double? High, string? Marker, bool? Rounded);

/// <summary>How small a count may be shown.</summary>
/// <param name="SmallestCount">Counts from 1 up to below this are hidden.</param>
/// <param name="SmallestRate">Rates of fewer than this are hidden.</param>
internal sealed record Profile(string Name, int SmallestCount, int SmallestRate)
{
    /// <summary>People who work with the figures inside the landlord: 1 to 4 hidden, rates of fewer than 10 hidden.</summary>
    public static Profile Staff { get; } = new("staff", 5, 10);
}

/// <summary>
/// The one place where figures are made safe to show, for pages, charts, CSV and the API alike. A small count tells of people who can be recognised; so does
/// the rest of a group when all but a few are known, and a sum when only one part is missing.
/// </summary>
internal static class Disclosure
{
    /// <param name="cells">A table of periods by groups.</param>
    /// <param name="today">A period is provisional until 14 days after its end.</param>
    public static IReadOnlyList<Figure> Protect(IReadOnlyCollection<Cell> cells, Grain grain, Profile profile, DateOnly today)
    {
        var hiddenRows = cells.Where(c => Hides(c, profile)).Select(c => c.Period).ToHashSet();
        var hiddenGroups = cells.Where(c => Hides(c, profile)).Select(c => c.Group ?? "").ToHashSet(StringComparer.Ordinal);
        return [.. cells.Select(c => ToFigure(c, grain, profile, today, hiddenRows.Contains(c.Period) || hiddenGroups.Contains(c.Group ?? "")))];
    }

    private static bool Hides(Cell cell, Profile profile) =>
        cell.Denominator > 0
        && (cell.Denominator < profile.SmallestRate || IsSmall(cell.Numerator, profile) || IsSmall(cell.Denominator - cell.Numerator, profile));

    private static bool IsSmall(long count, Profile profile) => count > 0 && count < profile.SmallestCount;

    private static Figure ToFigure(Cell cell, Grain grain, Profile profile, DateOnly today, bool rounds)
    {
        if (cell.Denominator == 0 && cell.Numerator == 0)
            return new Figure(cell.Period, cell.Group, 0, 0, null, null, null, "[z]", null);
        var denominator = rounds ? Rounding.ToBase(cell.Denominator) : cell.Denominator;
        if (cell.Denominator == 0 || Hides(cell, profile))
            return new Figure(cell.Period, cell.Group, null, cell.Denominator < profile.SmallestRate ? null : denominator, null, null, null, "[c]", rounds ? true : null);
        var numerator = rounds ? Rounding.ToBase(cell.Numerator) : cell.Numerator;
        if (cell.Numerator > cell.Denominator)
            return new Figure(cell.Period, cell.Group, numerator, denominator, null, null, null, "[u]", rounds ? true : null);
        var interval = Wilson.Interval(numerator, denominator);
        var provisional = Period.Next(cell.Period, grain).AddDays(14) > today;
        return new Figure(
            cell.Period, cell.Group, numerator, denominator, (double)numerator / denominator, interval?.Low, interval?.High, provisional ? "[p]" : null, rounds ? true : null);
    }
}
