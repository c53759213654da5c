using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Every event that NoAccess hears, what is owed for a hazard and the chronology: in order; each twice, in any order; and with the process ended three times between a commit and its acknowledgement.</summary>
public sealed class ConsumerTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "58")]
    public async Task Each_event_that_is_heard_counts_once_in_whatever_order_however_often_and_across_crashes()
    {
        var expected = await TellAsync(events => events);
        Assert.Equal(
            "AdjustmentRecorded 1, AdjustmentWithdrawn 1, AppointmentBooked 2, AppointmentCancelled 1, AppointmentChanged 1, AvailabilityPaused 1, AvailabilityResumed 1, FollowUpClosed 1, HazardObserved 1, "
            + "HumanContactAttempted 1, MessageSent 1, MessageUndelivered 1, OperativeOnTheWay 1, ReasonShared 1, RepairFinished 1, RepairWithdrawn 1, SlotsDeclined 1, SlotsOffered 1, VisitBriefRead 1, VisitEvidenceAdded 1, VisitOutcomeReported 2, WelfareConcernRaised 1; "
            + "DO01 Attended, DO10 Circumstance; link 2; open 0; duties decide 1; lines adjustment 2, agreed 4, attempt 4, hazard 1, message 2, offer 2, repair 2; whole",
            expected);

        var random = new Random(58);
        Assert.Equal(expected, await TellAsync(events => Shuffled(events.Concat(events), random)));
        Assert.Equal(expected, await TellAsync(events => Shuffled(events, random), crashes: 3));
    }

    private static IEnumerable<T> Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var all = items.ToArray();
        random.Shuffle(all);
        return all;
    }

    private async Task<string?> TellAsync(Func<IReadOnlyList<(IEvent Event, Guid Id)>, IEnumerable<(IEvent Event, Guid Id)>> arrange, int crashes = 0)
    {
        var story = new Story(_system, await _system.NowAsync());
        var heard = arrange([.. Events(story, await _system.NowAsync()).Select(e => (e, Guid.NewGuid()))]).ToList();
        for (var crash = 0; crash < crashes; crash++)
        {
            await _system.RestartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["REPAIRS_FAILPOINT"] = "consumer-committed:4" });
            foreach (var (e, id) in heard.Chunk((heard.Count / crashes) + 1).ElementAt(crash))
                await story.SayAsAsync(e, id);
            await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to end after its fourth commit");
        }

        if (crashes > 0)
            await _system.RestartAsync();
        else
        {
            foreach (var (e, id) in heard)
                await story.SayAsAsync(e, id);
        }

        await _system.SettleAsync(120);
        return await _system.ScalarAsync<string>($"""
            select
              (select string_agg(type || ' ' || n, ', ' order by type) from (select type, count(*) as n from noaccess.fact where household_ref = '{story.Household}' group by type) facts)
              || '; ' || (select string_agg(outcome || ' ' || attribution, ', ' order by outcome) from noaccess.visit where household_ref = '{story.Household}')
              || '; link ' || (select link_version from noaccess.repair where repair_id = '{story.Repair}')
              || '; open ' || (select count(*) from noaccess.decision where household_ref = '{story.Household}' and kind = 'follow-up' and closed_at is null)
              || '; duties ' || (select string_agg(d.step || ' ' || d.owed, ', ' order by d.step) from (
                select step, count(*) as owed from noaccess.duty join noaccess.hazard using (landlord, hazard_id) where household_ref = '{story.Household}' group by step) d)
              || '; lines ' || (select string_agg(kind || ' ' || n, ', ' order by kind) from (
                select kind, count(*) as n from noaccess.chronology_entry where repair_id = '{story.Repair}' and kind not in ('meaning', 'waited') group by kind) lines)
              || '; ' || (select case when count(*) = max(seq) then 'whole' else 'with gaps' end from noaccess.chronology_entry where repair_id = '{story.Repair}')
            """);
    }

    /// <summary>One of every kind. The windows have not ended, or Visits finds by itself that nobody came.</summary>
    private static IEnumerable<IEvent> Events(Story story, DateTimeOffset now)
    {
        var (first, second) = (story.Booked(Guid.NewGuid(), -0.02, Actor.Landlord), story.Booked(Guid.NewGuid(), -0.01));
        var report = story.Report(first, evidence: false);
        var (pause, adjustment, undelivered) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var request = StableId.Of("follow-up", Story.Landlord, story.Household);
        yield return story.Raised;
        yield return new ResidentLinkReplaced(Story.Landlord, story.Repair, 2, now.AddDays(-1));
        yield return first;
        yield return second;
        yield return new AppointmentChanged(
            Story.Landlord, Guid.NewGuid(), first.VisitId, story.Repair, story.Household, "P", "north", "plumbing", Priority.Routine, "C", "OP", first.Date, first.From, first.To, first.WindowStart, first.WindowEnd,
            first.WindowStart.AddHours(1), first.WindowEnd.AddHours(1), Actor.Landlord, 20, now.AddHours(-20));
        yield return new AppointmentCancelled(Story.Landlord, Guid.NewGuid(), Guid.NewGuid(), story.Repair, story.Household, "north", "plumbing", now.AddDays(3), now.AddDays(3).AddHours(4), Actor.Resident, 72, now.AddHours(-19));
        yield return new MessageSent(Story.Landlord, Guid.NewGuid(), story.Household, story.Repair, first.VisitId, "appointment-changed-by-us", "text", first.WindowStart, first.WindowEnd, now.AddHours(-19));
        yield return new MessageUndelivered(Story.Landlord, undelivered, story.Household, story.Repair, null, "fresh-choices", "email", now.AddDays(-3));
        yield return new AdjustmentRecorded(Story.Landlord, adjustment, story.Household, "A04", now.AddDays(-9));
        yield return new AdjustmentWithdrawn(Story.Landlord, adjustment, story.Household, "A04", now.AddDays(-2));
        yield return new AvailabilityPaused(Story.Landlord, pause, story.Household, now.AddDays(-8), null, now.AddDays(-8));
        yield return new AvailabilityResumed(Story.Landlord, pause, story.Household, now.AddDays(-7), now.AddDays(-7));
        yield return new VisitBriefRead(Story.Landlord, first.VisitId, story.Repair, story.Household, "OP", 0, first.WindowStart);
        yield return report;
        yield return new VisitEvidenceAdded(Story.Landlord, first.VisitId, report.ReportId, story.Repair, story.Household, new DoorEvidence(true, true, true, true, true), now);
        yield return story.Report(second, DoorOutcome.DO01);
        yield return new HazardObserved(Story.Landlord, second.VisitId, story.Repair, story.Household, "north", now);
        yield return new WelfareConcernRaised(Story.Landlord, second.VisitId, story.Repair, story.Household, false, now);
        yield return new ReasonShared(Story.Landlord, first.VisitId, story.Repair, story.Household, "circumstance", "R04", now);
        yield return new HumanContactAttempted(Story.Landlord, Guid.NewGuid(), Guid.NewGuid(), request, story.Household, true, now.AddDays(1), now.AddSeconds(1));
        yield return new FollowUpClosed(Story.Landlord, Guid.NewGuid(), request, story.Household, true, now.AddMinutes(1));
        yield return new SlotsOffered(Story.Landlord, Guid.NewGuid(), story.Repair, story.Household, "north", "plumbing", Priority.Routine, Actor.Resident, 6, 4, 3, 3, 1, 1, 0, 0, now.AddDays(-2));
        yield return new SlotsDeclined(Story.Landlord, Guid.NewGuid(), story.Repair, story.Household, "north", "plumbing", "wider", now.AddDays(-2));
        yield return new OperativeOnTheWay(Story.Landlord, first.VisitId, story.Repair, story.Household, "OP", first.WindowStart, first.WindowStart);
        yield return new RepairWithdrawn(Story.Landlord, story.Repair, story.Household, "north", "plumbing", Actor.Landlord, "raised-in-error", now.AddMinutes(2));
        yield return new RepairFinished(Story.Landlord, story.Repair, story.Household, "north", "plumbing", Actor.Contractor, now.AddMinutes(1));
    }
}
