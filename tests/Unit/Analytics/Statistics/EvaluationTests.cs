using Repairs.Analytics.Features.JudgeChange;
using System.Globalization;
using System.Text.Json;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

/// <summary>Did a change make a difference? The honest answers, and the ones that are refused.</summary>
public sealed class EvaluationTests(ITestOutputHelper output)
{
    private static readonly DateOnly Monday = new(2024, 1, 1);

    [SharedDataFact("analytics/evaluation_expected.json")]
    public void Segmented_regression_comes_out_the_same_four_ways()
    {
        var reference = new Reference(output, "Interrupted series: OLS, Newey-West, with season, quasi-Poisson");
        using var file = Reference.Json("analytics/evaluation_expected.json");
        var its = file.RootElement.GetProperty("its");
        var series = SeriesOf(its);
        var at = its.GetProperty("cut_index_1based").GetInt32() - 1;

        var plain = LeastSquares.Fit(InterruptedSeries.Design(series.Count, at), InterruptedSeries.Rates(series)).Value!;
        var ols = its.GetProperty("ols");
        Same(reference, "OLS", ols, plain.Coefficients, plain.Errors());
        reference.Same("OLS", "Durbin-Watson", ols.GetProperty("durbin_watson").GetDouble(), plain.DurbinWatson);
        Same(reference, "Newey-West", its.GetProperty("newey_west_lag4"), plain.Coefficients, plain.ErrorsOfNeighbours(4));

        // Weeks in a Gregorian year: 365.2425 / 7.
        var season = LeastSquares.Fit(InterruptedSeries.Design(series.Count, at, 365.2425 / 7), InterruptedSeries.Rates(series)).Value!;
        Same(reference, "with season", its.GetProperty("newey_west_lag4_with_annual_harmonic"), season.Coefficients, season.ErrorsOfNeighbours(4));

        var poisson = QuasiPoisson.Fit(InterruptedSeries.Design(series.Count, at), [.. series.Select(p => p.Count)], [.. series.Select(p => p.Size)]).Value!;
        Same(reference, "quasi-Poisson", its.GetProperty("quasi_poisson"), poisson.Coefficients, poisson.Errors);
        reference.Same("quasi-Poisson", "dispersion", its.GetProperty("quasi_poisson").GetProperty("dispersion").GetDouble(), poisson.Dispersion);
        reference.Done(4);
    }

    [Trait("case", "31")]
    [SharedDataFact("analytics/evaluation_expected.json")]
    public void Every_placebo_date_comes_out_the_same_and_hardly_any_is_believed()
    {
        var reference = new Reference(output, "Placebo dates");
        using var file = Reference.Json("analytics/evaluation_expected.json");
        var series = SeriesOf(file.RootElement.GetProperty("its"));
        int believed = 0, said = 0, bare = 0, alike = 0;
        foreach (var row in file.RootElement.GetProperty("its_placebo_every_week").EnumerateArray())
        {
            var cut = row.GetProperty("cut_index_1based").GetInt32();
            var one = $"week {cut}";
            var answer = InterruptedSeries.Estimate(series, series[cut - 1].Period).Value!;
            reference.Same(one, "change", row.GetProperty("level_change").GetDouble(), answer.Level.Change);
            reference.Same(one, "error", row.GetProperty("se_ols").GetDouble(), answer.Level.Error);
            reference.Same(one, "error of neighbours", row.GetProperty("se_nw4").GetDouble(), answer.Level.ErrorOfNeighbours);
            reference.Same(one, "p", row.GetProperty("p_ols").GetDouble(), answer.Level.P);
            reference.Same(one, "p of neighbours", row.GetProperty("p_nw4").GetDouble(), answer.Level.POfNeighbours);
            var page = Judgement.Of(new ChangeSeries("Everyone", [], Result.Of(answer)), null);
            said += page.Words.StartsWith("Probably", StringComparison.Ordinal) ? 1 : 0;
            Assert.Contains($"at all {answer.Placebos.Count} dates", page.Because[1], StringComparison.Ordinal);
            Assert.Contains($"number {answer.Rank} of {answer.Placebos.Count} by how far it stands out", page.Because[1], StringComparison.Ordinal);
            believed += answer.Finding is Finding.ProbablyLower or Finding.ProbablyHigher ? 1 : 0;
            bare += answer.Level.P < 0.05 ? 1 : 0;
            alike += answer.Level.POfNeighbours < 0.05 ? 1 : 0;
        }

        output.WriteLine($"\"Probably\" is said of {believed} dates; a bare 5% test says it of {bare} (OLS) and {alike} (Newey-West)");
        reference.Done(78);
        Assert.Equal(believed, said);
        Assert.InRange(believed, 0, 4);
        Assert.InRange(bare, 11, 15);
        Assert.InRange(alike, 11, 15);
    }

