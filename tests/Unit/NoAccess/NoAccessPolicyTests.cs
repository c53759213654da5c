using Microsoft.Extensions.Configuration;
using Repairs.Contracts;
using Repairs.NoAccess;
using Repairs.NoAccess.WeighOutcome;
using static Repairs.Tests.Unit.NoAccess.A;
using Repairs.Platform;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>The curiosity ladder of access.md.</summary>
public sealed class NoAccessPolicyTests
{
    private static readonly Guid FirstFollowUp = StableId.Of("follow-up", Landlord, Household);

    private static IReadOnlyList<Decision> Decide(params IEnumerable<IEvent> facts) =>
        NoAccessPolicy.Decide(Landlord, Household, facts, facts.Max(f => f.OccurredAt).AddMinutes(1), new Thresholds()).Decisions;

    private static FollowUp FollowUp(params IEnumerable<IEvent> facts) => Assert.IsType<FollowUp>(Assert.Single(Decide(facts)));

    [Fact]
    public void The_first_miss_is_told_humanely_and_nothing_else() =>
        Assert.Equal(Visit(0), Assert.IsType<TellMissed>(Assert.Single(Decide(Booked(0), Report(0)))).Visit.VisitId);

    [Theory]
    [InlineData(DoorOutcome.DO01)]
    [InlineData(DoorOutcome.DO02)]
    [InlineData(DoorOutcome.DO11)]
    [InlineData(DoorOutcome.DO12)]
    [InlineData(DoorOutcome.DO13)]
    [InlineData(DoorOutcome.DO14)]
    [InlineData(DoorOutcome.DO15)]
    [InlineData(DoorOutcome.DO16)]
    [InlineData(DoorOutcome.DO17)]
    [InlineData(DoorOutcome.DO18)]
    [Trait("requirement", "2")]
    public void Any_number_of_other_outcomes_leads_to_nothing(DoorOutcome outcome) =>
        Assert.Empty(Decide(Enumerable.Range(0, 6).SelectMany(n => new IEvent[] { Booked(n), Report(n, outcome) })));

    [Theory]
    [InlineData(DoorOutcome.DO20)]
    [InlineData(DoorOutcome.DO21)]
    [InlineData(DoorOutcome.DO22)]
    [InlineData(DoorOutcome.DO23)]
    [InlineData(DoorOutcome.DO24)]
    [Trait("requirement", "9")]
    public void Our_own_misses_bring_apologies_and_never_count(DoorOutcome outcome)
    {
        var decisions = Decide(Enumerable.Range(0, 6).SelectMany(n => new IEvent[] { Booked(n), Report(n, outcome) }));
        Assert.Equal(6, decisions.Count);
        Assert.All(decisions, d => Assert.IsType<OwnMiss>(d));
    }

