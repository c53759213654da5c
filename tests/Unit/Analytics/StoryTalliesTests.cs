using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Analytics;

public sealed class StoryTalliesTests
{
    // A Friday: five working days end on the Friday after.
    private static readonly DateTimeOffset At = new(2025, 3, 7, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3, 2, "Routine", "M09 M09.of")]
    [InlineData(3, 1, "Routine", "M09.of")]
    [InlineData(2, 2, "Urgent", "M09.of")]
    [InlineData(9, 9, "Emergency", "")]
    public void A_real_choice_is_three_times_on_two_days(int choices, int days, string priority, string expected) =>
        Assert.Equal(expected, Names(Story.Offer, Event("SlotsOffered", body: new { choices = $"{choices}", days = $"{days}", priority })));

    [Fact]
    public void A_follow_up_is_on_time_by_its_first_attempt()
    {
        var opened = Event("FollowUpOpened", body: new { dueBy = "2025-03-10T12:00:00Z" });
        Assert.Equal("M22.of", Names(Story.Request, opened));
        Assert.Equal("M22 M22.of", Names(Story.Request, opened, Attempt(2), Attempt(5)));
        Assert.Equal("M22.of", Names(Story.Request, opened, Attempt(5)));
        Assert.Equal(new DateOnly(2025, 3, 10), StoryTallies.Of(Story.Request, [opened])[0].Day);

        // Somebody asked to be rung, and was: no follow-up, and nothing that could be late.
        Assert.Equal("", Names(Story.Request, Attempt(2)));
    }

    [Fact]
    public void A_pattern_is_taken_up_within_five_working_days()
    {
        var noticed = Event("WelfareFollowUpRequested");
        Assert.Equal("M23 M23.left M23.of", Names(Story.Request, noticed));
        Assert.Equal("M23.of", Names(Story.Request, noticed, Attempt(7)));
        Assert.Equal("M23 M23.left M23.of", Names(Story.Request, noticed, Attempt(8)));
        Assert.Equal("M23.of", Names(Story.Request, noticed, Event("FollowUpClosed", At.AddDays(1))));

        // The system opens a follow-up by itself: nobody has done anything yet.
        Assert.Equal("M23.left M23.of", Names(Story.Request, noticed, Event("FollowUpOpened", At.AddDays(1))));
    }

    [Fact]
    public void A_promise_is_kept_or_slipped_or_does_not_count()
    {
        var made = Event("PromiseMade", body: new { dueBy = "2025-03-10T12:00:00Z" });
        Assert.Equal("", Names(Story.Promise, made));
        Assert.Equal("M26 M26.of", Names(Story.Promise, made, Event("PromiseKept", At.AddDays(1))));
        Assert.Equal("M26.of M26.warned", Names(Story.Promise, made, Event("PromiseSlipped", At.AddDays(1))));
        Assert.Equal("M26.of", Names(Story.Promise, made, Event("PromiseSlipped", At.AddDays(4))));
        Assert.Equal("M26 M26.of", Names(Story.Promise, Event("PromiseKept", At.AddDays(1), new { dueBy = "2025-03-10T12:00:00Z" }), Event("PromiseSlipped", At.AddDays(4))));
    }

    [Fact]
    public void A_complaint_counts_by_its_stage_and_its_mark_only_where_there_is_one()
    {
        Assert.Equal("M20.1", Names(Story.Complaint, Event("ComplaintMade", body: new { stage = "1" })));
        Assert.Equal("M20.2 M21 M21.of", Names(Story.Complaint, Event("ComplaintMade", body: new { stage = "2", distress = "true" })));
        Assert.Equal("M20.1 M21.of", Names(Story.Complaint, Event("ComplaintMade", body: new { stage = "1", distress = "false" })));
        Assert.Equal("M20.1 M20.2", Names(Story.Complaint, Event("ComplaintMade", body: new { stage = "1" }), Event("ComplaintMade", At.AddDays(30), new { stage = "2" }, id: "again")));
    }

    [Fact]
    public void A_visit_tells_its_reason_whether_a_message_came_and_how_it_felt()
    {
        var fact = VisitState.Of("v", [Report("DO10")])!;
        string Of(params VisitEvent[] events) => string.Join(' ', VisitTallies.Of(fact, [Report("DO10"), .. events]).Select(t => t.Counter).Where(c => c != "M25.of").Order(StringComparer.Ordinal));
        Assert.Equal("M05 M05.of M06.of M06:R03", Of(Event("ReasonShared", At.AddDays(2), new { kind = "circumstance" }, "R03")));
        Assert.Equal("M05 M05.of M06.of M06:kept", Of(Event("ReasonShared", At.AddDays(2), new { kind = "circumstance" })));
        Assert.Equal("M05.declined M05.of", Of(Event("ReasonShared", At.AddDays(2), new { kind = "not-said" })));
        Assert.Equal("M05.declined M05.of", Of(Event("ReasonShared", At.AddDays(1), new { kind = "circumstance" }, "R03"), Event("ReasonShared", At.AddDays(2), new { kind = "not-said" }, "R98")));
        Assert.Equal("M05.of", Of(Event("ReasonShared", At.AddDays(29), new { kind = "ours" }, "R01")));
        Assert.Equal("M05.of M24a M24a.of M24a:4 M24b.of M24b:2 M25 M28.of", Of(Event("FeedbackGiven", At.AddDays(3), new { safe = "4", heard = "2", visitHappened = "false", toldAgain = "false" })));
        Assert.Equal("M05.of M28 M28.of", Of(Event("PromisesRated", At.AddDays(3), new { toldAgain = "True" })));
        Assert.Equal("M05.of M24c.of M24c:1", Of(Event("FeedbackGiven", At.AddDays(40), new { inControl = "1" })));
    }

    [Fact]
    public void A_message_that_came_back_reached_nobody()
    {
        VisitEvent[] promised = [Report("DO01"), Event("AppointmentBooked", At.AddDays(-9), new { windowStart = "2025-03-07T08:00:00Z", windowEnd = "2025-03-07T12:00:00Z" })];
        bool IsReached(params VisitEvent[] events)
        {
            VisitEvent[] all = [.. promised, .. events];
            return VisitTallies.Of(VisitState.Of("v", all), all).Any(t => t.Counter == "M13");
        }

        Assert.False(IsReached());
        Assert.True(IsReached(Event("MessageSent", At.AddDays(-1), new { messageId = "m1" })));
        Assert.False(IsReached(Event("MessageSent", At.AddDays(-1), new { messageId = "m1" }), Event("MessageUndelivered", At, new { messageId = "m1" })));
        Assert.False(IsReached(Event("MessageSent", At, new { messageId = "m1" })));
    }

    [Fact]
    public void What_arrived_first_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<int>(),
        (picks, seed) =>
        {
            VisitEvent[] pool =
            [
                Event("WelfareFollowUpRequested"), Event("FollowUpOpened", At.AddDays(1), new { dueBy = "2025-03-10T12:00:00Z" }), Attempt(1), Attempt(4), Event("FollowUpClosed", At.AddDays(6)),
                Event("PromiseMade", body: new { dueBy = "2025-03-10T12:00:00Z" }), Event("PromiseKept", At.AddDays(1)), Event("PromiseSlipped", At.AddDays(4)),
                Event("RepairRaised", At.AddDays(-9), new { priority = "Routine" }), Event("RepairFinished", At), Event("RepairReopened", At.AddDays(3)), Event("RepairWithdrawn", At.AddDays(4)),
                Report("DO10"), Event("ReasonShared", At.AddDays(1), new { kind = "ours" }, "R01"), Event("ReasonShared", At.AddDays(2), new { kind = "not-said" }, "R98"),
            ];
            var events = picks.Select(p => pool[p % pool.Length]).Distinct().ToList();
            var random = new Random(seed);
            List<VisitEvent> shuffled = [.. events.OrderBy(_ => random.Next())];
            return new[] { Story.Request, Story.Promise, Story.Offer, Story.Complaint }.All(s => StoryTallies.Of(s, events).SequenceEqual(StoryTallies.Of(s, shuffled)))
                && RepairState.Of("w", events) == RepairState.Of("w", shuffled)
                && VisitTallies.Of(VisitState.Of("v", events), events).SequenceEqual(VisitTallies.Of(VisitState.Of("v", shuffled), shuffled));
        }));

    [Fact]
    public void A_repair_opened_again_is_not_finished()
    {
        VisitEvent[] told = [Event("RepairRaised", At.AddDays(-9)), Event("RepairFinished", At)];
        Assert.Equal(At, RepairState.Of("w", told)!.FinishedAt);
        Assert.Null(RepairState.Of("w", [.. told, Event("RepairReopened", At.AddDays(1))])!.FinishedAt);
        var again = RepairState.Of("w", [.. told, Event("RepairReopened", At.AddDays(1)), Event("RepairFinished", At.AddDays(5), id: "second")])!;
        Assert.Equal((At.AddDays(5), At.AddDays(1)), (again.FinishedAt, again.ReopenedAt));
        Assert.Null(RepairState.Of("w", [Event("RepairWithdrawn", At), Event("RepairReopened", At.AddDays(1))])!.WithdrawnAt);
    }

    [Theory]
    [InlineData("2025-03-07T08:00Z", "2025-03-07T12:00Z", "am")]
    [InlineData("2025-03-07T12:00Z", "2025-03-07T17:00Z", "pm")]
    [InlineData("2025-03-07T08:00Z", "2025-03-07T17:00Z", "other")]
    [InlineData("2025-03-07T17:30Z", "2025-03-07T20:00Z", "other")]
    [InlineData("2025-03-08T08:00Z", "2025-03-08T12:00Z", "weekend")]
    [InlineData("2025-06-30T11:00Z", "2025-06-30T16:00Z", "pm")]
    public void The_time_of_day_is_local(string start, string end, string slot) =>
        Assert.Equal(slot, Dimensions.SlotOf(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1-2")]
    [InlineData(2, "1-2")]
    [InlineData(3, "3-6")]
    [InlineData(7, "7-13")]
    [InlineData(13, "7-13")]
    [InlineData(14, "14-27")]
    [InlineData(28, "28+")]
    public void Notice_is_in_bands(int days, string band) => Assert.Equal(band, Dimensions.BandOf(days));

    private static string Names(string story, params VisitEvent[] events) => string.Join(' ', StoryTallies.Of(story, events).Select(t => t.Counter).Order(StringComparer.Ordinal));

    private static VisitEvent Attempt(int days) => Event("HumanContactAttempted", At.AddDays(days), new { dueBy = "2025-03-10T12:00:00Z" }, id: $"attempt{days}");

    private static VisitEvent Report(string outcome) => Event("VisitOutcomeReported", body: new { reportId = "r1" }, code: outcome);

    private static VisitEvent Event(string type, DateTimeOffset? at = null, object? body = null, string? code = null, string? id = null) =>
        new(id ?? type + code, type, at ?? At, "North", "plumbing", code, null, null, null, body is null ? null : JsonSerializer.Serialize(body, Json.Options));
}
