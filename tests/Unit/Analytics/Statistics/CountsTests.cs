using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;
using Interval = Repairs.Analytics.Statistics.Interval;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class CountsTests(ITestOutputHelper output)
{
    [Trait("case", "21")]
    [SharedDataFact("spc/byars_exact.csv")]
    public void Byars_and_exact_intervals_of_the_reference_package_come_out_the_same()
    {
        var reference = new Reference(output, "Byar's and exact intervals");
        foreach (var row in Reference.Csv("spc/byars_exact.csv"))
        {
            double events = Reference.Number(row["x"]), confidence = Reference.Number(row["confidence"]);
            var one = $"{events} at {confidence}";
            var byar = Counts.Byar(events, confidence).Value!;
            var exact = Counts.Exact(events, confidence).Value!;

            // The package has no lower limit where the formula is undefined or below nothing; ours is 0.
            reference.Same(one, "Byar's lower", row["byars_lower"] == "NA" ? 0 : Reference.Number(row["byars_lower"]), byar.Low);
            reference.Same(one, "Byar's upper", Reference.Number(row["byars_upper"]), byar.High);
            reference.Same(one, "exact lower", Reference.Number(row["exact_lower"]), exact.Low);
            reference.Same(one, "exact upper", Reference.Number(row["exact_upper"]), exact.High);
        }

        reference.Done(74);
    }

    [SharedDataFact("spc/phe_rate_per1000.csv")]
    public void Rates_for_each_thousand_choose_the_interval_by_the_number_of_events()
    {
        var reference = new Reference(output, "Rates for each 1,000");
        foreach (var row in Reference.Csv("spc/phe_rate_per1000.csv"))
        {
            double events = Reference.Number(row["obs"]), population = Reference.Number(row["pop"]);
            var one = $"{events} of {population}";
            var narrow = Counts.Rate(events, population).Value!;
            var wide = Counts.Rate(events, population, confidence: 0.998).Value!;
            reference.Same(one, "rate", Reference.Number(row["value"]), narrow.Value);
            reference.Same(one, "lower", Reference.Number(row["lower95_0cl"]), narrow.Low);
            reference.Same(one, "upper", Reference.Number(row["upper95_0cl"]), narrow.High);
            reference.Same(one, "lower 99.8", Reference.Number(row["lower99_8cl"]), wide.Low);
            reference.Same(one, "upper 99.8", Reference.Number(row["upper99_8cl"]), wide.High);
            reference.Exactly(one, "method", row["method"], narrow.Method.Replace("'", "", StringComparison.Ordinal));
        }

        reference.Done(10);
    }

    [Fact]
    public void No_event_still_allows_for_three_or_four()
    {
        Assert.Equal(new Interval(0, 3.6889), Rounded(Counts.Exact(0).Value!));
        Assert.Equal(0, Counts.Byar(0).Value!.Low);
    }

    [Theory]
    [InlineData(-1, 100)]
    [InlineData(double.NaN, 100)]
    [InlineData(double.PositiveInfinity, 100)]
    [InlineData(5, 0)]
    [InlineData(5, double.NaN)]
    public void Without_a_count_or_a_population_there_is_a_reason_and_no_rate(double events, double population)
    {
        var rate = Counts.Rate(events, population);
        Assert.Null(rate.Value);
        Assert.EndsWith(".", rate.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public void More_events_move_both_ends_up_and_more_confidence_moves_them_apart() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte>(),
        events =>
        {
            Interval Of(double x, double confidence) => Counts.Exact(x, confidence).Value!;
            var (here, next, sure) = (Of(events, 0.95), Of(events + 1, 0.95), Of(events, 0.998));
            return here.Low < next.Low && here.High < next.High && sure.Low <= here.Low && sure.High > here.High && here.Contains(events);
        }));

    private static Interval Rounded(Interval interval) => new(Math.Round(interval.Low, 4), Math.Round(interval.High, 4));
}
