using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>The filters of a dashboard page, as they stand in its address.</summary>
internal sealed record Filters(string? Source, string? From, string? To, string? Grain, string? By, string? AsOf)
{
    private const int FourWeeks = 28;

    /// <summary>The source to begin with: our own once it tells of four weeks; until then the one that tells of the longest time, so that the first page is not an empty one.</summary>
    public static string? FirstSource(Known known)
    {
        static int Days(KnownSource source) => source is { FirstDay: { } first, LastDay: { } last } ? last.DayNumber - first.DayNumber + 1 : 0;
        return known.Sources.OrderBy(s => s.Source != CollectEvents.Sources.Ours || Days(s) < FourWeeks).ThenByDescending(Days).FirstOrDefault()?.Source;
    }

    public string? Patch { get; init; }

    public string? Trade { get; init; }

    /// <summary>The same for the whole landlord, as it is known now: for what can be neither narrowed nor asked of another day.</summary>
    public Filters Plain => this with { AsOf = null, Patch = null, Trade = null };

    public Asked Asked(string? by = null) => new(From, To, Grain, by, AsOf, Source, Patch, Trade);

    /// <summary>An address with these filters.</summary>
    public string At(string path, string? by = null) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["source"] = Source, ["patch"] = Patch, ["trade"] = Trade, ["from"] = From, ["to"] = To, ["grain"] = Grain, ["by"] = by, ["asOf"] = AsOf,
    }.Where(p => !string.IsNullOrWhiteSpace(p.Value)));
}

