using Repairs.Contracts;
using Repairs.NoAccess;
using Repairs.NoAccess.WeighOutcome;
using static Repairs.Tests.Unit.NoAccess.A;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>Every row of the attribution table of access.md, and that the answer never depends on the order of the facts.</summary>
public sealed class AttributionRuleTests
{
    private static WeighedVisit? Weigh(params IEnumerable<IEvent> facts) =>
        new HouseholdFacts(facts).Visits.Where(v => v.VisitId == Visit(0)).Select(v => AttributionRule.Attribute(v, new Thresholds())).SingleOrDefault();

    private static Attribution? Of(params IEnumerable<IEvent> facts) => Weigh(facts)?.Attribution;

    [Theory]
    [InlineData(DoorOutcome.DO01, Attribution.Attended)]
    [InlineData(DoorOutcome.DO02, Attribution.Attended)]
    [InlineData(DoorOutcome.DO10, Attribution.Unknown)]
    [InlineData(DoorOutcome.DO11, Attribution.AgreedChange)]
    [InlineData(DoorOutcome.DO12, Attribution.AgreedChange)]
    [InlineData(DoorOutcome.DO13, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO14, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO15, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO16, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO17, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO18, Attribution.Circumstance)]
    [InlineData(DoorOutcome.DO20, Attribution.Ours)]
    [InlineData(DoorOutcome.DO21, Attribution.Ours)]
    [InlineData(DoorOutcome.DO22, Attribution.Ours)]
    [InlineData(DoorOutcome.DO23, Attribution.Ours)]
    [InlineData(DoorOutcome.DO24, Attribution.Ours)]
    [Trait("requirement", "9")]
    public void What_was_seen_at_the_door_means_this_where_the_resident_chose_the_window(DoorOutcome outcome, Attribution attribution) =>
        Assert.Equal(attribution, Of(Booked(0), Report(0, outcome)));

    [Theory]
    [InlineData(-1, Attribution.Ours)]
    [InlineData(0, Attribution.Unknown)]
    [InlineData(240, Attribution.Unknown)]
    [InlineData(241, Attribution.Ours)]
    [Trait("requirement", "9")]
    public void Coming_at_another_time_than_we_said_is_our_miss(int minutes, Attribution attribution) =>
        Assert.Equal(attribution, Of(Booked(0), Report(0, arrivedAfterMinutes: minutes)));

    [Fact]
    [Trait("requirement", "9")]
    public void A_window_nobody_was_told_about_is_our_miss() => Assert.Equal(Attribution.Ours, Of(Booked(0, by: Actor.Landlord), Report(0)));

