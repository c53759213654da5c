using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics;

public sealed class XmRTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-9;

    [Trait("requirement", "48")]
    [Trait("case", "21")]
    [SharedDataFact("spc/xmr_cases.json")]
    public void Every_chart_of_the_reference_package_comes_out_the_same()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.SharedData("spc/xmr_cases.json")!));
        var cases = file.RootElement.GetProperty("cases").EnumerateArray().ToList();
        foreach (var one in cases)
            Check(one);
        output.WriteLine($"{cases.Count} of {cases.Count} XmR series agree to {Tolerance}");
        Assert.Equal(51, cases.Count);
    }

    [Fact]
    public void A_series_without_variation_has_its_limits_at_the_mean()
    {
        var chart = XmR.Chart([.. Enumerable.Range(0, 12).Select(i => (new DateOnly(2024, 1, 1).AddDays(i), (double?)4))], new XmROptions(Direction.Lower));
        Assert.Equal((4, 4, 4), (chart.Segments[0].Mean, chart.Segments[0].Lower, chart.Segments[0].Upper));
        Assert.True(chart.Segments[0].Flat);
        Assert.False(chart.Segments[0].Trial);
        Assert.All(chart.Points, p => Assert.Equal(SpecialCause.None, p.Cause));
    }

    [Fact]
    public void A_gap_takes_no_part_in_limits_or_rules()
    {
        var values = new double?[] { 3, 5, 4, null, 6, 3, 4, 5, 4, 3, 5, 6, 4 };
        var gap = XmR.Chart(Series(values), new XmROptions(Direction.Lower));
        var whole = XmR.Chart(Series([.. values.Where(v => v is not null)]), new XmROptions(Direction.Lower));
        Assert.Equal((whole.Segments[0].Mean, whole.Segments[0].Upper), (gap.Segments[0].Mean, gap.Segments[0].Upper));
        Assert.Equal(SpecialCause.None, gap.Points[3].Cause);
    }

    [Trait("case", "22")]
    [Fact]
    public void Empty_single_and_all_missing_series_say_nothing_and_break_nothing()
    {
        Assert.Empty(XmR.Chart([], new XmROptions(Direction.Lower)).Points);
        Assert.Null(XmR.Chart(Series([5]), new XmROptions(Direction.Lower)).Segments[0].Upper);
        Assert.Null(XmR.Chart(Series([null, null]), new XmROptions(Direction.Lower)).Segments[0].Mean);
    }

    [Trait("case", "23")]
    [Fact]
    public void Limits_cannot_start_again_where_there_is_no_point() =>
        Assert.Contains("no period of the series", XmR.Chart(Series([1, 2, 3]), new XmROptions(Direction.Lower, Rebase: [new DateOnly(2030, 1, 1)])).Refusal!, StringComparison.Ordinal);

    [Trait("case", "23")]
    [Fact]
    public void Limits_that_start_again_leave_the_old_chart_as_it_was_and_a_baseline_longer_than_the_segment_is_all_of_it()
    {
        var series = Series([.. Enumerable.Range(0, 30).Select(i => (double?)(i < 15 ? 10 + (i % 3) : 20 + (i % 3)))]);
        var before = XmR.Chart(series, new XmROptions(Direction.Lower));
        var after = XmR.Chart(series, new XmROptions(Direction.Lower, Rebase: [series[15].Item1]));
        Assert.Equal(2, after.Segments.Count);
        Assert.Equal(before.Points, XmR.Chart(series, new XmROptions(Direction.Lower)).Points);
        Assert.DoesNotContain(after.Points, p => p.Cause != SpecialCause.None);
        Assert.Equal(before.Segments, XmR.Chart(series, new XmROptions(Direction.Lower, FixAfter: 40)).Segments);
        Assert.Contains("12 points", XmR.Chart(series, new XmROptions(Direction.Lower, FixAfter: 11)).Refusal!, StringComparison.Ordinal);
    }

    [Trait("case", "22")]
    [Fact]
    public void What_is_no_number_is_a_gap_and_periods_out_of_order_are_refused()
    {
        var chart = XmR.Chart(Series([3, double.NaN, 5, double.PositiveInfinity, 4]), new XmROptions(Direction.Lower));
        Assert.Equal(XmR.Chart(Series([3, null, 5, null, 4]), new XmROptions(Direction.Lower)).Points, chart.Points);
        Assert.All(chart.Points, p => Assert.All(new[] { p.Value, p.Mean, p.Lower, p.Upper }, v => Assert.True(v is null || double.IsFinite(v.Value))));
        Assert.Contains("must rise", XmR.Chart([(new DateOnly(2024, 1, 2), 1), (new DateOnly(2024, 1, 2), 2)], new XmROptions(Direction.Lower)).Refusal!, StringComparison.Ordinal);
        Assert.NotNull(XmR.Chart(Series([1, 2]), new XmROptions(Direction.Lower, Target: double.NaN)).Refusal);
    }

    [Trait("case", "24")]
    [Fact]
    public void Adding_a_constant_moves_the_limits_and_turning_both_sign_and_direction_changes_no_meaning() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(),
        numbers =>
        {
            var values = numbers.Take(60).Select(n => (double?)(n % 50)).ToArray();
            var plain = XmR.Chart(Series(values), new XmROptions(Direction.Higher));
            var moved = XmR.Chart(Series([.. values.Select(v => v + 1024)]), new XmROptions(Direction.Higher));
            var turned = XmR.Chart(Series([.. values.Select(v => -v)]), new XmROptions(Direction.Lower));
            return plain.Points.Select(p => p.Meaning).SequenceEqual(moved.Points.Select(p => p.Meaning))
                && plain.Points.Select(p => p.Meaning).SequenceEqual(turned.Points.Select(p => p.Meaning))
                && (values.Length < 2 || Math.Abs(plain.Segments[0].Upper!.Value + 1024 - moved.Segments[0].Upper!.Value) < 1e-6);
        }));

    private static void Check(JsonElement one)
    {
        var id = one.GetProperty("id").GetString();
        var options = one.GetProperty("options");
        var dates = one.GetProperty("input").GetProperty("date").EnumerateArray().Select(d => DateOnly.Parse(d.GetString()!, CultureInfo.InvariantCulture)).ToList();
        var values = one.GetProperty("input").GetProperty("y").EnumerateArray().Select(Number).ToList();
        var direction = options.GetProperty("improvement_direction").GetString() switch { "increase" => Direction.Higher, "decrease" => Direction.Lower, _ => Direction.Neutral };
        var chart = XmR.Chart([.. dates.Zip(values)], new XmROptions(
            direction,
            Number(options.GetProperty("target")),
            [.. options.GetProperty("rebase").EnumerateArray().Select(d => DateOnly.Parse(d.GetString()!, CultureInfo.InvariantCulture))],
            options.GetProperty("fix_after_n_points") is { ValueKind: JsonValueKind.Number } n ? n.GetInt32() : null,
            options.GetProperty("screen_outliers").GetBoolean()));
        var expected = one.GetProperty("expected");
        for (var i = 0; i < dates.Count; i++)
        {
            var point = chart.Points[i];
            Same(id, i, Number(expected.GetProperty("mean")[i]), point.Mean);

            // The package has no limits for a series without variation; ours are the mean (documented in XmR).
            if (id != "edge-constant")
            {
                Same(id, i, Number(expected.GetProperty("lpl")[i]), point.Lower);
                Same(id, i, Number(expected.GetProperty("upl")[i]), point.Upper);
                if (expected.GetProperty("close_to_limits")[i].ValueKind != JsonValueKind.Null)
                    Assert.True(expected.GetProperty("close_to_limits")[i].GetBoolean() == point.Near, $"{id}[{i}] near");
            }

            Assert.True(expected.GetProperty("relative_to_mean")[i].GetInt32() == point.Sign, $"{id}[{i}] side of the mean");
            Assert.True(expected.GetProperty("special_cause_type")[i].GetString() == NameOf(point.Cause), $"{id}[{i}] is {point.Cause}");
            Assert.True(expected.GetProperty("point_type")[i].GetString() == NameOf(point.Meaning), $"{id}[{i}] means {point.Meaning}");
            Assert.True(expected.GetProperty("rebase_group")[i].GetInt32() == point.Segment, $"{id}[{i}] segment");
        }

        Assert.True(one.GetProperty("variation_icon_source_point_type").GetString() == NameOf(chart.Variation), $"{id} variation");
        var assurance = chart.Assurance switch { Assurance.Misses => "consistent_fail", Assurance.Reaches => "consistent_pass", Assurance.SometimesReaches => "inconsistent", _ => null };
        Assert.True(one.GetProperty("assurance_type").GetString() == assurance, $"{id} assurance");
    }

    private static void Same(string? id, int at, double? expected, double? actual) =>
        Assert.True(expected is null ? actual is null : actual is not null && Math.Abs(expected.Value - actual.Value) <= Tolerance * Math.Max(1, Math.Abs(expected.Value)), $"{id}[{at}]: {expected} expected, {actual} came");

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static List<(DateOnly, double?)> Series(double?[] values) => [.. values.Select((v, i) => (new DateOnly(2024, 1, 1).AddDays(i), v))];

    private static string NameOf(SpecialCause cause) => cause switch
    {
        SpecialCause.AboveLimit => "Above UCL",
        SpecialCause.BelowLimit => "Below LCL",
        SpecialCause.Rising => "7 Point Trend (Increasing)",
        SpecialCause.Falling => "7 Point Trend (Decreasing)",
        SpecialCause.TwoOfThreeAbove => "2 in 3 Above CL",
        SpecialCause.TwoOfThreeBelow => "2 in 3 Below CL",
        SpecialCause.RunAbove => "7 Points Above CL",
        SpecialCause.RunBelow => "7 Points Below CL",
        _ => "Common Cause",
    };

    private static string NameOf(Meaning meaning) => meaning switch
    {
        Meaning.Better => "special_cause_improvement",
        Meaning.Worse => "special_cause_concern",
        Meaning.High => "special_cause_neutral_high",
        Meaning.Low => "special_cause_neutral_low",
        _ => "common_cause",
    };
}