/// <summary>How figures are written on pages: the same everywhere.</summary>
internal static class Show
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>"30.3%", or "12.0 days", to one decimal, halves up; the marker where it is hidden.</summary>
    public static string Percent(Figure figure) => Value(figure);

    public static string Percent(double value) => (Math.Round((decimal)value * 100, 1, MidpointRounding.AwayFromZero) / 1m).ToString("0.0", British) + "%";

    /// <summary>A value in what its measure is told in: "30.3%", "12.0 days", "67.7 per 1,000 homes".</summary>
    public static string Value(double value, string told) =>
        told == Measure.Proportion ? Percent(value) : $"{Math.Round((decimal)value, 1, MidpointRounding.AwayFromZero).ToString("0.0", British)} {told.Split(',')[0]}";

    /// <summary>The same of a figure; the marker where it is hidden.</summary>
    public static string Value(Figure figure) => figure.Value is { } value ? Value(value, figure.In) : figure.Marker ?? "";

    /// <summary>"28.1% to 32.6%".</summary>
    public static string Interval(Figure figure) => figure is { Low: { } low, High: { } high } ? $"{Value(low, figure.In)} to {Value(high, figure.In)}" : "";

    public static string Count(long? count, string? marker) => count?.ToString("N0", British) ?? marker ?? "";

    /// <summary>"234 of 664".</summary>
    public static string Of(Figure figure) => figure.In.Contains(", ", StringComparison.Ordinal) ? $"{Count(figure.Denominator, figure.Marker)} cases" : $"{Count(figure.Numerator, figure.Marker)} of {Count(figure.Denominator, figure.Marker)}";

    public static string Moment(DateTimeOffset? instant) =>
        instant is { } at ? Platform.LondonTime.Local(at).ToString("d MMMM yyyy, HH:mm", British) : "nothing yet";

    /// <summary>What a source is called on a page.</summary>
    public static string Source(string source) => source == CollectEvents.Sources.Ours ? $"this system ({source})" : source;

    /// <summary>Where nothing of a source is counted yet: that is not the same as nothing having happened.</summary>
    public static string Counting(string source) => $"Events from {Source(source)} have reached us and are being counted. Their figures appear when all of them are counted; nothing has to be sent again.";

    /// <summary>Where all of a source is being counted again.</summary>
    public static string Recounting(string source) => $"Everything from {Source(source)} is being counted again. Until that is done some figures are missing or not up to date, and a 0 may not mean that nothing happened.";

    /// <summary>What a page says of the moment it goes back to: "3 March 2026", or with the time where one was named.</summary>
    public static string Then(string asOf) =>
        DateOnly.TryParseExact(asOf.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? Date(date)
        : CollectEvents.Moments.Read(asOf) is { Reason: null } read ? Moment(read.Instant)
        : asOf;

    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", British);

    /// <summary>For the first cell of a row: short, and in one piece.</summary>
    public static string Row(DateOnly period, Grain grain) =>
        (grain is Statistics.Grain.Week or Statistics.Grain.Day ? period.ToString("d MMM yyyy", British) : Period.Words(period, grain)).Replace(' ', '\u00a0');

    public static string Group(string? group) => string.IsNullOrEmpty(group) ? "Not known" : group;

    /// <summary>A row of a table by its words; a group by its name.</summary>
    public static string Group(Measure measure, string? group) => measure.Rows.FirstOrDefault(r => r.Key == group) is { } row ? $"{row.Key} {row.Words}"
        : group?.Split('|') is [var days, "yes" or "no"] both ? $"{days} days, {(both[1] == "yes" ? "a reminder arrived" : "no reminder arrived")}"
        : Group(group);

    /// <summary>What stands under a figure of this form.</summary>
    public static string Under(Measure measure) => measure.Kind switch
    {
        Kind.Distribution => "Under each figure: of how many cases, and what nine in ten stay within.",
        Kind.Difference => "Under each figure: how many missed visits were followed of how many, what follows kept ones, and between what the difference likely lies (95% interval, Newcombe).",
        Kind.Agreement => "Under each figure: how many were coded by two people, and between what the agreement likely lies (95% interval, Fleiss, Cohen and Everitt).",
        Kind.PerThousand => "Under each figure: how many, of how many homes, and between what the rate likely lies (95% interval, Byar's; exact below ten).",
        _ => "Under each figure: how many of how many, and between what it likely lies (95% interval, Wilson).",
    };

    /// <summary>What figures are split by.</summary>
    public static string By(string by) => by switch
    {
        "patch" => "Patch",
        "trade" => "Trade",
        Dimensions.Slot => "Time of day",
        Dimensions.Notice => "Days of notice",
        Dimensions.Channel => "Who chose, or how they got in touch",
        Dimensions.Contractor => "Contractor",
        Dimensions.Team => "Team",
        Dimensions.Pathway => "Pathway",
        Dimensions.Reminded => "Reminder arrived",
        Dimensions.NoticeAndReminded => "Days of notice, and whether a reminder arrived",
        Dimensions.Happened => "Whether the work was done",
        _ => "Answer",
    };

    /// <summary>The marks that stand beside a value: provisional, rounded. Where nothing is shown there is nothing to be rounded.</summary>
    public static string Marks(Figure figure) => string.Join(' ', new[]
    {
        figure.Value is not null ? figure.Marker : null,
        figure.SoFar == true ? "so far" : null,
        figure.Over is { } over ? $"{Date(over.From)} to {Date(over.To)}" : null,
        figure.Rounded == true && (figure.Value ?? figure.Numerator ?? figure.Denominator) is not null ? "rounded" : null,
    }.OfType<string>());

    /// <summary>How small a figure of a measure is shown to whom.</summary>
    public static string Suppression(Measure measure) => measure.Sensitive || measure.Suppression == Profile.Public.Name
        ? "The same for everyone: counts from 1 to 9 and rates of fewer than 25 are hidden, and all counts are rounded to 5 (public)"
        : "Analysts and managers: counts from 1 to 4 and rates of fewer than 10 are hidden (staff). Everyone else: counts from 1 to 9 and rates of fewer than 25, and all counts are rounded to 5 (public)";

    public static string Grain(Grain grain) => grain switch
    {
        Statistics.Grain.Day => "Days",
        Statistics.Grain.Week => "Weeks",
        Statistics.Grain.Month => "Months",
        Statistics.Grain.Quarter => "Quarters",
        _ => "Financial years",
    };

    public static string Direction(Direction direction) => direction switch
    {
        Statistics.Direction.Lower => "Lower is better",
        Statistics.Direction.Higher => "Higher is better",
        _ => "Neither good nor bad",
    };
}