    [Fact]
    [Trait("requirement", "11")]
    public void The_second_counted_miss_on_one_repair_asks_for_a_welfare_follow_up()
    {
        var followUp = FollowUp(Booked(0), Report(0), Booked(200), Report(200));
        Assert.Equal(["two-on-one-repair"], followUp.Because);
        Assert.Equal([Visit(0), Visit(200)], followUp.VisitIds);
        Assert.Equal(Repair(0), followUp.RepairId);
        Assert.Equal(Risk.Standard, followUp.Risk);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    [Trait("requirement", "11")]
    public void The_second_counted_miss_in_ninety_days_asks_for_a_welfare_follow_up(int days, bool asks)
    {
        var decisions = Decide(Booked(0), Report(0), Booked(days, 1), Report(days, repair: 1));
        Assert.Equal(asks, decisions.OfType<FollowUp>().Any());
        Assert.Equal(asks ? 0 : 1, decisions.OfType<TellMissed>().Count());
    }

    [Theory]
    [InlineData(365, true)]
    [InlineData(366, false)]
    public void The_third_counted_miss_in_a_year_asks_for_a_welfare_follow_up(int days, bool asks) =>
        Assert.Equal(asks, Decide(Booked(0), Report(0), Booked(150, 1), Report(150, repair: 1), Booked(days, 2), Report(days, repair: 2)).OfType<FollowUp>().Any());

    [Fact]
    public void A_landlord_can_choose_its_own_thresholds()
    {
        var settings = new NoAccessSettings { Landlords = { ["calm"] = new Thresholds { OnOneRepair = 3, InQuarter = 3 } } };
        IEvent[] facts = [Booked(0), Report(0), Booked(7), Report(7)];
        Assert.Empty(NoAccessPolicy.Decide("calm", Household, facts, Start(8), settings.For("calm")).Decisions.OfType<FollowUp>());
        Assert.Single(NoAccessPolicy.Decide("other", Household, facts, Start(8), settings.For("other")).Decisions.OfType<FollowUp>());
    }

    [Fact]
    public void What_a_landlord_does_not_set_is_as_the_shared_section_says()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Thresholds:OnOneRepair"] = "4", ["Thresholds:GraceMinutes"] = "15", ["Thresholds:Money:LatePence"] = "700", ["Landlords:calm:OnOneRepair"] = "3", ["Landlords:calm:Money:MissedPence"] = "3000",
            ["Hazards:Calendar"] = "scotland", ["HazardLandlords:calm:Jurisdiction"] = "scotland",
        }).Build();

        var settings = section.Get<NoAccessSettings>()!.Completed(section);

        var calm = settings.For("calm");
        Assert.Equal((3, 15, 2, 700, 3000), (calm.OnOneRepair, calm.GraceMinutes, calm.InQuarter, calm.Money.LatePence, calm.Money.MissedPence));
        Assert.Equal((4, 15), (settings.For("other").OnOneRepair, settings.For("other").GraceMinutes));
        Assert.Equal(("scotland", "scotland"), (settings.HazardsOf("calm").Jurisdiction, settings.HazardsOf("calm").Calendar));
        Assert.Empty(settings.Faults());
    }

    [Fact]
    public void A_threshold_that_makes_no_sense_is_named()
    {
        var settings = new NoAccessSettings { Thresholds = new Thresholds { OnOneRepair = 0, QuarterDays = 400, YearDays = 5, GraceMinutes = 90 } };
        Assert.Equal(["OnOneRepair", "QuarterDays", "YearDays", "GraceMinutes"], settings.Faults().Select(f => f.Split(' ')[0].Split(':')[^1]));
    }

    [Fact]
    [Trait("requirement", "8")]
    public void A_disputed_miss_is_out_of_the_count_until_it_is_decided()
    {
        IEvent[] facts = [Booked(0), Report(0), Booked(7), Report(7), Dispute(7)];
        Assert.Empty(Decide(facts).OfType<FollowUp>());
        Assert.Single(Decide([.. facts, Decided(7, upheld: false)]).OfType<FollowUp>());
        Assert.Single(Decide([.. facts, Decided(7, upheld: true)]).OfType<OwnMiss>());
    }

    [Fact]
    [Trait("requirement", "22")]
    public void A_miss_in_a_pause_never_counts_whenever_we_learn_of_the_pause()
    {
        IEvent[] facts = [Booked(0), Report(0), Booked(7), Report(7)];
        Assert.Empty(Decide([.. facts, Pause(0, Start(5), Start(9))]).OfType<FollowUp>());
    }

    [Fact]
    [Trait("requirement", "11")]
    public void Closing_a_follow_up_starts_the_count_again_at_nothing()
    {
        List<IEvent> facts = [Booked(0), Report(0), Booked(7), Report(7), Closed(FirstFollowUp, Start(10))];
        Assert.Empty(Decide(facts));
        facts.AddRange([Booked(14), Report(14)]);
        Assert.IsType<TellMissed>(Assert.Single(Decide(facts)));
        facts.AddRange([Booked(21), Report(21)]);
        var again = FollowUp(facts);
        Assert.NotEqual(FirstFollowUp, again.Id);
        Assert.Equal([Visit(14), Visit(21)], again.VisitIds);
    }

    [Fact]
    public void A_report_that_comes_late_for_a_visit_before_the_closing_adds_nothing() =>
        Assert.Empty(Decide(Booked(0), Report(0), Booked(7), Report(7), Closed(FirstFollowUp, Start(10)), Booked(9), Report(9) with { OccurredAt = Start(12) }));

    [Fact]
    public void A_first_miss_where_something_was_agreed_asks_for_a_person_instead_of_a_message()
    {
        var asks = Assert.IsType<PersonAsks>(Assert.Single(Decide(Adjustment(0, Start(0).AddDays(-9)), BriefRead(0, Start(0)), Booked(0), Report(0))));
        Assert.Equal(["adjustment"], asks.Because);
        Assert.IsType<TellMissed>(Assert.Single(Decide(Adjustment(0, Start(0).AddDays(-9)), Withdrawn(0, Start(0).AddDays(-1)), Booked(0), Report(0))));
    }

    [Fact]
    public void A_first_miss_with_an_open_hazard_or_an_earlier_sign_asks_for_a_person()
    {
        Assert.Equal(["hazard"], Assert.IsType<PersonAsks>(Assert.Single(Decide(Hazard(0, 1), Booked(3), Report(3)))).Because);
        Assert.IsType<TellMissed>(Assert.Single(Decide(Hazard(0, 1), new RepairFinished(Landlord, Repair(1), Household, "North", null, Actor.Contractor, Start(1)), Booked(3), Report(3))));
        Assert.Equal(["sign"], Assert.IsType<PersonAsks>(Assert.Single(Decide(Booked(0), Report(0, DoorOutcome.DO15), Booked(3), Report(3)))).Because);
    }

    [Fact]
    public void Unevidenced_once_is_told_and_twice_running_asks_for_a_person()
    {
        var bare = Complete with { CardPhoto = false };
        IEvent[] once = [Booked(0), Report(0, evidence: bare)];
        Assert.IsType<TellMissed>(Assert.Single(Decide(once)));
        var twice = Decide([.. once, Booked(3), Report(3, evidence: bare)]);
        Assert.Equal(["unevidenced-twice"], Assert.Single(twice.OfType<PersonAsks>()).Because);
        Assert.Empty(twice.OfType<FollowUp>());
        Assert.Empty(Decide([.. once, Booked(2), Report(2, DoorOutcome.DO02), Booked(3), Report(3, evidence: bare)]).OfType<PersonAsks>());
    }

    [Fact]
    public void A_contractors_worry_asks_for_a_follow_up_at_once()
    {
        Assert.Equal(Risk.Immediate, FollowUp(Booked(0), Report(0, DoorOutcome.DO01), Concern(0, immediate: true)).Risk);
        Assert.Equal(["welfare-concern"], FollowUp(Booked(0), Report(0, DoorOutcome.DO01, observed: DoorOutcome.DO31)).Because);
    }

    [Fact]
    public void Silence_on_two_channels_asks_for_a_follow_up_until_there_is_a_sign_of_life()
    {
        IEvent[] silent = [CameBack(1, "text", Start(0)), CameBack(2, "email", Start(0).AddHours(1))];
        Assert.Equal(["silence"], FollowUp(silent).Because);
        Assert.Empty(Decide(CameBack(1, "text", Start(0)), CameBack(2, "text", Start(0).AddHours(1))));
        Assert.Empty(Decide([.. silent, Booked(6)]));
        Assert.Equal(["silence"], FollowUp([.. silent, Booked(0), SameTimes(0, Start(0).AddHours(2), 1)]).Because);
    }

    [Fact]
    public void Risk_rises_with_what_bears_on_harm()
    {
        IEvent[] twice = [Booked(0), Report(0), Booked(7), Report(7)];
        Assert.Equal(Risk.Standard, FollowUp(twice).Risk);
        Assert.Equal(Risk.Medium, FollowUp([.. twice, Adjustment(0, Start(0).AddDays(-9)), BriefRead(0, Start(0)), BriefRead(7, Start(7))]).Risk);
        Assert.Equal(Risk.High, FollowUp([.. twice, Hazard(0)]).Risk);
        Assert.Equal(Risk.Immediate, FollowUp([Booked(0), Report(0, priority: Priority.Emergency), Booked(7), Report(7, priority: Priority.Emergency), Hazard(0)]).Risk);
    }

    [Fact]
    [Trait("requirement", "11")]
    public void An_emergency_asks_for_a_person_now_until_it_is_finished()
    {
        IEvent[] once = [Booked(0), Report(0, priority: Priority.Emergency)];
        Assert.Equal(["emergency"], Assert.IsType<PersonAsks>(Assert.Single(Decide(once))).Because);
        IEvent[] twice = [.. once, Booked(7), Report(7, priority: Priority.Emergency)];
        Assert.Equal(Risk.Immediate, FollowUp(twice).Risk);
        Assert.Contains("emergency", FollowUp(twice).Because);
        Assert.Equal(Risk.Standard, FollowUp([.. twice, new RepairFinished(Landlord, Repair(0), Household, "North", null, Actor.Contractor, Start(7))]).Risk);
    }

    [Fact]
    [Trait("requirement", "12")]
    public void A_person_who_tries_or_a_time_the_resident_chooses_ends_the_pause()
    {
        var asked = new Asked(FirstFollowUp, true, Start(7), null, null);
        Assert.Null(NoAccessPolicy.EndOfPause(asked, [Booked(0), Booked(7), Booked(12, by: Actor.Landlord)]));
        Assert.Equal("resident-chose", NoAccessPolicy.EndOfPause(asked, [Booked(0), Booked(12)])?.Because);
        Assert.Null(NoAccessPolicy.EndOfPause(asked, [Booked(0), SameTimes(0, Start(8), 1)]));
        Assert.Equal("person-tried", NoAccessPolicy.EndOfPause(asked, [Tried(0, FirstFollowUp, Start(8)), Booked(12)])?.Because);
        Assert.Equal("resident-chose", NoAccessPolicy.EndOfPause(asked, [Booked(0), Changed(12, Start(8), Start(13), Actor.Resident)])?.Because);
        Assert.Null(NoAccessPolicy.EndOfPause(asked, [Booked(0), Changed(12, Start(8), Start(13), Actor.Landlord)]));
        Assert.Equal("closed", NoAccessPolicy.EndOfPause(asked, [Closed(FirstFollowUp, Start(8))])?.Because);
    }

    [Fact]
    public void History_follows_the_household_and_is_the_same_in_any_order_and_number()
    {
        List<IEvent> facts = [Booked(0), Report(0), Hazard(0), Booked(7), Report(7), Adjustment(0, Start(3)), Concern(7), BriefRead(7, Start(7)), Told(0, Start(-1)), Dispute(0), Decided(0, false), Closed(FirstFollowUp, Start(20)), Booked(30), Report(30), Booked(33), NobodyCame(33)];
        string Text(IEnumerable<IEvent> order) => string.Join('\n', NoAccessPolicy.Decide(Landlord, Household, order, Start(40), new Thresholds()) is var s
            ? s.Visits.Select(v => v.ToString()).Concat(s.Decisions.Select(d => $"{d.GetType().Name} {d.Id} {string.Join(',', (d as AskPerson)?.Because ?? [])} {string.Join(',', (d as FollowUp)?.VisitIds ?? [])}"))
            : []);
        var expected = Text(facts);
        var random = new Random(1903);
        for (var i = 0; i < 10_000; i++)
        {
            var order = facts.Concat(facts.Take(random.Next(facts.Count))).ToArray();
            random.Shuffle(order);
            Assert.Equal(expected, Text(order));
        }
    }
}