    [Fact]
    public void A_delivered_message_tells_the_window() =>
        Assert.Equal(Attribution.Unknown, Of(Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-1)), Report(0)));

    [Fact]
    [Trait("case", "16")]
    public void A_message_that_told_the_same_times_by_other_rules_of_the_zone_tells_the_window()
    {
        IEvent[] facts = [Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-1)), SameTimes(0, Start(0).AddHours(-5), 1, Actor.Landlord), Report(0, arrivedAfterMinutes: 90)];
        Assert.Equal(Attribution.Unknown, Of(facts));
        Assert.Equal(Attribution.Unknown, Of([.. facts, SomebodyElse(0, Start(0).AddHours(-4), Start(0).AddHours(1))]));
        Assert.Equal(Attribution.Ours, Of(facts.Where(f => f is not MessageSent)));
    }

    [Fact]
    [Trait("case", "16")]
    public void A_window_the_resident_chose_stays_theirs_when_the_zones_rules_change_and_somebody_else_comes()
    {
        IEvent[] facts = [Booked(0), SameTimes(0, Start(0).AddHours(-5), 1), SomebodyElse(0, Start(0).AddHours(-4), Start(0).AddHours(1)), Report(0, arrivedAfterMinutes: 90)];
        Assert.Equal(Attribution.Unknown, Of(facts));

        // The other way round: Booking then knows the window as set by whoever put another person into it.
        Assert.Equal(Attribution.Unknown, Of(Booked(0), SomebodyElse(0, Start(0).AddHours(-5), Start(0)), SameTimes(0, Start(0).AddHours(-4), 1, Actor.Landlord), Report(0, arrivedAfterMinutes: 90)));
    }

    [Fact]
    [Trait("requirement", "9")]
    public void A_message_that_came_back_told_nobody() =>
        Assert.Equal(Attribution.Ours, Of(Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-1)), CameBack(0), Report(0)));

    [Fact]
    public void A_message_after_the_window_began_told_nobody() =>
        Assert.Equal(Attribution.Ours, Of(Booked(0, by: Actor.Landlord), Told(0, Start(0).AddMinutes(1)), Report(0)));

    [Fact]
    [Trait("requirement", "9")]
    public void A_window_we_changed_after_the_last_delivered_message_is_our_miss() =>
        Assert.Equal(Attribution.Ours, Of(Booked(0), Told(0, Start(0).AddDays(-1)), Changed(0, Start(0).AddHours(-12), Start(0).AddMinutes(30), Actor.Landlord), Report(0, arrivedAfterMinutes: 60)));

    [Fact]
    public void A_window_the_resident_changed_is_the_one_that_counts() =>
        Assert.Equal(Attribution.Unknown, Of(Booked(0, by: Actor.Landlord), Changed(0, Start(0).AddHours(-12), Start(0).AddMinutes(30), Actor.Resident), Report(0, arrivedAfterMinutes: 60)));

    [Fact]
    [Trait("requirement", "9")]
    public void Coming_in_the_window_that_was_moved_away_is_our_miss() =>
        Assert.Equal(Attribution.Ours, Of(Booked(0), Changed(0, Start(0).AddHours(-12), Start(0).AddDays(3), Actor.Resident), Report(0)));

    [Fact]
    [Trait("requirement", "9")]
    public void Needs_that_nobody_read_before_setting_off_make_it_our_miss()
    {
        IEvent[] facts = [Booked(0), Adjustment(0, Start(0).AddDays(-5)), Report(0, evidence: Complete with { BriefRead = false })];
        Assert.Equal(Attribution.Ours, Of(facts));
        Assert.Equal(Attribution.Ours, Of([.. facts, BriefRead(0, Start(0).AddHours(2))]));
        Assert.Equal(Attribution.Ours, Of(Booked(0), Adjustment(0, Start(0).AddDays(-5)), Report(0, DoorOutcome.DO11)));
        Assert.Equal(Attribution.AgreedChange, Of(Booked(0), Adjustment(0, Start(0).AddDays(-5)), BriefRead(0, Start(0)), Report(0, DoorOutcome.DO11)));
        Assert.Equal(Attribution.Unevidenced, Of([.. facts, Withdrawn(0, Start(0).AddDays(-1))]));

        // What somebody else had read helps nobody at the door.
        Assert.Equal(Attribution.Ours, Of([.. facts, BriefRead(0, Start(0)) with { OperativeRef = "OP-2" }]));
        Assert.Equal(Attribution.Unevidenced, Of([.. facts, BriefRead(0, Start(0))]));
    }

    [Fact]
    [Trait("requirement", "9")]
    public void Needs_that_were_there_only_after_the_brief_was_read_make_it_our_miss()
    {
        IEvent[] facts = [Booked(0), Adjustment(0, Start(0).AddHours(-1)), BriefRead(0, Start(0).AddHours(-2)), Report(0)];
        Assert.Equal(Attribution.Ours, Of(facts));
        Assert.Equal(Attribution.Unknown, Of([.. facts, BriefRead(0, Start(0))]));
    }

    [Fact]
    [Trait("requirement", "9")]
    public void A_window_moved_there_and_back_is_told_only_by_the_last_message()
    {
        var there = Changed(0, Start(0).AddHours(-30), Start(3), Actor.Landlord);
        IEvent[] facts =
        [
            Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-2)), there, Told(0, there.OccurredAt.AddMinutes(1)) with { MessageId = Id("message", 77), WindowStart = Start(3), WindowEnd = Start(3).AddHours(4) },
            Changed(9, Start(0).AddHours(-20), Start(0), Actor.Landlord) with { VisitId = Visit(0) }, Report(0),
        ];
        Assert.Equal(Attribution.Ours, Of(facts));
        Assert.Equal(Attribution.Unknown, Of([.. facts, Told(0, Start(0).AddHours(-19)) with { MessageId = Id("message", 78) }]));
    }

    [Fact]
    [Trait("requirement", "10")]
    public void Our_miss_says_what_we_got_wrong_where_the_outcome_does_not()
    {
        Assert.Equal("not-told", Weigh(Booked(0, by: Actor.Landlord), Report(0))?.Because);
        Assert.Equal("needs-unread", Weigh(Booked(0), Adjustment(0, Start(-9)), Report(0, evidence: Complete with { BriefRead = false }))?.Because);
        Assert.Equal("our-side", Weigh(Booked(0), Report(0), Reason(0, "ours"))?.Because);
        Assert.Equal("they-told-us", Weigh(Booked(0), Report(0), Dispute(0), Decided(0, true))?.Because);
        Assert.Equal("they-told-us", Weigh(Booked(0), Report(0, DoorOutcome.DO01), Dispute(0), Decided(0, true))?.Because);
        Assert.All([Weigh(Booked(0), Report(0, DoorOutcome.DO20)), Weigh(Booked(0), Report(0, arrivedAfterMinutes: 300)), Weigh(Booked(0), NobodyCame(0), Report(0)), Weigh(Booked(0), Report(0))], v => Assert.Null(v?.Because));
    }

    [Fact]
    public void An_absence_found_in_a_window_that_had_been_moved_away_says_nothing_about_the_visit_that_followed() =>
        Assert.Equal(Attribution.Unknown, Of(Booked(0), NobodyCame(0), Changed(0, Start(0).AddHours(-12), Start(0).AddMinutes(30), Actor.Resident), Report(0, arrivedAfterMinutes: 60)));

    [Theory]
    [InlineData("ours", Attribution.Ours)]
    [InlineData("circumstance", Attribution.Circumstance)]
    [InlineData("not-said", Attribution.Unknown)]
    public void The_kind_of_reason_decides_what_no_answer_means(string kind, Attribution attribution) =>
        Assert.Equal(attribution, Of(Booked(0), Report(0), Reason(0, kind)));

    [Fact]
    public void The_last_reason_given_counts_so_that_a_slip_can_be_put_right() =>
        Assert.Equal(Attribution.Circumstance, Of(Booked(0), Report(0), Reason(0, "ours"), Reason(0, "circumstance", Start(0).AddDays(2))));

    [Fact]
    [Trait("requirement", "22")]
    public void A_pause_in_force_means_nobody_could_be_expected_whenever_we_learn_of_it()
    {
        Assert.Equal(Attribution.Paused, Of(Booked(0), Report(0), Pause(0, Start(0).AddDays(-1), null)));
        Assert.Equal(Attribution.Paused, Of(Booked(0), Report(0, evidence: Complete with { CardPhoto = false }), Dispute(0), Pause(0, Start(0).AddDays(-1), Start(0).AddHours(2))));
        Assert.Equal(Attribution.Unknown, Of(Booked(0), Report(0), Pause(0, Start(0).AddDays(-1), null), Resume(0, Start(0))));
        Assert.Equal(Attribution.Unknown, Of(Booked(0), Report(0), Pause(0, Start(0).AddDays(-1), null), Resume(0, Start(0).AddDays(-1))));
        Assert.Equal(Attribution.Ours, Of(Booked(0), Report(0, DoorOutcome.DO20), Pause(0, Start(0).AddDays(-1), null)));
    }

    [Fact]
    [Trait("requirement", "8")]
    public void A_dispute_takes_the_visit_out_until_somebody_decides()
    {
        Assert.Equal(Attribution.Disputed, Of(Booked(0), Report(0), Dispute(0)));
        Assert.Equal(Attribution.Ours, Of(Booked(0), Report(0), Dispute(0), Decided(0, upheld: true)));
        Assert.Equal(Attribution.Unknown, Of(Booked(0), Report(0), Dispute(0), Decided(0, upheld: false)));
        Assert.Equal(Attribution.Disputed, Of(Booked(0), Report(0, DoorOutcome.DO01), Dispute(0)));
        Assert.Equal(Attribution.Ours, Of(Booked(0), Report(0, DoorOutcome.DO01), Dispute(0), Decided(0, upheld: true)));
        Assert.Equal(Attribution.Attended, Of(Booked(0), Report(0, DoorOutcome.DO01), Dispute(0), Decided(0, upheld: false)));
    }

    [Fact]
    public void A_window_given_up_before_it_began_was_agreed() =>
        Assert.Equal(Attribution.AgreedChange, Of(Booked(0), Cancelled(0, Start(0).AddHours(-3)), Report(0)));

    [Fact]
    [Trait("requirement", "7")]
    public void No_answer_needs_every_part_of_the_evidence()
    {
        for (var bits = 0; bits < 32; bits++)
        {
            var evidence = new DoorEvidence((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 8) > 0, (bits & 16) > 0);
            Assert.Equal(bits == 31 ? Attribution.Unknown : Attribution.Unevidenced, Of(Booked(0), Report(0, evidence: evidence)));
        }
    }

    [Fact]
    public void A_photo_that_arrives_after_its_report_completes_the_evidence()
    {
        var report = Report(0, evidence: Complete with { CardPhoto = false });
        var photo = new VisitEvidenceAdded(Landlord, Visit(0), report.ReportId, Repair(0), Household, Complete, Start(0).AddHours(3));
        Assert.Equal(Attribution.Unknown, Of(Booked(0), report, photo));
        Assert.Equal(Attribution.Unevidenced, Of(Booked(0), report, photo with { ReportId = Guid.Empty }));
    }

    [Theory]
    [InlineData(DoorOutcome.DO01, Attribution.Attended)]
    [InlineData(DoorOutcome.DO02, Attribution.Attended)]
    [InlineData(DoorOutcome.DO10, Attribution.Ours)]
    [InlineData(DoorOutcome.DO11, Attribution.Ours)]
    [InlineData(DoorOutcome.DO12, Attribution.Ours)]
    [InlineData(DoorOutcome.DO15, Attribution.Ours)]
    public void A_report_after_the_systems_own_absence_only_counts_where_the_work_was_done(DoorOutcome outcome, Attribution attribution)
    {
        Assert.Equal(Attribution.Ours, Of(Booked(0), NobodyCame(0)));
        Assert.Equal(attribution, Of(Booked(0), NobodyCame(0), Report(0, outcome)));
    }

    [Fact]
    public void An_absence_found_in_a_window_that_was_given_up_or_moved_is_no_absence()
    {
        Assert.Null(Of(Booked(0), Cancelled(0, Start(0).AddHours(-3)), NobodyCame(0)));
        Assert.Null(Of(Booked(0), Changed(0, Start(0).AddHours(-3), Start(0).AddDays(2), Actor.Resident), NobodyCame(0)));
        Assert.Equal(Attribution.Ours, Of(Booked(0), NobodyCame(0), Changed(0, Start(0).AddHours(6), Start(0).AddDays(2), Actor.Landlord)));
    }

    [Fact]
    public void A_report_that_replaces_another_is_the_one_that_counts()
    {
        var first = Report(0, DoorOutcome.DO01);
        Assert.Equal(Attribution.Unknown, Of(Booked(0), first, Report(0, report: "second", supersedes: first.ReportId)));
    }

    [Fact]
    public void A_visit_whose_appointment_we_have_not_heard_of_waits_for_it() => Assert.Null(Weigh(Report(0)));

    /// <summary>Sets of facts, each with at most seven about the visit, that between them touch every row of the table.</summary>
    public static TheoryData<string> Sets() => [.. SetsByName.Keys];

    private static readonly Dictionary<string, IEvent[]> SetsByName = new()
    {
        ["told, disputed, decided"] = [Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-1)), Report(0), Reason(0, "circumstance"), Dispute(0), Decided(0, false), BriefRead(0, Start(0))],
        ["told, came back"] = [Booked(0, by: Actor.Landlord), Told(0, Start(0).AddDays(-1)), CameBack(0), Report(0), Dispute(0), Pause(0, Start(0).AddDays(-2), null), Resume(0, Start(0).AddDays(-1))],
        ["changed twice"] = [Booked(0), Changed(0, Start(0).AddDays(-1), Start(0).AddDays(2), Actor.Landlord), Changed(9, Start(0).AddHours(-20), Start(0), Actor.Resident) with { VisitId = Visit(0) }, Report(0), Reason(0, "ours"), Reason(0, "circumstance", Start(0).AddDays(2)), Told(0, Start(0).AddDays(-1))],
        ["absence, late report"] = [Booked(0), NobodyCame(0), Report(0), Report(0, DoorOutcome.DO02, report: "second", supersedes: Id("report", 0)), Adjustment(0, Start(0).AddDays(-9)), BriefRead(0, Start(0)), Dispute(0)],
        ["needs unread, paused"] = [Booked(0), Adjustment(0, Start(0).AddDays(-9)), Withdrawn(0, Start(0).AddDays(-1)), Report(0, evidence: Complete with { BriefRead = false }), Pause(0, Start(0).AddDays(-2), Start(0)), Reason(0, "not-said"), Dispute(0)],
        ["photo late"] = [Booked(0), Report(0, evidence: Complete with { CardPhoto = false }), new VisitEvidenceAdded(Landlord, Visit(0), Id("report", 0), Repair(0), Household, Complete with { NearAddress = false }, Start(0)), Cancelled(0, Start(0).AddHours(5)), Reason(0, "circumstance"), Dispute(0), Decided(0, false)],
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_permutation_of_the_facts_gives_the_same_attribution(string set)
    {
        var facts = SetsByName[set];
        var expected = Weigh(facts);
        var permutations = 0;
        foreach (var order in Permutations(facts, facts.Length))
        {
            permutations++;
            Assert.Equal(expected, Weigh(order));
        }

        Assert.Equal(5040, permutations);
    }

    private static IEnumerable<IEvent[]> Permutations(IEvent[] items, int n)
    {
        if (n == 1)
        {
            yield return items;
            yield break;
        }

        for (var i = 0; i < n; i++)
        {
            foreach (var order in Permutations(items, n - 1))
                yield return order;
            var swap = n % 2 == 0 ? i : 0;
            (items[swap], items[n - 1]) = (items[n - 1], items[swap]);
        }
    }
}
