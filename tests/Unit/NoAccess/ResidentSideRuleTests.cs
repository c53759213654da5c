using Repairs.Contracts;
using Repairs.NoAccess.Complain;
using Repairs.NoAccess.DisputeVisit;
using Repairs.NoAccess.SeeVisits;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Tests.Unit.Platform;

namespace Repairs.Tests.Unit.NoAccess;

public sealed class ResidentSideRuleTests
{
    [Theory]
    [InlineData("2026-11-25T10:00:00Z", "2026-12-02", "2026-12-16", "2027-01-04")]
    [InlineData("2026-12-18T23:30:00Z", "2026-12-29", "2027-01-13", "2027-01-27")]
    public void A_complaint_is_acknowledged_in_five_working_days_and_answered_ten_or_twenty_later(string raised, string acknowledge, string answer, string again)
    {
        var by = ComplaintDates.AcknowledgeBy(DateTimeOffset.Parse(raised, null));
        Assert.Equal(DateOnly.Parse(acknowledge, null), by);
        Assert.Equal(DateOnly.Parse(answer, null), ComplaintDates.AnswerBy(by, 1));
        Assert.Equal(DateOnly.Parse(again, null), ComplaintDates.AnswerBy(by, 2));
    }

    [Fact]
    public void A_dispute_is_decided_within_five_working_days() =>
        Assert.Equal(new DateOnly(2026, 12, 4), DisputeVisit.DecideBy(DateTimeOffset.Parse("2026-11-27T18:00:00Z", null)));

    [Fact]
    [Trait("requirement", "8")]
    public void A_dispute_that_was_taken_back_and_said_again_stands_in_whatever_order_it_is_heard()
    {
        IEvent[] facts = [A.Booked(0), A.Report(0), A.Dispute(0), Back(1), A.Dispute(0) with { OccurredAt = A.Start(0).AddDays(1.2) }];
        foreach (var order in Orders(facts))
        {
            Assert.Equal(Attribution.Disputed, Of(order));
            Assert.Equal(Attribution.Unknown, Of([.. order, Back(1.3)]));
        }
    }

    [Fact]
    [Trait("requirement", "1")]
    public void Every_outcome_has_plain_words_for_what_it_was_what_it_means_and_what_happens_next()
    {
        foreach (var outcome in Enum.GetValues<DoorOutcome>())
        {
            Assert.DoesNotContain("cannot show", outcome is DoorOutcome.DO30 or DoorOutcome.DO31 ? "" : OutcomeWords.Of(outcome), StringComparison.Ordinal);
            foreach (var attribution in Enum.GetValues<Attribution>())
            {
                var words = $"{OutcomeWords.Of(outcome)} {OutcomeWords.Of(attribution)} {OutcomeWords.Next(outcome, attribution)}";
                Assert.False(ForbiddenWords.In(words), words);
                Assert.True(OutcomeWords.Next(outcome, attribution).Length > 20);
                Assert.All(words.Split(['.', '?'], StringSplitOptions.RemoveEmptyEntries), s => Assert.True(s.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= 25, s));
            }
        }
    }

    private static DisputeWithdrawn Back(double days) => new(A.Landlord, A.Visit(0), A.Repair(0), A.Household, A.Start(0).AddDays(days).AddHours(1));

    private static Attribution Of(IReadOnlyList<IEvent> facts) => NoAccessPolicy.Decide(A.Landlord, A.Household, facts, A.Start(9), new Repairs.NoAccess.Thresholds()).Visits.Single().Attribution;

    private static IEnumerable<IReadOnlyList<IEvent>> Orders(IReadOnlyList<IEvent> facts) =>
        facts.Count <= 1 ? [facts] : facts.SelectMany((f, i) => Orders([.. facts.Where((_, at) => at != i)]).Select(rest => (IReadOnlyList<IEvent>)[f, .. rest]));
}