    [SharedDataFact("analytics/tsm_numerators_denominators.csv")]
    public void The_difference_in_differences_of_344_landlords_comes_out_the_same()
    {
        var reference = new Reference(output, "Difference in differences");
        using var file = Reference.Json("analytics/evaluation_expected.json");
        var expected = file.RootElement.GetProperty("did");
        var rows = Reference.Csv("analytics/tsm_numerators_denominators.csv").Where(r => r["measure"] == "RP02_1").ToList();
        var before = rows.Where(r => r["year"] == "2024").ToDictionary(r => r["landlord_code"], StringComparer.Ordinal);
        var units = rows.Where(r => r["year"] == "2025" && before.ContainsKey(r["landlord_code"]))
            .Select(r => new BeforeAndAfter(r["landlord_code"], r["landlord_type"] is "LA" or "LARP", RateOf(before[r["landlord_code"]]), RateOf(r)))
            .ToList();
        var answer = DifferenceInDifferences.Estimate(units).Value!;
        reference.Exactly("RP02", "landlords", expected.GetProperty("landlords").GetInt32(), answer.Treated + answer.Compared);
        reference.Exactly("RP02", "treated", expected.GetProperty("treated").GetInt32(), answer.Treated);
        reference.Same("RP02", "change elsewhere", expected.GetProperty("mean_change_control").GetDouble(), answer.ChangeElsewhere);
        reference.Same("RP02", "change there", expected.GetProperty("mean_change_treated").GetDouble(), answer.ChangeThere);
        reference.Same("RP02", "difference", expected.GetProperty("did").GetDouble(), answer.Difference);
        reference.Same("RP02", "error", expected.GetProperty("se_hc1").GetDouble(), answer.Error);
        reference.Exactly("RP02", "finding", Finding.NoClearChange, answer.Finding);
        reference.Done(1);
    }

    [Fact]
    public void A_level_that_drops_by_ten_points_and_stays_there_is_found_at_its_date()
    {
        var series = Weeks(60, i => (i < 30 ? 30 : 20) + ((i * 7 % 5) - 2));
        var answer = InterruptedSeries.Estimate(series, series[30].Period).Value!;
        Assert.InRange(answer.Level.Change, -11.5, -8.5);
        Assert.Equal(1, answer.Rank);
        Assert.Equal("Probably lower.", answer.Words);
    }

    [Trait("case", "22")]
    [Fact]
    public void A_flat_series_has_no_clear_change_and_no_number_that_is_none()
    {
        var series = Weeks(60, _ => 25);
        var answer = InterruptedSeries.Estimate(series, series[30].Period).Value!;
        Assert.Equal(Finding.NoClearChange, answer.Finding);
        Assert.All(answer.Placebos, p => Assert.True(double.IsFinite(p.P) && double.IsFinite(p.POfNeighbours) && double.IsFinite(p.Change)));
    }

    [Fact]
    public void Too_short_too_small_broken_or_wrong_series_are_refused_with_a_reason()
    {
        var series = Weeks(60, i => 20 + (i % 3));
        Assert.StartsWith("Too early: 11 points before", InterruptedSeries.Estimate(series, series[11].Period).Reason!, StringComparison.Ordinal);
        Assert.StartsWith("Too early", InterruptedSeries.Estimate(series, series[49].Period).Reason!, StringComparison.Ordinal);
        Assert.NotNull(InterruptedSeries.Estimate(series, Monday.AddDays(1)).Reason);
        Assert.NotNull(InterruptedSeries.Estimate([], Monday).Reason);
        Assert.Contains("missing", InterruptedSeries.Estimate([.. series.Where((_, i) => i != 20)], series[30].Period).Reason!, StringComparison.Ordinal);
        Assert.Contains("order", InterruptedSeries.Estimate([.. series.AsEnumerable().Reverse()], series[30].Period).Reason!, StringComparison.Ordinal);
        Assert.Contains("fewer than 30", InterruptedSeries.Estimate([.. series.Select((p, i) => i == 5 ? p with { Count = 3, Size = 29 } : p)], series[30].Period).Reason!, StringComparison.Ordinal);
        Assert.NotNull(InterruptedSeries.Estimate([.. series.Select((p, i) => i == 5 ? p with { Count = double.NaN } : p)], series[30].Period).Reason);
        Assert.NotNull(InterruptedSeries.Estimate([.. series.Select((p, i) => i == 5 ? p with { Size = 0, Count = 0 } : p)], series[30].Period).Reason);
    }

    [Fact]
    public void With_few_dates_to_compare_nothing_can_be_told_yet()
    {
        var series = Weeks(30, i => i < 15 ? 40 : 10 + (i % 2));
        Assert.Equal(Finding.CannotTellYet, InterruptedSeries.Estimate(series, series[15].Period).Value!.Finding);
    }

