using System.Globalization;
using MathNet.Numerics.Distributions;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics;

public sealed class WilsonTests(ITestOutputHelper output)
{
    [Trait("case", "21")]
    [SharedDataFact("spc/wilson.csv")]
    public void Every_interval_of_the_reference_package_comes_out_the_same()
    {
        var rows = File.ReadLines(Repository.SharedData("spc/wilson.csv")!).Skip(1).Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()).ToList();
        foreach (var row in rows)
        {
            var interval = Wilson.Interval((long)row[0], (long)row[1], Normal.InvCDF(0, 1, 1 - ((1 - row[2]) / 2)));
            Assert.NotNull(interval);
            Assert.Equal(row[3], interval.Value.Low, 1e-9);
            Assert.Equal(row[4], interval.Value.High, 1e-9);
        }

        output.WriteLine($"{rows.Count} of {rows.Count} Wilson intervals agree to 1e-9");
        Assert.Equal(237, rows.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(-1, 4)]
    [InlineData(0, -1)]
    public void There_is_no_interval_where_the_count_is_no_part_of_the_number(long count, long n) => Assert.Null(Wilson.Interval(count, n));
}
