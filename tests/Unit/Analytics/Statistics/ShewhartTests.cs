using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class ShewhartTests(ITestOutputHelper output)
{
    [Trait("case", "21")]
    [SharedDataFact("spc/shewhart_cases.json")]
    public void Every_chart_of_the_reference_package_comes_out_the_same()
    {
        var reference = new Reference(output, "Shewhart charts (run, p, p', i, i', u, u', c, g, t) with runs analysis");
        using var file = Reference.Json("spc/shewhart_cases.json");
        foreach (var one in file.RootElement.GetProperty("cases").EnumerateArray())
            Compare(reference, one);
        reference.Done(16);
    }

    [SharedDataFact("spc/anhoej_limits.csv")]
    public void The_longest_run_and_the_fewest_crossings_are_those_of_the_table()
    {
        var reference = new Reference(output, "Anhøj limits");
        foreach (var row in Reference.Csv("spc/anhoej_limits.csv"))
        {
            var useful = int.Parse(row["n_useful"], System.Globalization.CultureInfo.InvariantCulture);
            reference.Exactly(row["n_useful"], "longest run", row["longest_run_max"], $"{RunsAnalysis.LongestOf(useful)}");
            reference.Exactly(row["n_useful"], "crossings", row["crossings_min"], $"{RunsAnalysis.CrossingsOf(useful)}");
        }

        reference.Done(400);
    }

    [Fact]
    public void A_proportion_chart_has_its_limits_three_standard_deviations_from_all_together()
    {
        var chart = Shewhart.Chart(ChartKind.Proportion, [new Sample(10, 100), new Sample(30, 100)]).Value!;
        Assert.Equal(0.2, chart.Points[0].Centre, 1e-12);
        Assert.Equal(0.2 - (3 * 0.04), chart.Points[0].Lower!.Value, 1e-12);
        Assert.Equal(0.2 + (2 * 0.04), chart.Points[0].UpperTwo!.Value, 1e-12);
        Assert.True(chart.Trial);
    }

    [Fact]
    public void A_period_without_a_denominator_is_a_gap()
    {
        var chart = Shewhart.Chart(ChartKind.LaneyProportion, [new Sample(1, 10), new Sample(0, 0), new Sample(3, 10), new Sample(null, 10), new Sample(2, 10)]).Value!;
        Assert.Null(chart.Points[1].Value);
        Assert.Null(chart.Points[1].Upper);
        Assert.Null(chart.Points[3].Value);
        Assert.Equal(0.2, chart.Points[0].Centre, 1e-12);
    }

    [Trait("case", "22")]
    [Fact]
    public void Empty_single_flat_and_missing_series_give_a_clear_answer_and_never_a_number_that_is_none() => Assert.All(Enum.GetValues<ChartKind>(), CheckPoorData);

    [Fact]
    public void What_cannot_be_is_said_so()
    {
        Assert.NotNull(Shewhart.Chart(ChartKind.Proportion, [new Sample(5, 4)]).Reason);
        Assert.NotNull(Shewhart.Chart(ChartKind.Count, [new Sample(-1)]).Reason);
        Assert.NotNull(Shewhart.Chart(ChartKind.TimeBetween, [new Sample(0), new Sample(2)]).Reason);
        Assert.NotNull(Shewhart.Chart(ChartKind.Count, [new Sample(null), new Sample(2)], new ShewhartOptions(FixAfter: 1)).Reason);
        Assert.Null(RunsAnalysis.Of([0, 0, 0]));
    }

    [Fact]
    public void Reading_a_series_backwards_changes_no_limit() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte)[]>(),
        counts =>
        {
            var samples = counts.Select(c => new Sample(Math.Min(c.Item1, c.Item2), c.Item2)).ToList();
            var there = Shewhart.Chart(ChartKind.LaneyProportion, samples).Value;
            samples.Reverse();
            var back = Shewhart.Chart(ChartKind.LaneyProportion, samples).Value;
            return there is null ? back is null : there.Points.Zip(back!.Points.Reverse()).All(p => Near(p.First.Upper, p.Second.Upper) && Near(p.First.Lower, p.Second.Lower));
        }));

    [Fact]
    public void The_order_of_counts_does_not_move_a_count_chart() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        counts =>
        {
            ShewhartPoint Of(IEnumerable<byte> c) => Shewhart.Chart(ChartKind.Count, [.. c.Select(v => new Sample(v))]).Value!.Points[0];
            return Near(Of(counts.Get).Upper, Of(counts.Get.Order()).Upper);
        }));

    private static void CheckPoorData(ChartKind kind)
    {
        Assert.NotNull(Shewhart.Chart(kind, []).Reason);
        Assert.NotNull(Shewhart.Chart(kind, [new Sample(null, 5), new Sample(double.NaN, 5)]).Reason);
        foreach (var samples in new Sample[][] { [new Sample(4, 8)], [new Sample(4, 8), new Sample(4, 8), new Sample(4, 8)], [new Sample(8, 8), new Sample(8, 8)], [new Sample(3, 8), new Sample(null, null), new Sample(5, 8)] })
        {
            var chart = Shewhart.Chart(kind, samples, new ShewhartOptions(Screen: true)).Value!;
            Assert.All(chart.Points, p => Assert.All(new[] { p.Value, p.Centre, p.Lower, p.Upper, p.LowerTwo, p.UpperTwo }, v => Assert.True(v is null || double.IsFinite(v.Value))));
            Assert.DoesNotContain(chart.Points, p => p.Outside);
            Assert.False(chart.Runs?.Signal ?? false);
        }
    }

    private static bool Near(double? a, double? b) => a is null ? b is null : b is not null && Math.Abs(a.Value - b.Value) < 1e-9;

    private static void Compare(Reference reference, JsonElement one)
    {
        var id = one.GetProperty("id").GetString()!;
        var input = one.GetProperty("input");
        var kind = one.GetProperty("chart").GetString() switch
        {
            "run" => ChartKind.Run,
            "p" => ChartKind.Proportion,
            "pp" => ChartKind.LaneyProportion,
            "i" => ChartKind.Individuals,
            "ip" => ChartKind.IndividualsPrime,
            "u" => ChartKind.Rate,
            "up" => ChartKind.LaneyRate,
            "c" => ChartKind.Count,
            "t" => ChartKind.TimeBetween,
            _ => ChartKind.CasesBetween,
        };
        var y = input.GetProperty("y").EnumerateArray().Select(Reference.Number).ToList();
        var n = input.GetProperty("n") is { ValueKind: JsonValueKind.Array } sizes ? sizes.EnumerateArray().Select(Reference.Number).ToList() : null;
        var freeze = one.GetProperty("options") is { ValueKind: JsonValueKind.Object } options && options.TryGetProperty("freeze", out var at) ? at.GetInt32() : (int?)null;
        var chart = Shewhart.Chart(kind, [.. y.Select((v, i) => new Sample(v, n?[i]))], new ShewhartOptions(one.GetProperty("screened_mr").GetBoolean(), freeze)).Value!;

        var expected = one.GetProperty("expected");
        for (var i = 0; i < y.Count; i++)
        {
            var point = chart.Points[i];
            reference.Same(id, $"y[{i}]", Reference.Number(expected.GetProperty("y")[i]), point.Value);
            reference.Same(id, $"cl[{i}]", Reference.Number(expected.GetProperty("cl")[i]), point.Centre);
            reference.Same(id, $"lcl[{i}]", Reference.Number(expected.GetProperty("lcl")[i]), point.Lower);
            reference.Same(id, $"ucl[{i}]", Reference.Number(expected.GetProperty("ucl")[i]), point.Upper);
            reference.Same(id, $"ucl95[{i}]", Reference.Number(expected.GetProperty("ucl95")[i]), point.UpperTwo);

            // On the time chart the package has no lower limit at two standard deviations where the root is below nothing; ours is 0.
            if (kind != ChartKind.TimeBetween || expected.GetProperty("lcl95")[i].ValueKind == JsonValueKind.Number)
                reference.Same(id, $"lcl95[{i}]", Reference.Number(expected.GetProperty("lcl95")[i]), point.LowerTwo);
            reference.Exactly(id, $"outside[{i}]", expected.GetProperty("sigma_signal")[i].GetBoolean(), point.Outside);
        }

        var runs = one.GetProperty("runs");
        reference.Exactly(id, "useful", runs.GetProperty("n_useful").GetInt32(), chart.Runs!.Useful);
        reference.Exactly(id, "longest run", runs.GetProperty("longest_run").GetInt32(), chart.Runs.LongestRun);
        reference.Exactly(id, "longest allowed", runs.GetProperty("longest_run_max").GetInt32(), chart.Runs.LongestAllowed);
        reference.Exactly(id, "crossings", runs.GetProperty("n_crossings").GetInt32(), chart.Runs.Crossings);
        reference.Exactly(id, "crossings needed", runs.GetProperty("n_crossings_min").GetInt32(), chart.Runs.CrossingsNeeded);
        reference.Exactly(id, "runs signal", runs.GetProperty("runs_signal").GetBoolean(), chart.Runs.Signal);
    }
}