    [Fact]
    public void The_season_is_not_taken_out_of_two_years()
    {
        Assert.Contains("three years", InterruptedSeries.Seasonal(Weeks(104, i => 20 + (i % 3)), Monday.AddDays(7 * 52), 52.1775).Reason!, StringComparison.Ordinal);
        var three = Weeks(160, i => 20 + (5 * Math.Sin(2 * Math.PI * (i + 1) / 52.1775)) + (i % 2) - (i >= 80 ? 4 : 0));
        Assert.InRange(InterruptedSeries.Seasonal(three, Monday.AddDays(7 * 80), 52.1775).Value!.Change, -4.5, -3.5);
    }

    [Fact]
    public void Months_of_unequal_length_are_no_gap()
    {
        var months = Enumerable.Range(0, 40).Select(i => new Portion(new DateOnly(2021, 1, 1).AddMonths(i), 20 + (i % 3), 100)).ToList();
        Assert.NotNull(InterruptedSeries.Estimate(months, months[20].Period).Value);
    }

    [Fact]
    public void A_change_in_one_group_alone_is_the_difference_in_differences()
    {
        var units = Enumerable.Range(0, 16).Select(i => new BeforeAndAfter($"{i}", i % 2 == 0, 20 + i, 20 + i + 3 + (i % 4) - (i % 2 == 0 ? 5 : 0))).ToList();
        var answer = DifferenceInDifferences.Estimate(units).Value!;
        Assert.Equal(answer.ChangeThere - answer.ChangeElsewhere, answer.Difference, 1e-12);
        Assert.Equal(-6, answer.Difference, 1e-9);
        Assert.Equal(Finding.ProbablyLower, answer.Finding);
        var moved = DifferenceInDifferences.Estimate([.. units.Select(u => u with { After = u.After + 100 }).Reverse()]).Value!;
        Assert.Equal(answer.Difference, moved.Difference, 1e-9);
        Assert.Equal(answer.Error, moved.Error, 1e-9);
    }

    [Fact]
    public void Fewer_than_six_patches_a_side_are_too_few()
    {
        var units = Enumerable.Range(0, 11).Select(i => new BeforeAndAfter($"{i}", i < 5, 1, 2)).ToList();
        Assert.StartsWith("Too few", DifferenceInDifferences.Estimate(units).Reason!, StringComparison.Ordinal);
        Assert.NotNull(DifferenceInDifferences.Estimate([.. units.Select(u => u with { After = double.NaN })]).Reason);
        Assert.NotNull(DifferenceInDifferences.Estimate([]).Reason);
    }

    [Fact]
    public void Counts_that_are_none_and_terms_that_say_the_same_are_refused()
    {
        Assert.NotNull(QuasiPoisson.Fit(InterruptedSeries.Design(30, 15), new double[30], [.. Enumerable.Repeat(10.0, 30)]).Reason);
        Assert.NotNull(QuasiPoisson.Fit([], [], []).Reason);
        Assert.NotNull(LeastSquares.Fit([[1, 2], [1, 2], [1, 2]], [1, 2, 3]).Reason);
        Assert.NotNull(LeastSquares.Fit([[1, 0], [1, 0], [1, 0]], [1, 2, 3]).Reason);
        Assert.NotNull(LeastSquares.Fit([[1, double.NaN], [1, 2], [1, 3]], [1, 2, 3]).Reason);
        Assert.NotNull(LeastSquares.Fit([], []).Reason);
    }

    private static double RateOf(Dictionary<string, string> row) => 100 * Reference.Number(row["numerator"]) / Reference.Number(row["denominator"]);

    private static void Same(Reference reference, string one, JsonElement expected, IReadOnlyList<double> coefficients, IReadOnlyList<double> errors)
    {
        for (var i = 0; i < coefficients.Count; i++)
        {
            reference.Same(one, $"coefficient {i}", expected.GetProperty("coef")[i].GetDouble(), coefficients[i]);
            reference.Same(one, $"error {i}", expected.GetProperty("se")[i].GetDouble(), errors[i]);
            if (!expected.TryGetProperty("p", out var p))
                continue;
            var came = Quantiles.NormalP(coefficients[i] / errors[i]);
            reference.True(one, $"p {i}", Math.Abs((came / p[i].GetDouble()) - 1) <= 1e-7, $"{p[i].GetDouble():R} expected, {came:R} came");
        }
    }

    private static List<Portion> SeriesOf(JsonElement its)
    {
        var weeks = its.GetProperty("weeks").EnumerateArray().Select(w => DateOnly.Parse(w.GetString()!, CultureInfo.InvariantCulture)).ToList();
        double[] missed = Reference.Numbers(its.GetProperty("missed")), n = Reference.Numbers(its.GetProperty("n"));
        return [.. weeks.Select((w, i) => new Portion(w, missed[i], n[i]))];
    }

    private static List<Portion> Weeks(int count, Func<int, double> percent) =>
        [.. Enumerable.Range(0, count).Select(i => new Portion(Monday.AddDays(7 * i), 10 * percent(i), 1000))];
}
