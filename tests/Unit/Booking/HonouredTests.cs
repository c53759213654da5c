using System.Text.RegularExpressions;
using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

public sealed class HonouredTests
{
    private static readonly DateOnly Thursday = new(2030, 1, 10);
    private static readonly DateTimeOffset CallBy = LondonTime.Instant(new DateOnly(2030, 1, 8), new(17, 0));

    [Fact]
    public void Whoever_asked_for_nothing_reads_nothing() => Assert.Empty(Honoured.Of(SlotNeeds.None, Wishes.None, Facts()));

    [Fact]
    [Trait("requirement", "15")]
    public void Everything_asked_for_is_kept_or_explained()
    {
        var needs = new SlotNeeds(new(9, 0), new(18, 0), [Thursday.AddDays(1)], SameOperative: true, Longer: true, Applied: 8) { MaxPeople = 1, OperativeGender = "female", Together = true, PreVisit = true, CallBy = CallBy };
        var wishes = new Wishes([new Exclusion([DayOfWeek.Monday])], [new Preference(1, [], From: new(12, 0))]);

        var kept = Honoured.Of(needs, wishes, Facts(same: true, jobs: 2));
        var explained = Honoured.Of(needs with { AnyGender = true, MorePeople = true, AvoidDates = [Thursday] }, wishes with { Exclusions = [new Exclusion([DayOfWeek.Thursday])] }, Facts(from: 8, to: 20, people: 2));

        Assert.Equal(11, kept.Count);
        Assert.All(kept, h => Assert.True(h.Kept, h.Need));
        Assert.Equal(
            [
                "Not before 9am: We come after 9am.", "Not after 6pm: We are done by 6pm.", "Dates that do not suit: It is on none of the dates you told us about.",
                "Same person each time: Same person as last time: Thursday 10 January.", "A woman to do the work: A woman will come.", "At most one person: Only one person will come.",
                "Hear first who is coming: We ring you before the visit and say who is coming.", "More time: We keep more time than usual for this visit.",
                "Several jobs in one visit: Both your jobs in this one visit.", "Times that do not suit: It is none of the times you told us do not suit.", "Times that suit best: It is a time you said suits best.",
            ],
            kept.Select(h => $"{h.Need}: {h.How}"));
        Assert.Equal(kept.Select(h => h.Need), explained.Select(h => h.Need));
        Assert.Equal(["Hear first who is coming", "More time"], explained.Where(h => h.Kept).Select(h => h.Need));
        Assert.Contains(explained, h => h.How == "This job needs two people for safety. If you choose a time, we ring you about it by 5pm on Tuesday 8 January.");
        Assert.Contains(explained, h => h.How == "The person who came last time is not free at this time. Choose another time, or anyone.");
        Assert.Contains(explained, h => h.How.StartsWith("We know of no woman here who can do this work. If you choose a time, we ring you", StringComparison.Ordinal));
    }

    [Fact]
    public void A_first_visit_is_nobodys_second() =>
        Assert.Equal(new Honour("Same person each time", true, "This is the first time. We remember who comes."), Assert.Single(Honoured.Of(SlotNeeds.None with { SameOperative = true }, Wishes.None, Facts(before: false))));

    [Fact]
    public void The_words_are_short_and_blame_nobody()
    {
        var needs = new SlotNeeds(new(9, 0), new(18, 0), [Thursday], true, true, 8) { MaxPeople = 1, OperativeGender = "male", Together = true, PreVisit = true, AnyGender = true };
        foreach (var honour in Honoured.Of(needs, new Wishes([new Exclusion([DayOfWeek.Thursday])], [new Preference(1, [DayOfWeek.Monday])]), Facts(from: 7, to: 20, people: 3)))
        {
            Assert.DoesNotMatch(new Regex(@"\b(refus|den(y|ied)|fail|must|non-compl|enforce|court|charge)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), honour.How);
            Assert.All(honour.How.Split('.', StringSplitOptions.RemoveEmptyEntries), s => Assert.InRange(s.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, 1, 16));
        }
    }

    [Fact]
    public void What_is_the_same_at_every_time_is_said_once_and_what_differs_stands_beside_each()
    {
        var needs = SlotNeeds.None with { SameOperative = true, MaxPeople = 1, MorePeople = true };
        var wishes = new Wishes([], [new Preference(1, [], From: new(12, 0))]);
        Choice Of(bool same) => new("c", Thursday, new(12, 0), new(17, 0), [Why.Afternoon]) { Honoured = Honoured.Of(needs, wishes, Facts(same: same, people: 2)) };
        Choice[] choices = [Of(true), Of(false)];

        var common = Honoured.Common(choices);

        Assert.Equal("At most one person", Assert.Single(common).Need);
        Assert.Equal(["In the afternoon"], Honoured.Beside(choices[0], common));
        Assert.Equal(["In the afternoon", "The person who came last time is not free at this time. Choose another time, or anyone"], Honoured.Beside(choices[1], common));
        Assert.Empty(Honoured.Common([]));
    }

    private static PlanFacts Facts(int from = 12, int to = 17, bool same = false, bool before = true, int people = 1, int jobs = 1) =>
        new(Thursday, new(from, 0), new(to, 0), same, before, people, jobs);
}
