using System.Globalization;
using System.Text;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.TakeOpenData;

/// <summary>A Frictionless Data Package (https://specs.frictionlessdata.io/data-package), as far as it is used here.</summary>
internal sealed record DataPackage(string Profile, string Name, string Title, string Description, string Created, string Version, IReadOnlyList<DataLicence> Licenses, IReadOnlyList<DataResource> Resources);

internal sealed record DataLicence(string Name, string Title, string Path);

internal sealed record DataResource(string Profile, string Name, string Path, string Title, string Description, string Format, string Mediatype, string Encoding, TableSchema Schema);

/// <summary>Table Schema (https://specs.frictionlessdata.io/table-schema).</summary>
internal sealed record TableSchema(IReadOnlyList<Column> Fields, IReadOnlyList<string> MissingValues);

/// <summary>What lies beside the figures in a bundle of open data.</summary>
internal static class OpenData
{
    private static readonly DataLicence Ogl = new("OGL-UK-3.0", "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/");

    public static string PathOf(Measure measure) => $"data/{measure.Id}.csv";

    public static DataPackage Package(string landlord, IReadOnlyList<MeasureQuery> queries, DateTimeOffset now) => new(
        "tabular-data-package",
        "repairs-figures",
        $"Repairs visits of {landlord}, {queries[0].From:yyyy-MM-dd} to {queries[0].To:yyyy-MM-dd}",
        "Counts and rates about repairs visits. Small counts are hidden and all counts are rounded to 5: README.txt says how.",
        now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
        now.UtcDateTime.ToString("yyyy.M.d", CultureInfo.InvariantCulture),
        [Ogl],
        [
            .. queries.Select(q => Resource(q.Measure.Id.ToLowerInvariant(), PathOf(q.Measure), q.Measure.Name, q.Measure.Definition, MeasureAbout.Table)),
            Resource("definitions", "definitions.csv", "Definitions", "What each measure counts, and what it leaves out.", DefinitionColumns),
            Resource("markers", "markers.csv", "Markers", "What the marks in the column marker mean.", MarkColumns),
        ]);

    public static string Definitions(IEnumerable<Measure> measures) => Table(
        DefinitionColumns,
        measures.Select(m => new[] { m.Id, m.Version.ToString(CultureInfo.InvariantCulture), m.Name, m.Definition, m.Numerator, m.Denominator, m.Exclusions, m.Unit, m.Window, m.In, m.Direction.ToString().ToLowerInvariant() }));

    public static string Marks() => Table(MarkColumns, Markers.All.Select(m => new[] { m.Mark, m.Words }));

    public static string Licence(string landlord) => $"""
        Contains information of {landlord}, licensed under the Open Government Licence v3.0.
        You may copy, publish, distribute, adapt and use it, also for money, where you say where it comes from and link to the licence:
        {Ogl.Path}

        """;

    public static string Readme(string landlord, MeasureQuery query, Known known, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Repairs visits of {landlord}");
        text.AppendLine(CultureInfo.InvariantCulture, $"From {query.From:yyyy-MM-dd} to {query.To:yyyy-MM-dd}, by {Period.Unit(query.Grain)}, the whole landlord. Known as of {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Told by: {string.Join(", ", query.Sources)}. Complete to {known.Sources.Where(s => query.Sources.Contains(s.Source)).Max(s => s.CompleteTo)?.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.");
        text.AppendLine();
        text.AppendLine("data/*.csv        one file for each measure: UTF-8, one heading, dates as 2025-03-31");
        text.AppendLine("definitions.csv   what each measure counts");
        text.AppendLine("markers.csv       what the marks mean");
        text.AppendLine("datapackage.json  all columns (Frictionless Data Package, Table Schema)");
        text.AppendLine();
        text.AppendLine("So that nobody can be recognised: counts from 1 to 9 and what is left of a group are hidden, and so are rates of fewer than 25; every count is rounded to 5 by itself, also totals,");
        text.AppendLine("and rates are worked out from rounded counts. So parts need not add up to their total.");
        text.AppendLine("A count of visits nobody could let us in to (M01) is to be read with our own misses (M02), with what lacks evidence (M03), with what residents dispute (M04) and with repairs withdrawn after a miss (W28).");
        text.AppendLine("There are no targets here and no ranking.");
        return text.ToString();
    }

    private static IReadOnlyList<Column> DefinitionColumns { get; } =
    [
        .. new[] { "measure", "version", "name", "definition", "numerator", "denominator", "exclusions", "unit", "window", "in", "direction" }.Select(n => new Column(n, n == "version" ? "integer" : "string", "")),
    ];

    private static IReadOnlyList<Column> MarkColumns { get; } = [new("marker", "string", ""), new("meaning", "string", "")];

    private static DataResource Resource(string name, string path, string title, string description, IReadOnlyList<Column> columns) =>
        new("tabular-data-resource", name, path, title, description, "csv", "text/csv", "utf-8", new TableSchema(columns, [""]));

    private static string Table(IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder().AppendJoin(',', columns.Select(c => c.Name)).Append("\r\n");
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(MeasureCsv.Cell)).Append("\r\n");
        return text.ToString();
    }
}
