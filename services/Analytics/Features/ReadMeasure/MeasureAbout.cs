namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>A column, in the words of Table Schema (Frictionless).</summary>
internal sealed record Column(string Name, string Type, string Description, string? Format = null);

/// <summary>What stands beside the figures in a file of their own.</summary>
internal sealed record MeasureAbout(
    MeasureName Measure, string Numerator, string Denominator, string Exclusions, string Unit, string Window, DateTimeOffset AsOf, DateTimeOffset? CompleteTo, DateOnly From, DateOnly To, string Grain,
    string? By, IReadOnlyList<string> Sources, string Profile, IReadOnlyList<string> Notes, IReadOnlyDictionary<string, string> Markers, IReadOnlyList<Column> Columns, IReadOnlyList<MeasureName> Beside)
{
    /// <summary>In the order of the CSV's heading.</summary>
    public static IReadOnlyList<Column> Table { get; } =
    [
        new("measure", "string", "Which measure: its id in the definitions."),
        new("version", "integer", "Which version of its definition."),
        new("source", "string", "The system that told what happened; several with ; between them."),
        new("period", "date", "First date of the period, Europe/London. Weeks begin on Monday, years on 1 April.", "%Y-%m-%d"),
        new("group", "string", "The patch, trade or other part of the landlord; empty for the whole landlord. What a spreadsheet would run as a formula begins with an apostrophe."),
        new("numerator", "integer", "How many. Empty where it is hidden."),
        new("denominator", "integer", "Out of how many. Empty where it is hidden."),
        new("value", "number", "The figure; a share from 0 to 1 where the definition does not say otherwise. Empty where there is none: see marker."),
        new("low", "number", "Lower end of the 95 % interval."),
        new("high", "number", "Upper end of the 95 % interval."),
        new("marker", "string", "Why there is no value, or what to know about it; several with a space between them."),
        new("rounded", "boolean", "true: the counts are rounded to 5, and the value is worked out from rounded counts. Else empty."),
        new("so_far", "boolean", "true: the period has not ended, or what counts towards it can still happen; nothing should be concluded from it. Else empty."),
        new("p90", "number", "Of a median or a mean: nine in ten cases are at or below this. Empty for other figures and where it is hidden."),
        new("against_numerator", "integer", "Of a difference: how many in the group it is compared with."),
        new("against_denominator", "integer", "Of a difference: out of how many in the group it is compared with."),
        new("against", "number", "Of a difference: the share in the group it is compared with, made comparable."),
    ];

    public static MeasureAbout Of(MeasureAnswer answer, Measure measure) => new(
        answer.Measure, measure.Numerator, measure.Denominator, measure.Exclusions, measure.Unit, measure.Window, answer.AsOf, answer.CompleteTo, answer.From, answer.To, answer.Grain,
        answer.By, answer.Sources, answer.Profile, answer.Notes, Features.ReadMeasure.Markers.All.ToDictionary(m => m.Mark, m => m.Words), Table,
        [.. measure.Beside.Select(Measures.Find).OfType<Measure>().Select(MeasureName.Of)]);
}
