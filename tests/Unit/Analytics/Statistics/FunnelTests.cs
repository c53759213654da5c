using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class FunnelTests(ITestOutputHelper output)
{
    [Trait("case", "21")]
    [SharedDataFact("spc/funnelplotr_cases.json")]
    public void Every_funnel_of_the_reference_package_comes_out_the_same_with_its_over_dispersion()
    {
        var reference = new Reference(output, "FunnelPlotR funnels (every unit, limits, φ, τ², outliers)");
        using var file = Reference.Json("spc/funnelplotr_cases.json");
        foreach (var one in file.RootElement.GetProperty("cases").EnumerateArray())
            Compare(reference, one);
        reference.Done(8);
    }

    [SharedDataFact("spc/funnelplotr_cases.json")]
    public void Limits_of_observed_over_expected_without_over_dispersion_are_exact_poisson_ones()
    {
        var reference = new Reference(output, "Poisson limits (6 decimal places)", 0.5e-6);
        using var file = Reference.Json("spc/funnelplotr_cases.json");
        var test = file.RootElement.GetProperty("poisson_limits_test");
        for (var i = 0; i < 3; i++)
        {
            var expected = test.GetProperty("number_seq")[i].GetDouble();
            var limits = Funnel.Limits(FunnelKind.ExpectedTruncated, 1, expected, 0);
            reference.Same($"{expected}", "95 lower", test.GetProperty("ll95")[i].GetDouble(), limits.Lower95);
            reference.Same($"{expected}", "95 upper", test.GetProperty("ul95")[i].GetDouble(), limits.Upper95);
            reference.Same($"{expected}", "99.8 lower", test.GetProperty("ll998")[i].GetDouble(), limits.Lower998);
            reference.Same($"{expected}", "99.8 upper", test.GetProperty("ul998")[i].GetDouble(), limits.Upper998);
        }

        reference.Done(3);
    }

    [Trait("case", "21")]
    [SharedDataFact("spc/phe_funnel_prop_noshow_limits.csv")]
    public void Score_limits_are_those_of_public_health_england()
    {
        var reference = new Reference(output, "PHE funnel limits");
        var units = Reference.Csv("spc/phe_funnel_prop_noshow_units.csv");
        var average = units.Sum(u => Reference.Number(u["numerator"])) / units.Sum(u => Reference.Number(u["denominator"]));
        foreach (var row in Reference.Csv("spc/phe_funnel_prop_noshow_limits.csv"))
        {
            var limits = Funnel.Score(average, Reference.Number(row["Population"]));
            reference.Same(row["Population"], "2s lower", Reference.Number(row["lower_2s_limit"]), 100 * limits.Lower95);
            reference.Same(row["Population"], "2s upper", Reference.Number(row["upper_2s_limit"]), 100 * limits.Upper95);
            reference.Same(row["Population"], "3s lower", Reference.Number(row["lower_3s_limit"]), 100 * limits.Lower998);
            reference.Same(row["Population"], "3s upper", Reference.Number(row["upper_3s_limit"]), 100 * limits.Upper998);
            reference.Same(row["Population"], "baseline", Reference.Number(row["baseline"]), 100 * average);
        }

        reference.Done(100);
    }

    [Trait("case", "21")]
    [SharedDataFact("spc/phe_funnel_prop_noshow_units.csv")]
    public void Every_area_lies_where_public_health_england_says()
    {
        var reference = new Reference(output, "PHE funnel units");
        var units = Reference.Csv("spc/phe_funnel_prop_noshow_units.csv");
        var average = units.Sum(u => Reference.Number(u["numerator"])) / units.Sum(u => Reference.Number(u["denominator"]));
        foreach (var unit in units)
        {
            double x = Reference.Number(unit["numerator"]), n = Reference.Number(unit["denominator"]);
            var place = Funnel.Score(average, n).Place(x / n);
            reference.Exactly(unit["unit"], "place", unit["significance"], place switch
            {
                FunnelPlace.AboveOuter => "High (0.001)",
                FunnelPlace.AboveInner => "High (0.025)",
                FunnelPlace.BelowOuter => "Low (0.001)",
                FunnelPlace.BelowInner => "Low (0.025)",
                _ => "Not significant",
            });
        }

        reference.Done(81);
    }

    [Fact]
    public void Units_that_differ_by_chance_alone_are_not_over_dispersed()
    {
        var chart = Funnel.Chart(FunnelKind.Proportion, [new FunnelUnit("A", 20, 100), new FunnelUnit("B", 21, 100), new FunnelUnit("C", 19, 100)]).Value!;
        Assert.Equal(0, chart.Between);
        Assert.All(chart.Points, p => Assert.Equal(p.Unadjusted, p.Adjusted));
        Assert.All(chart.Points, p => Assert.Equal(FunnelPlace.Inside, p.Place));
    }

    [Trait("case", "40")]
    [Fact]
    public void One_unit_no_unit_and_units_without_a_denominator_give_a_clear_answer()
    {
        Assert.NotNull(Funnel.Chart(FunnelKind.Proportion, []).Reason);
        Assert.NotNull(Funnel.Chart(FunnelKind.Proportion, [new FunnelUnit("A", 1, 5)]).Reason);
        Assert.NotNull(Funnel.Chart(FunnelKind.Proportion, [new FunnelUnit("A", 0, 5), new FunnelUnit("B", 0, 6)]).Reason);
        Assert.NotNull(Funnel.Chart(FunnelKind.Proportion, [new FunnelUnit("A", 6, 5), new FunnelUnit("B", 0, 6)]).Reason);
        Assert.NotNull(Funnel.Chart(FunnelKind.ExpectedTruncated, [new FunnelUnit("A", 0, 5), new FunnelUnit("B", 3, 6)]).Reason);
        var chart = Funnel.Chart(FunnelKind.Proportion, [new FunnelUnit("A", 1, 5), new FunnelUnit("B", 2, 5), new FunnelUnit("C", 0, 0), new FunnelUnit("D", double.NaN, 4)]).Value!;
        Assert.Equal(["C", "D"], chart.LeftOut);
    }

    [Fact]
    public void The_order_of_units_changes_nothing_and_adjusted_limits_are_never_the_narrower() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte)[]>(),
        counts =>
        {
            var units = counts.Select((c, i) => new FunnelUnit($"{i}", Math.Min(c.Item1, c.Item2), c.Item2)).ToList();
            var there = Funnel.Chart(FunnelKind.Proportion, units).Value;
            units.Reverse();
            var back = Funnel.Chart(FunnelKind.Proportion, units).Value;
            return there is null
                ? back is null
                : Math.Abs(there.Between - back!.Between) < 1e-12
                    && there.Points.All(p => p.Adjusted.Lower998 <= p.Unadjusted.Lower998 && p.Adjusted.Upper998 >= p.Unadjusted.Upper998 && p.Adjusted.Lower95 >= p.Adjusted.Lower998);
        }));

    private static void Compare(Reference reference, JsonElement one)
    {
        var id = one.GetProperty("id").GetString()!;
        var options = one.GetProperty("options");
        var kind = options.GetProperty("data_type").GetString() switch
        {
            "PR" => FunnelKind.Proportion,
            "RC" => FunnelKind.RatioOfCounts,
            _ => options.GetProperty("sr_method").GetString() == "SHMI" ? FunnelKind.ExpectedTruncated : FunnelKind.ExpectedWinsorised,
        };
        var adjusts = !options.TryGetProperty("draw_adjusted", out var draws) || draws.GetBoolean();
        var units = one.GetProperty("units");
        var names = units.GetProperty("group").EnumerateArray().Select(g => g.GetString()!).ToList();

        // The package rounds what SHMI expects to two decimal places after it has taken the ratio, so its own denominators are the input and its ratio differs in the fifth place.
        double[] numerators = Reference.Numbers(units.GetProperty("numerator")), denominators = Reference.Numbers(units.GetProperty("denominator"));
        var chart = Funnel.Chart(kind, [.. names.Select((g, i) => new FunnelUnit(g, numerators[i], denominators[i]))]).Value!;
        if (adjusts)
        {
            reference.Same(id, "φ", one.GetProperty("phi").GetDouble(), chart.Dispersion);
            reference.Same(id, "τ²", one.GetProperty("tau2").GetDouble(), chart.Between);
        }

        var outliers = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var point = chart.Points[i];
            double? At(string column) => Reference.Number(units.GetProperty(column)[i]);
            reference.Same(id, $"{names[i]} ratio", At("rr"), point.Value, kind == FunnelKind.ExpectedTruncated ? 0.01 / denominators[i] * point.Value : null);
            reference.Same(id, $"{names[i]} z", At("Uzscore"), point.Score);
            if (adjusts)
            {
                reference.Same(id, $"{names[i]} OD95LCL", At("OD95LCL"), point.Adjusted.Lower95);
                reference.Same(id, $"{names[i]} OD95UCL", At("OD95UCL"), point.Adjusted.Upper95);
                reference.Same(id, $"{names[i]} OD99LCL", At("OD99LCL"), point.Adjusted.Lower998);
                reference.Same(id, $"{names[i]} OD99UCL", At("OD99UCL"), point.Adjusted.Upper998);
            }

            reference.Same(id, $"{names[i]} LCL95", At("LCL95"), point.Unadjusted.Lower95);
            reference.Same(id, $"{names[i]} UCL95", At("UCL95"), point.Unadjusted.Upper95);
            reference.Same(id, $"{names[i]} LCL99", At("LCL99"), point.Unadjusted.Lower998);
            reference.Same(id, $"{names[i]} UCL99", At("UCL99"), point.Unadjusted.Upper998);
            var limits = adjusts ? point.Adjusted : point.Unadjusted;
            var outside = options.GetProperty("limit").GetInt32() == 95 ? limits.Place(point.Value) != FunnelPlace.Inside : limits.Place(point.Value) is FunnelPlace.AboveOuter or FunnelPlace.BelowOuter;
            reference.Exactly(id, $"{names[i]} outlier", At("outlier") == 1, outside);
            outliers += outside ? 1 : 0;
        }

        reference.Exactly(id, "outliers", one.GetProperty("n_outliers").GetInt32(), outliers);
    }
}
