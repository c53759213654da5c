using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class KappaTests
{
    [Fact]
    public void Agreement_beyond_chance_of_a_small_table()
    {
        // Observed 0.7, by chance 0.5: (0.7 - 0.5) / 0.5.
        var agreement = Kappa.Of(Coded(("FD01", "FD01", 20), ("FD01", "VD01", 5), ("VD01", "FD01", 10), ("VD01", "VD01", 15))).Value!;
        Assert.Equal(0.4, agreement.Value, 1e-12);
        Assert.Equal((0.7, 0.5, 50), (Math.Round(agreement.Observed, 12), Math.Round(agreement.Expected, 12), agreement.N));
    }

    [Fact]
    public void The_error_is_that_of_the_slope_of_kappa_in_each_cell()
    {
        // The delta method by hand: gradient of kappa over the cells' shares, taken numerically.
        double[] shares = [20 / 50.0, 5 / 50.0, 10 / 50.0, 15 / 50.0];
        static double Of(double[] p)
        {
            var chance = ((p[0] + p[1]) * (p[0] + p[2])) + ((p[2] + p[3]) * (p[1] + p[3]));
            return (p[0] + p[3] - chance) / (1 - chance);
        }

        var slopes = shares.Select((_, i) => (Of([.. shares.Select((s, j) => j == i ? s + 1e-6 : s)]) - Of([.. shares.Select((s, j) => j == i ? s - 1e-6 : s)])) / 2e-6).ToList();
        var mean = shares.Zip(slopes).Sum(p => p.First * p.Second);
        var variance = (shares.Zip(slopes).Sum(p => p.First * p.Second * p.Second) - (mean * mean)) / 50;
        var agreement = Kappa.Of(Coded(("FD01", "FD01", 20), ("FD01", "VD01", 5), ("VD01", "FD01", 10), ("VD01", "VD01", 15))).Value!;
        Assert.Equal(Math.Sqrt(variance), agreement.Error, 1e-7);
        Assert.Equal(0.4 - (1.959964 * agreement.Error), agreement.Low, 1e-6);
    }

    [Fact]
    public void Full_agreement_is_one_and_full_disagreement_of_two_codes_is_minus_one()
    {
        Assert.Equal(1, Kappa.Of(Coded(("A", "A", 5), ("B", "B", 5))).Value!.Value, 1e-12);
        Assert.Equal(-1, Kappa.Of(Coded(("A", "B", 5), ("B", "A", 5))).Value!.Value, 1e-12);
    }

    [Fact]
    public void The_order_of_items_and_which_coder_is_first_change_nothing()
    {
        var coded = Coded(("A", "A", 7), ("A", "B", 2), ("B", "C", 1), ("C", "C", 4), ("C", "A", 3));
        var there = Kappa.Of(coded).Value!;
        var back = Kappa.Of([.. coded.AsEnumerable().Reverse().Select(c => (c.Second, c.First))]).Value!;
        Assert.Equal(there.Value, back.Value, 1e-12);
        Assert.Equal(there.Error, back.Error, 1e-12);
    }

    [Fact]
    public void Nothing_coded_twice_or_one_code_for_all_is_a_reason()
    {
        Assert.NotNull(Kappa.Of([]).Reason);
        Assert.NotNull(Kappa.Of(Coded(("A", "A", 9))).Reason);
    }

    private static List<(string First, string Second)> Coded(params (string First, string Second, int Times)[] pairs) =>
        [.. pairs.SelectMany(p => Enumerable.Repeat((p.First, p.Second), p.Times))];
}
