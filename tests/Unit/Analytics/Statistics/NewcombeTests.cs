using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class NewcombeTests(ITestOutputHelper output)
{
    [Trait("case", "21")]
    [SharedDataFact("analytics/evaluation_expected.json")]
    public void The_published_table_comes_out_to_its_four_places()
    {
        var reference = new Reference(output, "Newcombe's published differences (4 decimal places)", 0.5e-4 + 1e-12);
        using var file = Reference.Json("analytics/evaluation_expected.json");
        foreach (var row in file.RootElement.GetProperty("newcombe_published").EnumerateArray())
        {
            double Of(string name) => row.GetProperty(name).GetDouble();
            var one = $"{Of("x1")}/{Of("n1")} - {Of("x2")}/{Of("n2")}";
            var difference = Newcombe.Difference(Of("x1"), Of("n1"), Of("x2"), Of("n2")).Value!;
            reference.Same(one, "difference", Of("diff"), difference.Difference);
            reference.Same(one, "lower", Of("lower"), difference.Low);
            reference.Same(one, "upper", Of("upper"), difference.High);
        }

        reference.Done(8);
    }

    [Fact]
    public void Two_equal_groups_differ_by_nothing_either_way()
    {
        var difference = Newcombe.Difference(5, 20, 5, 20).Value!;
        Assert.Equal(0, difference.Difference);
        Assert.Equal(-difference.Low, difference.High, 1e-12);
    }

    [Theory]
    [InlineData(0, 0, 1, 2)]
    [InlineData(1, 2, 3, 2)]
    [InlineData(double.NaN, 2, 1, 2)]
    [InlineData(1, 2, 1, double.NaN)]
    public void An_empty_group_or_a_wrong_count_is_a_reason(double x1, double n1, double x2, double n2) =>
        Assert.NotNull(Newcombe.Difference(x1, n1, x2, n2).Reason);

    [Fact]
    public void Exchanging_the_groups_turns_the_interval_round() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte, byte, byte)>(),
        c =>
        {
            double n1 = c.Item2 + 1, n2 = c.Item4 + 1, x1 = Math.Min(c.Item1, n1), x2 = Math.Min(c.Item3, n2);
            var (there, back) = (Newcombe.Difference(x1, n1, x2, n2).Value!, Newcombe.Difference(x2, n2, x1, n1).Value!);
            return Math.Abs(there.Low + back.High) < 1e-12 && there.Low <= there.Difference && there.Difference <= there.High && there.Low >= -1 && there.High <= 1;
        }));
}
