using System.Globalization;
using System.Xml.Linq;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowMeasure;
using Repairs.Analytics.Features.ShowPatches;
using Repairs.Analytics.Features.SplitLimits;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

public sealed class ChartTests
{
    private static readonly DateOnly Monday = new(2024, 1, 1);
    private static readonly Measure M01 = Measures.Find("M01")!;

    [Theory]
    [Trait("case", "22")]
    [InlineData("constant")]
    [InlineData("one")]
    [InlineData("gaps")]
    [InlineData("screened")]
    [InlineData("hidden")]
    [InlineData("zero")]
    [InlineData("few")]
    [InlineData("uneven")]
    public void A_chart_that_has_nothing_to_say_says_so_and_never_shows_a_number_that_is_none(string series)
    {
        var figures = SeriesOf(series);
        var answer = Answer(figures);
        Assert.NotNull(answer.Spc);
        foreach (var text in new[] { answer.Spc.Words, MeasureChart.Spc(answer, Grain.Week, []), MeasureSvg.Write(answer, Grain.Week, []), MeasureCsv.Write(answer), System.Text.Json.JsonSerializer.Serialize(answer) })
        {
            Assert.DoesNotContain("NaN", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Infinity", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(9, 100, 100, "Run")]
    [InlineData(30, 100, 100, "XmR")]
    [InlineData(30, 100, 400, "P′")]
    [InlineData(30, 2000, 2000, "P′")]
    public void The_chart_suits_how_many_and_how_even_the_figures_are(int weeks, int n, int other, string chart)
    {
        var figures = Enumerable.Range(0, weeks).Select(i => F(i, (i % 3 == 0 ? other : n) / 5, i % 3 == 0 ? other : n)).ToList();
        Assert.Equal((chart, false), (ChartChoice.Of(figures, Grain.Week, M01).Kind, string.IsNullOrWhiteSpace(ChartChoice.Of(figures, Grain.Week, M01).Why)));
    }

    [Theory]
    [InlineData(0, 4, "Run")]
    [InlineData(0, 12, "Run")]
    [InlineData(6, 12, "XmR")]
    public void What_is_rare_gets_no_limits_and_no_chart_that_shows_single_events(int one, int other, string chart)
    {
        var figures = Enumerable.Range(0, 30).Select(i => F(i, i % 5 < 2 ? one : other, 100)).ToList();
        var (kind, why) = ChartChoice.Of(figures, Grain.Week, M01);
        Assert.Equal(chart, kind);
        Assert.Equal(chart == "Run", why.Contains("this is rare", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("case", "23")]
    public void Limits_start_again_only_at_a_point_of_the_chart_and_the_old_chart_stays()
    {
        var figures = Enumerable.Range(0, 40).Select(i => F(i, (i < 20 ? 30 : 15) + (i % 3), 100)).ToList();
        Assert.NotNull(Starts.Fault(Monday.AddDays(3), figures));
        Assert.NotNull(Starts.Fault(Monday, figures));
        Assert.Null(Starts.Fault(Monday.AddDays(7 * 20), figures));
        Split[] splits = [new() { Day = Monday.AddDays((7 * 20) + 2) }, new() { Day = Monday.AddDays(7 * 30), TakenBackAt = DateTimeOffset.UnixEpoch }, new() { Day = Monday.AddYears(9) }];
        var starts = Starts.On(figures, Grain.Week, splits);
        Assert.Equal([Monday.AddDays(7 * 20)], starts);
        Assert.Equal(2, SpcWords.Of(figures, Grain.Week, M01, starts)!.Segments.Count);
        Assert.Single(SpcWords.Of(figures, Grain.Week, M01)!.Segments);
        Assert.Equal(Monday.AddDays(7 * 20), Starts.Hint(SpcWords.Of(figures, Grain.Week, M01), figures));
        Assert.Null(Starts.Hint(SpcWords.Of(figures, Grain.Week, M01, starts), figures));
    }

    [Fact]
    [Trait("case", "37")]
    public void The_picture_has_a_name_a_description_and_the_numbers_of_the_table()
    {
        var figures = Enumerable.Range(0, 30).Select(i => F(i, i == 25 ? 60 : 20 + (i % 4), 100)).ToList();
        figures[4] = figures[4] with { Numerator = null, Value = null, Low = null, High = null, Marker = "[c]" };
        var answer = Answer(figures);
        var svg = XElement.Parse(MeasureSvg.Write(answer, Grain.Week, [new Annotation { Day = Monday.AddDays(36), Words = "New <texts> & calls" }]));
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("img", svg.Attribute("role")!.Value);
        var ids = svg.Elements().Where(e => e.Attribute("id") is not null).ToDictionary(e => e.Attribute("id")!.Value, e => e.Value);
        Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.NotEmpty(ids[id]));
        Assert.Equal(answer.Spc!.Words, ids["d"]);
        var drawn = svg.Descendants().Where(e => e.Attribute("data-period") is not null).ToDictionary(e => e.Attribute("data-period")!.Value, e => double.Parse(e.Attribute("data-value")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(figures.Where(f => f.Value is not null).ToDictionary(f => f.Period.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), f => f.Value!.Value), drawn);
        Assert.Contains(svg.Descendants(ns + "path"), e => e.Attribute("data-period")?.Value == Monday.AddDays(7 * 25).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    [Trait("case", "29")]
    public void A_difference_below_nought_is_drawn_below_it_what_is_so_far_is_an_open_circle_and_a_break_a_line()
    {
        var excess = Measures.Find("M19")!;
        var figures = Enumerable.Range(0, 20).Select(i => F(i, 20, 100) with { Value = i % 2 == 0 ? -0.04 : 0.02 }).ToList();
        figures[10] = figures[10] with { Marker = "[r] [b]" };
        figures[19] = figures[19] with { SoFar = true };
        var answer = Answer(figures) with { Measure = MeasureName.Of(excess), Spc = SpcWords.Of(figures, Grain.Week, excess) };
        var svg = XElement.Parse(MeasureSvg.Write(answer, Grain.Week, [], ["M19a Said so: 12.0% (12 of 100)"]));
        XNamespace ns = "http://www.w3.org/2000/svg";
        var drawn = svg.Descendants(ns + "circle").ToDictionary(c => c.Attribute("data-period")!.Value, c => c);
        double At(int week, string name) => double.Parse(drawn[Monday.AddDays(7 * week).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)].Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var zero = double.Parse(svg.Descendants(ns + "text").Single(t => t.Value == "no difference").Attribute("y")!.Value, CultureInfo.InvariantCulture) + 4;
        Assert.True(At(2, "cy") > zero && At(3, "cy") < zero, $"{At(2, "cy")} {zero} {At(3, "cy")}");
        Assert.Equal(["#fff"], drawn.Values.Select(c => c.Attribute("fill")!.Value).Where(f => f == "#fff"));
        Assert.Single(svg.Descendants(ns + "text"), t => t.Value.StartsWith("[b]", StringComparison.Ordinal));
        Assert.Single(svg.Descendants(ns + "text"), t => t.Value == "M19a Said so: 12.0% (12 of 100)");
        Assert.Contains("\"name\":\"[b]\"", MeasureChart.Spc(answer, Grain.Week, []), StringComparison.Ordinal);
        Assert.DoesNotContain("[b]", MeasureChart.Spc(Answer(figures[..10]), Grain.Week, []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_what_the_page_says_of_rounding_of_the_ninetieth_percentile_and_of_the_other_group()
    {
        List<Figure> figures = [F(0, 20, 100) with { Rounded = true, P90 = 4.5 }, F(1, 25, 100) with { SoFar = true, Against = new Arm(10, 200, 0.05) }];
        var lines = MeasureCsv.Write(Answer(figures)).Split("\r\n");
        Assert.Equal(string.Join(',', MeasureAbout.Table.Select(c => c.Name)), lines[0]);
        Assert.EndsWith(",true,,4.5,,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",,true,,10,200,0.05", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_of_no_patch_is_said_to_be_so_and_no_longer_time_is_asked_for()
    {
        var refusal = PatchFunnel.Of("Contacts we caused", [F(0, 50, 300) with { Group = "" }]).Refusal!;
        Assert.Contains("not known by patch", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose", refusal, StringComparison.Ordinal);
        Assert.Contains("Choose a longer time", PatchFunnel.Of("Contacts we caused", []).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Patches_stand_in_the_order_of_names_and_only_those_beyond_99_8_percent_stand_apart()
    {
        List<Figure> figures = [.. Enumerable.Range(0, 20).Select(i => F(0, 50 + i % 5, 300) with { Group = $"Patch {i:00}" }), F(0, 150, 300) with { Group = "Weavers" }, F(0, 0, 0) with { Group = "Tiny", Numerator = null, Value = null, Marker = "[c]" }];
        var funnel = PatchFunnel.Of("No answer", figures);
        Assert.Null(funnel.Refusal);
        Assert.Equal(figures.Select(f => f.Group), funnel.Patches.Select(p => p.Figure.Group));
        Assert.Equal(["Weavers"], funnel.Patches.Where(p => p.Words.StartsWith("Higher", StringComparison.Ordinal)).Select(p => p.Figure.Group));
        Assert.Equal("Too few to say", funnel.Patches[^1].Words);
        Assert.DoesNotContain("NaN", funnel.Option, StringComparison.Ordinal);
        Assert.DoesNotContain("Tiny", funnel.Option, StringComparison.Ordinal);
        Assert.NotNull(PatchFunnel.Of("No answer", figures[..1]).Refusal);
        Assert.NotNull(PatchFunnel.Of("No answer", [.. figures[..3].Select(f => f with { Numerator = 0, Value = 0 })]).Refusal);
    }

    [Fact]
    public void The_time_before_and_the_year_before_are_as_many_whole_weeks()
    {
        foreach (var (from, to) in new[] { (new DateOnly(2025, 3, 3), new DateOnly(2025, 3, 30)), (new DateOnly(2025, 3, 1), new DateOnly(2025, 3, 31)), (new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29)) })
        {
            var ranges = Compared.Ranges(from, to, null).ToList();
            Assert.Equal(3, ranges.Count);
            Assert.All(ranges, r => Assert.Equal((DayOfWeek.Monday, DayOfWeek.Sunday, ranges[0].To.DayNumber - ranges[0].From.DayNumber), (r.From.DayOfWeek, r.To.DayOfWeek, r.To.DayNumber - r.From.DayNumber)));
            Assert.True(ranges[0].From >= from && ranges[0].To <= to);
            Assert.Equal(ranges[0].From.AddDays(-1), ranges[1].To);
        }

        Assert.All(Compared.Ranges(new DateOnly(2025, 3, 3), new DateOnly(2025, 3, 30), new DateOnly(2025, 3, 11)), r => Assert.Equal(6, r.To.DayNumber - r.From.DayNumber));
        Assert.Empty(Compared.Ranges(new DateOnly(2025, 3, 4), new DateOnly(2025, 3, 11), null));
    }

    private static List<Figure> SeriesOf(string series) => series switch
    {
        "constant" => [.. Enumerable.Range(0, 30).Select(i => F(i, 20, 100))],
        "one" => [F(0, 20, 100)],
        "gaps" => [.. Enumerable.Range(0, 30).Select(i => i % 4 == 0 ? Disclosure.Protect([new Cell(Monday.AddDays(7 * i), null, 0, 0)], Grain.Week, Profile.Staff, Monday).Single() : F(i, 20 + (i % 3), 100))],
        "screened" => [.. Enumerable.Range(0, 14).Select(i => F(i, i == 7 ? 90 : 20, 100))],
        "hidden" => [.. Enumerable.Range(0, 14).Select(i => F(i, 0, 0) with { Numerator = null, Denominator = null, Value = null, Low = null, High = null, Marker = "[c]" })],
        "zero" => [.. Enumerable.Range(0, 30).Select(i => F(i, 0, 100))],
        "few" => [.. Enumerable.Range(0, 5).Select(i => F(i, 20 + i, 100))],
        _ => [.. Enumerable.Range(0, 30).Select(i => F(i, 0, i % 2 == 0 ? 100 : 900))],
    };

    private static Figure F(int week, long numerator, long denominator) =>
        new(Monday.AddDays(7 * week), null, numerator, denominator, denominator == 0 ? null : (double)numerator / denominator, null, null, null, null);

    private static MeasureAnswer Answer(IReadOnlyList<Figure> figures) => new(
        MeasureName.Of(M01), DateTimeOffset.UnixEpoch, null, figures[0].Period, figures[^1].Period, "week", null, ["test"], "staff", figures, SpcWords.Of(figures, Grain.Week, M01), []);
}
