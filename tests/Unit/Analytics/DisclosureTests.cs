using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

public sealed class DisclosureTests
{
    private static readonly DateOnly Week = new(2025, 3, 3);
    private static readonly DateOnly LongAfter = new(2026, 1, 1);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(4, 40)]
    [InlineData(37, 40)]
    [InlineData(0, 9)]
    [InlineData(9, 9)]
    [InlineData(3, 5)]
    public void A_small_count_its_complement_and_a_small_group_are_hidden(long numerator, long denominator)
    {
        var figure = Protect(new Cell(Week, null, numerator, denominator));
        Assert.Equal("[c]", figure.Marker);
        Assert.Null(figure.Numerator);
        Assert.Null(figure.Value);
        Assert.Null(figure.Low);
        Assert.Null(figure.High);
    }

    [Theory]
    [InlineData(5, 40)]
    [InlineData(0, 40)]
    [InlineData(40, 40)]
    public void What_points_at_nobody_is_shown_with_n_and_interval(long numerator, long denominator)
    {
        var figure = Protect(new Cell(Week, null, numerator, denominator));
        Assert.Null(figure.Marker);
        Assert.Equal((numerator, denominator), (figure.Numerator, figure.Denominator));
        Assert.True(figure.Low <= figure.Value && figure.Value <= figure.High);
    }

    [Fact]
    public void Nothing_out_of_nothing_is_no_rate() => Assert.Equal("[z]", Protect(new Cell(Week, null, 0, 0)).Marker);

    [Trait("requirement", "47")]
    [Fact]
    public void The_neighbours_of_a_hidden_cell_are_rounded_and_the_rest_stay_exact()
    {
        var next = Week.AddDays(7);
        var figures = Disclosure.Protect(
            [new Cell(Week, "A", 3, 40), new Cell(Week, "B", 13, 41), new Cell(next, "A", 12, 43), new Cell(next, "B", 13, 41)], Grain.Week, Profile.Staff, LongAfter);
        Assert.Equal("[c]", figures[0].Marker);
        Assert.Equal((15L, 40L, true), (figures[1].Numerator, figures[1].Denominator, figures[1].Rounded));
        Assert.Equal((10L, 45L, true), (figures[2].Numerator, figures[2].Denominator, figures[2].Rounded));
        Assert.Equal((13L, 41L, null), (figures[3].Numerator, figures[3].Denominator, figures[3].Rounded));
        Assert.Equal(15 / 40.0, figures[1].Value);
    }

    [Fact]
    public void A_period_may_change_until_fourteen_days_after_it_ends()
    {
        Assert.Equal("[p]", Disclosure.Protect([new Cell(Week, null, 10, 40)], Grain.Week, Profile.Staff, Week.AddDays(20)).Single().Marker);
        Assert.Null(Disclosure.Protect([new Cell(Week, null, 10, 40)], Grain.Week, Profile.Staff, Week.AddDays(21)).Single().Marker);
    }

    [Trait("requirement", "47")]
    [Fact]
    public void No_table_ever_shows_a_count_from_one_to_four() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte)[]>(),
        counts =>
        {
            var cells = counts.Select((c, i) => new Cell(Week.AddDays(7 * (i / 3)), "ABC"[i % 3].ToString(), Math.Min(c.Item1, c.Item2), c.Item2)).ToList();
            return Disclosure.Protect(cells, Grain.Week, Profile.Staff, LongAfter).Zip(cells).All(f =>
                f.First.Numerator is null or 0 or >= 5
                && f.First.Denominator is null or 0 or >= 10
                && (f.First.Numerator is null || f.First.Denominator is null || f.First.Denominator - f.First.Numerator is <= 0 or >= 5)
                && (f.First.Value is null || f.Second.Denominator >= 10));
        }));

    private static Figure Protect(Cell cell) => Disclosure.Protect([cell], Grain.Week, Profile.Staff, LongAfter).Single();
}
