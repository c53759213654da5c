using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

public sealed class CountedTests
{
    private static readonly DateOnly March = new(2025, 3, 1);

    [Fact]
    public void Every_measure_says_what_it_is_and_under_a_name_of_its_own()
    {
        Assert.Equal(Measures.All.Count, Measures.All.Select(m => m.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var measure in Measures.All)
        {
            Assert.All([measure.Name, measure.Definition, measure.Numerator, measure.Denominator, measure.Exclusions, measure.Unit, measure.Window, measure.In], t => Assert.False(string.IsNullOrWhiteSpace(t), measure.Id));
            Assert.All(measure.Beside, b => Assert.NotNull(Measures.Find(b)));
            Assert.Equal(measure.Kind == Kind.Table, measure.Rows.Count > 0);
            Assert.True(!measure.Sensitive || (measure.By.Count == 0 && measure.Suppression == "public"), measure.Id);
        }

        for (var n = 1; n <= 30; n++)
            Assert.True(Measures.Find($"M{n:00}") is not null || n is 24, $"M{n:00}");
    }

    [Fact]
    public void A_distribution_is_worked_out_from_every_case()
    {
        var cell = Cells("M15", Row("M15=1", 2), Row("M15=4", 1), Row("M15=30", 1)).Single();
        Assert.Equal((36L, 4L, 2.5), (cell.Numerator, cell.Denominator, cell.Estimate!.Value));
        Assert.Equal(22.2, cell.Estimate.P90!.Value, 9);
        Assert.Equal(1.5, Cells("M14", Row("M14=1", 5), Row("M14=2", 5)).Single().Estimate!.Value);
    }

    [Fact]
    public void What_counts_once_a_period_is_read_for_that_period_alone()
    {
        CountRow[] rows = [Row("M07.of:dwmqy", 3), Row("M07.of:dw", 2), Row("M07.of:d", 1), Row("M07:dwmqy", 1)];
        (long, long) Of(Grain grain) => Counted.Of(Measures.Find("M07")!).Cells(rows, grain, whole: false, []).Select(c => (c.Numerator, c.Denominator)).Single();
        Assert.Equal((1L, 6L), Of(Grain.Day));
        Assert.Equal((1L, 5L), Of(Grain.Week));
        Assert.Equal((1L, 3L), Of(Grain.Month));
        Assert.Equal((1L, 3L), Of(Grain.Year));
    }

    [Fact]
    public void A_table_has_every_row_even_those_nobody_named()
    {
        var cells = Cells("M24a-levels", Row("M24a.of", 10), Row("M24a:5", 7), Row("M24a:1", 3));
        Assert.Equal([("1", 3L), ("2", 0L), ("3", 0L), ("4", 0L), ("5", 7L)], cells.Select(c => (c.Group!, c.Numerator)));
        Assert.All(cells, c => Assert.Equal(10, c.Denominator));
    }

    [Fact]
    [Trait("case", "33")]
    public void A_difference_compares_like_with_like()
    {
        // Two weeks of one trade. The first: 10 missed, 6 followed; 20 kept, 2 followed. The second: 30 missed, 6 followed; 10 kept, 1 followed. A third has no kept visit.
        var cell = Cells(
            "M19",
            Row("M19.missed.of:Routine", 10, "w1|p"), Row("M19.missed:Routine", 6, "w1|p"), Row("M19.kept.of:Routine", 20, "w1|p"), Row("M19.kept:Routine", 2, "w1|p"),
            Row("M19.missed.of:Routine", 30, "w2|p"), Row("M19.missed:Routine", 6, "w2|p"), Row("M19.kept.of:Routine", 10, "w2|p"), Row("M19.kept:Routine", 1, "w2|p"),
            Row("M19.missed.of:Routine", 5, "w3|p"), Row("M19.missed:Routine", 5, "w3|p"), Row("M19.stated", 4, "w1|p")).Single();
        Assert.Equal((12L, 40L), (cell.Numerator, cell.Denominator));
        Assert.Equal(0.3 - 0.1, cell.Estimate!.Value, 9);
        Assert.Equal((3L, 30L), (cell.Estimate.Against!.Numerator, cell.Estimate.Against.Denominator));
        Assert.True(cell.Estimate.Low < 0.2 && cell.Estimate.High > 0.2);
    }

    [Fact]
    public void Homes_are_those_owned_at_the_end_of_the_period()
    {
        CountRow[] homes = [new() { Period = new(2024, 1, 1), N = 1000 }, new() { Period = new(2025, 3, 31), N = 2000 }, new() { Period = new(2025, 4, 1), N = 3000 }];
        Assert.Equal(2000, Counted.Of(Measures.Find("M20")!).Cells([Row("M20.1", 4)], Grain.Month, whole: false, homes).Single().Denominator);
    }

    [Fact]
    public void What_can_still_ripen_is_so_far_and_joins_no_line()
    {
        var measure = Measures.Find("M16")!;
        Figure Of(DateOnly today) => Disclosure.Protect([new Cell(March, null, 10, 40)], Grain.Month, Profile.Staff, today, measure).Single();
        var early = Of(new DateOnly(2025, 4, 28));
        Assert.True(early.SoFar);
        Assert.Null(early.Joined);
        Assert.NotNull(early.Value);
        Assert.Null(Of(new DateOnly(2025, 4, 29)).SoFar);
    }

    [Fact]
    public void Few_cases_show_no_distribution_and_few_complaints_no_count()
    {
        Assert.Equal("[c]", Protect("M15", new Cell(March, null, 90, 9) { Estimate = new Estimate(10, null, null, 12) }).Marker);
        Assert.Equal(10, Protect("M15", new Cell(March, null, 100, 10) { Estimate = new Estimate(10, null, null, 12) }).Value);
        Assert.Equal("[c]", Protect("M20", new Cell(March, null, 4, 12000)).Marker);
        Assert.Equal("[x]", Protect("M20", new Cell(March, null, 40, 0)).Marker);
        var difference = new Cell(March, null, 10, 40) { Estimate = new Estimate(0.1, 0, 0.2, Against: new Arm(3, 40, 0.075)) };
        Assert.Equal("[c]", Protect("M19", difference).Marker);
        Assert.Null(Protect("M19", difference).Against);
    }

    private static Figure Protect(string measure, Cell cell) => Disclosure.Protect([cell], Grain.Month, Profile.Staff, new DateOnly(2026, 1, 1), Measures.Find(measure)).Single();

    private static List<Cell> Cells(string measure, params CountRow[] rows) => Counted.Of(Measures.Find(measure)!).Cells(rows, Grain.Month, whole: false, []);

    private static CountRow Row(string counter, long n, string? stratum = null) => new() { Period = March, Counter = counter, N = n, Stratum = stratum };
}
