using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Features.CountFacts;

namespace Repairs.Tests.Unit.Analytics;

public sealed class HomeTalliesTests
{
    private static readonly DateTimeOffset Start = new(2025, 3, 3, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_on_one_repair_make_a_repeat_however_far_apart_and_two_on_others_within_90_days()
    {
        Assert.Equal(1, Count(Of([Visit("a", 0), Visit("b", 100)]), "M08.of"));
        Assert.Equal(0, Count(Of([Visit("a", 0, repair: "w1"), Visit("b", 91, repair: "w2")]), "M08.of"));
        Assert.Equal(1, Count(Of([Visit("a", 0, repair: "w1"), Visit("b", 90, repair: "w2")]), "M08.of"));
    }

    [Fact]
    public void Our_own_misses_and_visits_that_were_let_in_make_no_repeat() =>
        Assert.Equal(0, Count(Of([Visit("a", 0, "DO22", Standing.Ours), Visit("b", 1), Visit("c", 2, "DO01", Standing.Attended), Visit("d", 3, "DO10", Standing.Unevidenced), Visit("e", 4, "DO10", Standing.Disputed)]), "M08.of"));

    [Fact]
    public void A_home_leaves_when_the_last_such_visit_is_more_than_90_days_old()
    {
        bool IsIn(int later) => Of([Visit("a", 0), Visit("b", 10), Visit("c", later, "DO01", Standing.Attended)]).Any(t => t.Counter.StartsWith("M07:", StringComparison.Ordinal) && t.Day == Day(later));
        Assert.True(IsIn(100));
        Assert.False(IsIn(101));
    }

    [Fact]
    public void A_home_counts_once_a_period_under_its_first_visit_there()
    {
        var tallies = Of([Visit("a", 0, "DO01", Standing.Attended), Visit("b", 1, "DO01", Standing.Attended), Visit("c", 7, "DO01", Standing.Attended), Visit("d", 35, "DO01", Standing.Attended)]);
        long InPeriods(char letter) => tallies.Count(t => t.Counter.StartsWith("M07.of:", StringComparison.Ordinal) && t.Counter[7..].Contains(letter, StringComparison.Ordinal));
        Assert.Equal((4L, 3L, 2L, 2L, 2L), (InPeriods('d'), InPeriods('w'), InPeriods('m'), InPeriods('q'), InPeriods('y')));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(-1, false)]
    public void A_person_has_two_working_days_to_ask(int days, bool inTime) =>
        Assert.Equal(inTime ? 1 : 0, Count(Of([Visit("a", 0), Visit("b", 7)], attempts: [Start.AddDays(7 + days).AddHours(1)]), "M08"));

    [Fact]
    public void While_a_home_is_in_the_measure_another_visit_starts_nothing_new() =>
        Assert.Equal(1, Count(Of([Visit("a", 0), Visit("b", 7), Visit("c", 14), Visit("d", 21)]), "M08.of"));

    [Fact]
    public void A_repair_that_comes_back_is_not_really_fixed()
    {
        var fixedWell = Repair("w1", 0, 10);
        Assert.Equal(["M14=2", "M14a.of", "M14b", "M15=10", "M16.of", "M29=2", "RP02", "RP02.ended", "RP02.finished", "RP02.of"], Names(Of([Visit("a", 3), Visit("b", 10, "DO01", Standing.Attended)], [fixedWell]), "M14", "M15", "M16", "M29", "RP02"));
        Assert.Equal(["M15.back", "M16", "M16.of", "M16b"], Names(Of([], [fixedWell, Repair("w2", 38, null)]), "M15", "M16"));
        Assert.Equal(["M15=10", "M16.of", "M16b"], Names(Of([], [fixedWell, Repair("w2", 39, null)]), "M15", "M16"));
        Assert.Equal(["M15=10", "M16.of"], Names(Of([], [fixedWell, Repair("w2", 38, null) with { Trade = "electrical" }]), "M15", "M16"));
    }

    [Fact]
    public void What_was_called_finished_and_was_not_counts_where_it_was_first_called_so()
    {
        var openAgain = Repair("w1", 0, 10) with { FinishedAt = null, ReopenedAt = Start.AddDays(20) };
        var tallies = Of([], [openAgain]);
        Assert.Equal(["M15.back", "M16.of"], Names(tallies, "M15", "M16", "RP02"));
        Assert.All(tallies, t => Assert.Equal(Day(10), t.Day));

        // Finished again: the days until it stayed so, and the target by then.
        tallies = Of([], [openAgain with { FinishedAt = Start.AddDays(30) }]);
        Assert.Equal(["M15.back", "M15=30", "M16.of", "RP02.ended", "RP02.finished", "RP02.of"], Names(tallies, "M15", "M16", "RP02"));
        Assert.Equal((Day(10), Day(30)), (tallies.Single(t => t.Counter == "M15.back").Day, tallies.Single(t => t.Counter == "M15=30").Day));
        Assert.Equal(["M16.of"], Names(Of([], [openAgain with { ReopenedAt = Start.AddDays(39) }]), "M15", "M16"));
    }

    [Fact]
    public void What_the_target_leaves_out_is_counted_too()
    {
        Assert.Equal(["RP02.ended", "RP02.finished", "RP02.of"], Names(Of([], [Repair("w1", 0, 40)]), "RP02"));
        Assert.Equal(["RP02.ended", "RP02.finished", "RP02e", "RP02e.of"], Names(Of([], [Repair("w1", 0, 1) with { Priority = "Emergency" }]), "RP02"));
        Assert.Equal(["RP02.ended", "RP02.finished", "RP02.untold"], Names(Of([], [Repair("w1", 0, 1) with { DueBy = null }]), "RP02"));
        Assert.Equal(["RP02.ended", "RP02.withdrawn"], Names(Of([], [Repair("w1", 0, null) with { WithdrawnAt = Start.AddDays(2) }]), "RP02"));
    }

    [Fact]
    public void Waiting_counts_mornings_afternoons_and_evenings()
    {
        long HalfDays(int from, int to) => long.Parse(Of([Visit("a", 0, "DO01", Standing.Attended) with { WindowStart = Start.Date.AddHours(from), WindowEnd = Start.Date.AddHours(to) }], [Repair("w1", 0, 1)])
            .Single(t => t.Counter.StartsWith("M29=", StringComparison.Ordinal)).Counter[4..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((1, 1, 2, 3, 1), (HalfDays(8, 12), HalfDays(13, 17), HalfDays(8, 17), HalfDays(8, 20), HalfDays(18, 20)));
    }

    [Fact]
    [Trait("case", "33")]
    public void A_contact_belongs_to_the_latest_of_two_misses_alone()
    {
        VisitFact[] visits = [Visit("a", 0, "DO22", Standing.Ours), Visit("b", 2)];
        Assert.Equal((2L, 1L), Followed(Of(visits, contacts: [Contact(3)])));
        Assert.Equal((2L, 1L), Followed(Of(visits, contacts: [Contact(1)])));
        Assert.Equal((2L, 2L), Followed(Of(visits, contacts: [Contact(1), Contact(3), Contact(4)])));
        Assert.Equal((2L, 0L), Followed(Of(visits, contacts: [Contact(10)])));
        Assert.Equal((2L, 0L), Followed(Of(visits, contacts: [Contact(3) with { Repair = "another" }])));
        Assert.Equal((2L, 0L), Followed(Of(visits, contacts: [Contact(3) with { Trade = "electrical" }])));

        (long, long) Followed(IReadOnlyList<Tally> tallies) => (Count(tallies, "M19.missed.of:-"), Count(tallies, "M19.missed:-"));
    }

    [Fact]
    [Trait("case", "33")]
    public void Calling_a_miss_of_ours_no_access_changes_nothing_in_what_follows_it() => Assert.Equal(
        Names(Of([Visit("a", 0, "DO22", Standing.Ours)], contacts: [Contact(1)]), "M19"),
        Names(Of([Visit("a", 0)], contacts: [Contact(1)]), "M19"));

    [Fact]
    public void Withdrawn_within_28_days_of_a_miss_is_seen()
    {
        bool IsSeen(int days) => Count(Of([Visit("a", 0)], [Repair("w1", -5, null) with { WithdrawnAt = Start.AddDays(days) }]), "W28") == 1;
        Assert.True(IsSeen(28));
        Assert.False(IsSeen(29));
        Assert.False(IsSeen(-1));
    }

    [Fact]
    public void What_helps_counts_while_it_is_agreed_and_when_it_was_known_before_arriving()
    {
        HomeAdjustment agreed = new("x", Start.AddDays(-1), Start.AddDays(5));
        var known = Visit("a", 0) with { BriefAt = Start.AddHours(-1) };
        Assert.Equal((1L, 1L), Used(known));
        Assert.Equal((1L, 0L), Used(known with { BriefAt = Start.AddHours(1) }));
        Assert.Equal((1L, 0L), Used(known with { BriefAt = null }));
        Assert.Equal((1L, 0L), Used(known with { BriefAt = Start.AddDays(-2) }));
        Assert.Equal((0L, 0L), Used(Visit("b", 6)));
        Assert.Equal((0L, 0L), Used(Visit("c", -2)));

        (long, long) Used(VisitFact visit)
        {
            var tallies = HomeTallies.Of(new HomeStory("h:1", [visit], [], [], [], [agreed]));
            return (Count(tallies, "M27.of"), Count(tallies, "M27"));
        }
    }

    [Fact]
    public void The_order_in_which_a_home_is_told_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<int>(),
        (picks, seed) =>
        {
            var visits = picks.Select((p, i) => Visit($"v{i}", p % 60, p % 3 == 0 ? "DO01" : p % 3 == 1 ? "DO10" : "DO22", p % 3 == 0 ? Standing.Attended : p % 3 == 1 ? Standing.NoAccess : Standing.Ours, $"w{p % 4}")).ToList();
            var repairs = Enumerable.Range(0, 4).Select(i => Repair($"w{i}", i * 10, (i * 10) + 7)).ToList();
            var contacts = picks.Select((p, i) => Contact(p % 70, $"c{i}")).ToList();
            var random = new Random(seed);
            string Told(IReadOnlyList<Tally> tallies) => string.Join('\n', tallies.Select(t => t.ToString()).Order(StringComparer.Ordinal));
            return Told(HomeTallies.Of(new HomeStory("h:1", visits, repairs, contacts, [Start.AddDays(20)], [])))
                == Told(HomeTallies.Of(new HomeStory("h:1", [.. visits.OrderBy(_ => random.Next())], [.. repairs.OrderBy(_ => random.Next())], [.. contacts.OrderBy(_ => random.Next())], [Start.AddDays(20)], [])));
        }));

    private static IReadOnlyList<Tally> Of(IReadOnlyCollection<VisitFact> visits, IReadOnlyCollection<RepairFact>? repairs = null, IReadOnlyCollection<HomeContact>? contacts = null, IReadOnlyCollection<DateTimeOffset>? attempts = null) =>
        HomeTallies.Of(new HomeStory("h:1", visits, repairs ?? [], contacts ?? [], attempts ?? [], []));

    private static long Count(IReadOnlyList<Tally> tallies, string counter) => tallies.Where(t => t.Counter == counter).Sum(t => t.N);

    private static IEnumerable<string> Names(IReadOnlyList<Tally> tallies, params string[] of) =>
        tallies.Select(t => t.Counter).Where(c => of.Any(o => c.StartsWith(o, StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    private static DateOnly Day(int days) => DateOnly.FromDateTime(Start.AddDays(days).Date);

    private static VisitFact Visit(string id, int days, string outcome = "DO10", string standing = Standing.NoAccess, string repair = "w1") =>
        new(id, Day(days), Day(days), "North", "plumbing", outcome, standing, null, false, null, repair) { At = Start.AddDays(days), Home = "h:1" };

    private static RepairFact Repair(string id, int raised, int? finished) =>
        new(id, "h:1", "North", "plumbing", "Routine", Start.AddDays(raised), Start.AddDays(raised + 28), finished is { } f ? Start.AddDays(f) : null, finished is { } first ? Start.AddDays(first) : null, null, null);

    private static HomeContact Contact(int days, string id = "c") => new(id, Start.AddDays(days).AddHours(1), "", null, null);
}
