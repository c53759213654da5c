using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>What leaves as a file says what the page says.</summary>
[Collection(SystemCollection.Name)]
public sealed class ExportTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Trait("case", "36")]
    [Trait("case", "37")]
    [Fact]
    public async Task The_csv_read_back_the_json_the_picture_and_the_page_hold_the_same_numbers()
    {
        var source = await HistoryAsync();
        using var analyst = System.As(Roles.Analyst);
        var query = $"source={source}&grain=week";
        var rows = Rows(await analyst.GetStringAsync(new Uri($"/analytics/measures/M01/csv?{query}", UriKind.Relative)));
        using var json = JsonDocument.Parse(await analyst.GetStringAsync(new Uri($"/api/analytics/measures/M01?{query}", UriKind.Relative)));
        var points = json.RootElement.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(["M01", "M02", "M03"], rows.Select(r => r["measure"]).Distinct().Take(3));
        rows.RemoveAll(r => r["measure"] != "M01");
        Assert.Equal(points.Count, rows.Count);
        foreach (var (row, point) in rows.Zip(points))
        {
            Assert.Equal(point.GetProperty("period").GetString(), row["period"]);
            foreach (var name in new[] { "numerator", "denominator", "value", "low", "high" })
                Assert.Equal<double?>(point.TryGetProperty(name, out var n) && n.ValueKind == JsonValueKind.Number ? n.GetDouble() : null, row[name].Length == 0 ? null : double.Parse(row[name], CultureInfo.InvariantCulture));
            foreach (var (name, column) in new[] { ("rounded", "rounded"), ("soFar", "so_far") })
                Assert.Equal(point.TryGetProperty(name, out var says) && says.ValueKind == JsonValueKind.True ? "true" : "", row[column]);
            Assert.Equal(point.TryGetProperty("marker", out var m) ? m.GetString() ?? "" : "", row["marker"]);
        }

        var page = new HtmlParser().ParseDocument(await System.PageAsync($"/analytics/measures/M01?{query}"));
        var table = page.QuerySelectorAll("table").Single(t => t.QuerySelector("caption")?.TextContent.Contains("the latest first", StringComparison.Ordinal) == true);
        var lines = table.QuerySelectorAll("tbody tr").Select(r => (Row: Flat(r.QuerySelector("th")!.TextContent), Cell: Flat(r.QuerySelector("td")!.TextContent))).ToList();
        Assert.Equal(rows.Count, lines.Count);
        foreach (var row in rows)
        {
            var figure = FigureOf(row);
            var line = lines.Single(l => l.Row.StartsWith(Flat(Show.Row(figure.Period, Grain.Week)), StringComparison.Ordinal));
            Assert.Contains(Flat(Show.Value(figure)), line.Cell, StringComparison.Ordinal);
            Assert.Contains(Flat(Show.Of(figure)), line.Cell, StringComparison.Ordinal);
        }

        var svg = XDocument.Parse(await System.PageAsync($"/analytics/measures/M01/svg?{query}"));
        Assert.False(string.IsNullOrWhiteSpace(svg.Root!.Elements().First(e => e.Name.LocalName == "title").Value));
        Assert.False(string.IsNullOrWhiteSpace(svg.Root!.Elements().First(e => e.Name.LocalName == "desc").Value));
        var drawn = svg.Descendants().Where(e => e.Attribute("data-period") is not null).ToDictionary(e => e.Attribute("data-period")!.Value, e => e.Attribute("data-value")!.Value);
        Assert.Equal(rows.Where(r => r["value"].Length > 0).ToDictionary(r => r["period"], r => r["value"]), drawn);
    }

    [Trait("case", "36")]
    [Fact]
    public async Task A_cell_that_a_spreadsheet_would_run_is_text_and_names_keep_their_letters()
    {
        var source = AnalyticsHarness.NewSource();
        string[] patches = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "Zoë \"Łąka\", north", "München"];
        await System.PostLinesAsync(patches.SelectMany((p, i) => Enumerable.Range(0, 50).Select(n => AnalyticsHarness.Visit(
            source, $"{i}-{n}", "2025-03-04T10:00:00Z", n % 5 == 0 ? "DO10" : "DO01", $"\"evidence\":\"complete\",\"patch\":{JsonSerializer.Serialize(p)}"))));
        using var analyst = System.As(Roles.Analyst);
        var text = Encoding.UTF8.GetString(await analyst.GetByteArrayAsync(new Uri($"/analytics/measures/M01/csv?source={source}&grain=month&by=patch", UriKind.Relative)));
        var groups = Rows(text).ConvertAll(r => r["group"]).Distinct(StringComparer.Ordinal);
        Assert.Equal(["'+SUM(A1)", "'-2+3", "'=1+1", "'@cmd", "München", "Zoë \"Łąka\", north"], groups.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\uFEFF", text, StringComparison.Ordinal);
    }

    [Trait("case", "36")]
    [Fact]
    public async Task What_the_csv_has_no_room_for_stands_in_a_second_file()
    {
        var source = await HistoryAsync();
        using var analyst = System.As(Roles.Analyst);
        using var csv = await analyst.GetAsync(new Uri($"/analytics/measures/M01/csv?source={source}&grain=week", UriKind.Relative));
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        var link = csv.Headers.GetValues("Link").Single();
        Assert.Contains("rel=\"describedby\"", link, StringComparison.Ordinal);
        using var about = JsonDocument.Parse(await analyst.GetStringAsync(new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)], UriKind.Relative)));
        Assert.Equal("M01", about.RootElement.GetProperty("measure").GetProperty("id").GetString());
        Assert.Equal("staff", about.RootElement.GetProperty("profile").GetString());
        Assert.Equal(MeasureCsv.Heading, string.Join(',', about.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString())));
        Assert.True(about.RootElement.GetProperty("markers").TryGetProperty("[c]", out _));
        Assert.True(about.RootElement.TryGetProperty("asOf", out _) && about.RootElement.TryGetProperty("completeTo", out _));
    }

    [Trait("case", "36")]
    [Fact]
    public async Task The_bundle_of_open_data_is_whole_and_public_whoever_asks()
    {
        var source = await HistoryAsync();
        using var analyst = System.As(Roles.Analyst);
        using var zip = new ZipArchive(new MemoryStream(await analyst.GetByteArrayAsync(new Uri($"/api/analytics/open-data?source={source}", UriKind.Relative))));
        foreach (var name in new[] { "README.txt", "LICENCE.txt", "definitions.csv", "markers.csv", "datapackage.json", "data/M01.csv", "data/M02.csv", "data/M27.csv" })
            Assert.NotNull(zip.GetEntry(name));
        using var package = JsonDocument.Parse(Text(zip, "datapackage.json"));
        Assert.Equal("tabular-data-package", package.RootElement.GetProperty("profile").GetString());
        foreach (var resource in package.RootElement.GetProperty("resources").EnumerateArray())
        {
            var text = Text(zip, resource.GetProperty("path").GetString()!);
            var fields = resource.GetProperty("schema").GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
            Assert.Equal(string.Join(',', fields), text[..text.IndexOf('\r', StringComparison.Ordinal)]);
            if (!fields.Contains("numerator") || !fields.Contains("value"))
                continue;
            foreach (var row in Rows(text))
            {
                foreach (var count in new[] { row["numerator"], row["denominator"] }.Where(c => c.Length > 0).Select(c => long.Parse(c, CultureInfo.InvariantCulture)))
                    Assert.True(count % 5 == 0, $"{resource.GetProperty("path")}: {count}");
                Assert.True(row["numerator"] is "" or "0" || long.Parse(row["numerator"], CultureInfo.InvariantCulture) >= 10, row["numerator"]);
                Assert.Empty(row["group"].Length > 0 && !Measures.Find(row["measure"])!.Rows.Any(r => r.Key == row["group"]) ? row["group"] : "");
            }
        }

        Assert.Contains("[low]", Text(zip, "data/M01.csv"), StringComparison.Ordinal);
        using var desk = System.As(Roles.Desk);
        using var refused = await desk.GetAsync(new Uri("/api/analytics/open-data", UriKind.Relative));
        Assert.Equal(403, (int)refused.StatusCode);
        using var weeks = await analyst.GetAsync(new Uri($"/api/analytics/open-data?source={source}&grain=week", UriKind.Relative));
        Assert.Equal(422, (int)weeks.StatusCode);
    }

    /// <summary>Two months: many misses in March, seven in April of 400.</summary>
    private async Task<string> HistoryAsync()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 800).Select(i => AnalyticsHarness.Visit(
            source, $"h{i}", string.Create(CultureInfo.InvariantCulture, $"2025-{(i < 400 ? 3 : 4):00}-{(i % 28) + 1:00}T10:00:00Z"), (i < 400 ? i % 5 == 0 : i % 57 == 0) ? "DO10" : "DO01", "\"evidence\":\"complete\"")));
        return source;
    }

    private static Figure FigureOf(Dictionary<string, string> row)
    {
        long? Count(string name) => row[name].Length == 0 ? null : long.Parse(row[name], CultureInfo.InvariantCulture);
        double? Value(string name) => row[name].Length == 0 ? null : double.Parse(row[name], CultureInfo.InvariantCulture);
        return new Figure(
            DateOnly.ParseExact(row["period"], "yyyy-MM-dd", CultureInfo.InvariantCulture), null, Count("numerator"), Count("denominator"), Value("value"), Value("low"), Value("high"), row["marker"].Length == 0 ? null : row["marker"], null);
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static List<Dictionary<string, string>> Rows(string csv)
    {
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => Repairs.Analytics.Features.CollectEvents.Csv.Cells(l, ',')!).ToList();
        return lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal)).ToList();
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
