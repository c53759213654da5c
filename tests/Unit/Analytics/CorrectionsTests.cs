using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Features.CollectEvents;

namespace Repairs.Tests.Unit.Analytics;

public sealed class CorrectionsTests
{
    private static readonly DateTimeOffset Start = new(2025, 3, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_correction_replaces_what_it_names() => Expect([Event("a"), Fix("b", "a")], ("a", EventState.Replaced), ("b", EventState.Counts));

    [Fact]
    public void A_correction_of_something_unknown_waits() => Expect([Fix("b", "a")], ("b", EventState.Held));

    [Fact]
    public void A_correction_of_a_correction_replaces_both() =>
        Expect([Event("a"), Fix("b", "a"), Fix("c", "b")], ("a", EventState.Replaced), ("b", EventState.Replaced), ("c", EventState.Counts));

    [Fact]
    public void Taking_a_correction_back_brings_the_version_before_it_back() =>
        Expect([Event("a"), Fix("b", "a"), Take("v", "b")], ("a", EventState.Counts), ("b", EventState.Void), ("v", EventState.Counts));

    [Fact]
    public void What_is_taken_back_counts_no_more() => Expect([Event("a"), Take("v", "a")], ("a", EventState.Void));

    [Fact]
    public void Taking_back_a_taking_back_restores() => Expect([Event("a"), Take("v", "a"), Take("w", "v")], ("a", EventState.Counts), ("v", EventState.Void));

    [Fact]
    public void Of_two_corrections_the_later_one_counts() =>
        Expect([Event("a"), Fix("b", "a", 5), Fix("c", "a", 3)], ("a", EventState.Replaced), ("b", EventState.Counts), ("c", EventState.Replaced));

    [Fact]
    public void A_report_may_be_named_by_its_own_id() =>
        Expect([new Link("a", "report-1", null, false, Start, Start), Fix("b", "report-1")], ("a", EventState.Replaced), ("b", EventState.Counts));

    [Fact]
    public void Events_that_correct_each_other_in_a_circle_wait() => Expect([Fix("a", "b"), Fix("b", "a")], ("a", EventState.Held), ("b", EventState.Held));

    [Fact]
    public void A_chain_of_a_hundred_thousand_corrections_is_settled()
    {
        var links = new List<Link> { Event("e0") };
        for (var i = 1; i <= 100_000; i++)
            links.Add(Fix($"e{i}", $"e{i - 1}"));
        var states = Corrections.Resolve(links);
        Assert.Equal((EventState.Replaced, EventState.Counts), (states["e0"], states["e100000"]));
    }

    [Fact]
    public void The_order_of_arrival_decides_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, bool)[]>(),
        ArbMap.Default.ArbFor<int>(),
        (shape, seed) =>
        {
            var links = shape.Take(12).Select((s, i) => new Link($"e{i}", null, s.Item1 % 3 == 0 ? null : $"e{s.Item1 % 12}", s.Item2 && s.Item1 % 3 != 0, Start, Start.AddMinutes(i % 4))).ToList();
            var random = new Random(seed);
            var shuffled = links.OrderBy(_ => random.Next()).ToList();
            return Corrections.Resolve(links).OrderBy(s => s.Key, StringComparer.Ordinal).SequenceEqual(Corrections.Resolve(shuffled).OrderBy(s => s.Key, StringComparer.Ordinal));
        }));

    private static Link Event(string id) => new(id, null, null, false, Start, Start);

    private static Link Fix(string id, string of, int minutes = 1) => new(id, null, of, false, Start, Start.AddMinutes(minutes));

    private static Link Take(string id, string of) => new(id, null, of, true, Start, Start.AddMinutes(1));

    private static void Expect(Link[] links, params (string Id, EventState State)[] expected)
    {
        var states = Corrections.Resolve(links);
        foreach (var (id, state) in expected)
            Assert.Equal(state, states[id]);
    }
}
