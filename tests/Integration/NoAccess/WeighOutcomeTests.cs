using Repairs.Contracts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Facts through the real broker and database: late, twice, out of order and all at once.</summary>
[Collection(SystemCollection.Name)]
public sealed class WeighOutcomeTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<Story> NewAsync() => new(System, await System.NowAsync());

    private async Task<DateTimeOffset> AgoAsync() => (await System.NowAsync()).AddHours(-9);

    [Fact]
    [Trait("requirement", "11")]
    public async Task Two_hundred_outcome_reports_at_once_for_one_household_ask_for_exactly_one_follow_up()
    {
        var story = await NewAsync();
        var visits = Enumerable.Range(0, 200).Select(i => story.Booked(Guid.NewGuid(), 1 + (i * 0.2))).ToList();
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (v, _) => await story.SayAsync(v));
        await System.SettleAsync(60);
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (v, _) => await story.SayAsync(story.Report(v)));
        await System.SettleAsync(60);

        Assert.Equal(200L, await System.ScalarAsync<long>($"select count(*) from noaccess.visit where household_ref = '{story.Household}' and attribution = 'Unknown'"));
        Assert.Equal(1, await story.CountAsync("follow-up"));
        Assert.Equal(1, await story.ToldAsync("WelfareFollowUpRequested"));
        Assert.Equal(1, await story.ToldAsync("AttemptsPaused"));
        Assert.InRange(await story.ToldAsync("MissedEachOther"), 0, 1);
    }

    [Fact]
    public async Task The_first_miss_is_told_once_and_the_second_asks_for_a_follow_up_instead()
    {
        var story = await NewAsync();
        var (first, second) = (story.Booked(Guid.NewGuid(), 6), story.Booked(Guid.NewGuid(), 2));
        await story.SayAsync(first, second);
        await System.SettleAsync();
        await story.SayAsync(story.Report(first));
        await System.SettleAsync();
        Assert.Equal((1, 0), (await story.ToldAsync("MissedEachOther"), await story.ToldAsync("WelfareFollowUpRequested")));
        await story.SayAsync(story.Report(second));
        await System.SettleAsync();
        Assert.Equal((1, 1), (await story.ToldAsync("MissedEachOther"), await story.ToldAsync("WelfareFollowUpRequested")));
    }

    [Fact]
    [Trait("requirement", "58")]
    public async Task Every_message_five_times_over_leaves_the_state_as_it_was()
    {
        var story = await NewAsync();
        var (first, second) = (story.Booked(Guid.NewGuid(), 6), story.Booked(Guid.NewGuid(), 2, Actor.Landlord));
        IEvent[] events =
        [
            story.Raised, first, second, new MessageSent(Story.Landlord, Guid.NewGuid(), story.Household, story.Repair, second.VisitId, "booked", "text", second.WindowStart, second.WindowEnd, await AgoAsync()),
            story.Report(first), story.Report(second),
        ];
        var ids = events.Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < events.Length; i++)
            await story.SayAsAsync(events[i], ids[i]);
        await System.SettleAsync();
        var state = await story.StateAsync();
        Assert.Contains("WelfareFollowUpRequested", await System.ScalarAsync<string>($"select string_agg(type, ' ') from noaccess.event_log where subject = '{story.Household}'"));

        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < events.Length; i++)
            {
                await story.SayAsAsync(events[i], ids[i]);
                await story.SayAsync(events[i]);
            }

            await System.SettleAsync();
        }

        Assert.Equal(state, await story.StateAsync());
    }

    [Fact]
    [Trait("requirement", "58")]
    public async Task The_order_of_arrival_changes_nothing_about_what_a_visit_means()
    {
        var random = new Random(77);
        List<string?> seen = [];
        for (var round = 0; round < 6; round++)
        {
            var story = await NewAsync();
            var visit = story.Booked(Guid.NewGuid(), 3, Actor.Landlord);
            var report = story.Report(visit, evidence: false);
            IEvent[] events =
            [
                visit, report,
                new VisitEvidenceAdded(Story.Landlord, visit.VisitId, report.ReportId, story.Repair, story.Household, new DoorEvidence(true, true, true, true, true), visit.WindowStart.AddHours(2)),
                new MessageSent(Story.Landlord, Guid.NewGuid(), story.Household, story.Repair, visit.VisitId, "booked", "text", visit.WindowStart, visit.WindowEnd, await AgoAsync()),
                new ReasonShared(Story.Landlord, visit.VisitId, story.Repair, story.Household, "circumstance", "R04", visit.WindowStart.AddHours(9)),
            ];
            random.Shuffle(events);
            await story.SayAsync(events);
            await System.SettleAsync();
            seen.Add(await story.AttributionAsync(visit.VisitId));
            Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from noaccess.fact where household_ref = '{story.Household}' and body::text like '%R04%'"));
        }

        Assert.All(seen, s => Assert.Equal("Circumstance", s));
    }

    [Fact]
    [Trait("requirement", "9")]
    public async Task Our_absences_bring_one_apology_each_and_never_count()
    {
        var story = await NewAsync();
        var visits = Enumerable.Range(1, 4).Select(i => story.Booked(Guid.NewGuid(), i)).ToList();
        await story.SayAsync(visits);
        await story.SayAsync(visits.Select(v => (IEvent)story.Report(v, DoorOutcome.DO22, Actor.System)));
        await System.SettleAsync();
        await story.SayAsync(story.Report(visits[0]));
        await System.SettleAsync();
        Assert.Equal(4, await story.ToldAsync("LandlordMissed"));
        Assert.Equal(0, await story.ToldAsync("MissedEachOther") + await story.ToldAsync("WelfareFollowUpRequested") + await story.ToldAsync("HumanContactRequested"));
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task Attempts_wait_from_the_trigger_until_a_person_has_tried_and_counting_restarts_when_it_is_closed()
    {
        var story = await NewAsync();
        var visits = Enumerable.Range(1, 2).Select(i => story.Booked(Guid.NewGuid(), -0.01 - (0.005 * i))).ToList();
        await story.SayAsync(visits);
        await System.SettleAsync();
        await story.SayAsync(visits.Select(v => (IEvent)story.Report(v)));
        await System.SettleAsync();
        var request = Guid.Parse((await System.ScalarAsync<string>($"select decision_id::text from noaccess.decision where household_ref = '{story.Household}' and kind = 'follow-up'"))!);
        Assert.Equal((1, 0), (await story.ToldAsync("AttemptsPaused"), await story.ToldAsync("AttemptsResumed")));
        var now = await System.NowAsync();
        await story.SayAsync(new HumanContactAttempted(Story.Landlord, Guid.NewGuid(), Guid.NewGuid(), request, story.Household, false, now, now));
        await System.SettleAsync();
        Assert.Equal(1, await story.ToldAsync("AttemptsResumed"));
        await story.SayAsync(new FollowUpClosed(Story.Landlord, Guid.NewGuid(), request, story.Household, true, await System.NowAsync()));
        await System.SettleAsync();
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from noaccess.decision where household_ref = '{story.Household}' and kind = 'follow-up' and closed_at is null"));
        Assert.Equal((1, 1), (await story.CountAsync("follow-up"), await story.ToldAsync("AttemptsResumed")));
    }
}
