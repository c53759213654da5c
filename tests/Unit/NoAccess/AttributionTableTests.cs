using Repairs.Contracts;
using Repairs.NoAccess;
using Repairs.NoAccess.WeighOutcome;
using static Repairs.Tests.Unit.NoAccess.A;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>The attribution table of access.md crossed with itself: every combination of what can be known about a visit means what the first matching row says.</summary>
public sealed class AttributionTableTests
{
    private enum Told { ChoseIt, ByMessage, MessageCameBack, MovedThereAndBack, Never }

    private enum Came { InTime, TooEarly, TooLate }

    private enum Needs { None, Read, Unread, ReadBeforeTheyWereThere, Withdrawn }

    private enum Dispute { None, Open, Upheld, NotUpheld }

    private sealed record Case(DoorOutcome Outcome, Told Told, Came Came, bool Absence, Needs Needs, bool Paused, Dispute Dispute, bool GivenUp, bool Evidence, string? Reason);

    private static readonly DoorOutcome[] Outcomes = [.. Enum.GetValues<DoorOutcome>().Where(o => o < DoorOutcome.DO30)];

    private static readonly string?[] Reasons = [null, "ours", "circumstance", "not-said"];

    private static IEnumerable<Case> All() =>
        from outcome in Outcomes
        from told in Enum.GetValues<Told>()
        from came in Enum.GetValues<Came>()
        from absence in (bool[])[false, true]
        from needs in Enum.GetValues<Needs>()
        from paused in (bool[])[false, true]
        from dispute in Enum.GetValues<Dispute>()
        from givenUp in (bool[])[false, true]
        from evidence in outcome == DoorOutcome.DO10 ? (bool[])[false, true] : [true]
        from reason in Reasons
        select new Case(outcome, told, came, absence, needs, paused, dispute, givenUp, evidence, reason);

    /// <summary>The table, row by row, in its words.</summary>
    private static Attribution Expected(Case c)
    {
        if (c.Outcome is DoorOutcome.DO01 or DoorOutcome.DO02)
            return c.Dispute switch { Dispute.Open => Attribution.Disputed, Dispute.Upheld => Attribution.Ours, _ => Attribution.Attended };
        if (c.Outcome is >= DoorOutcome.DO20 and <= DoorOutcome.DO24 || c.Came != Came.InTime || (c.Absence && !c.GivenUp))
            return Attribution.Ours;
        if (c.Reason == "ours" || c.Told is Told.Never or Told.MessageCameBack or Told.MovedThereAndBack || c.Needs is Needs.Unread or Needs.ReadBeforeTheyWereThere)
            return Attribution.Ours;
        if (c.Paused)
            return Attribution.Paused;
        if (c.Dispute is Dispute.Open or Dispute.Upheld)
            return c.Dispute == Dispute.Open ? Attribution.Disputed : Attribution.Ours;
        if (c.Outcome is DoorOutcome.DO11 or DoorOutcome.DO12 || c.GivenUp)
            return Attribution.AgreedChange;
        if (c.Outcome is >= DoorOutcome.DO13 and <= DoorOutcome.DO18)
            return Attribution.Circumstance;
        return !c.Evidence ? Attribution.Unevidenced : c.Reason == "circumstance" ? Attribution.Circumstance : Attribution.Unknown;
    }

    private static IEnumerable<IEvent> FactsOf(Case c)
    {
        var booked = Booked(0, by: c.Told == Told.ChoseIt ? Actor.Resident : Actor.Landlord);
        yield return booked;
        if (c.Told is not (Told.ChoseIt or Told.Never))
            yield return A.Told(0, Start(0).AddDays(-2));
        if (c.Told == Told.MessageCameBack)
            yield return CameBack(0);
        var standing = booked.AppointmentId;
        if (c.Told == Told.MovedThereAndBack)
        {
            yield return Changed(0, Start(0).AddHours(-30), Start(3), Actor.Landlord);
            yield return A.Told(0, Start(0).AddHours(-29)) with { MessageId = Id("message", 77), WindowStart = Start(3), WindowEnd = Start(3).AddHours(4) };
            yield return Changed(0, Start(0).AddHours(-20), Start(0), Actor.Landlord) with { AppointmentId = standing = Id("back", 0) };
        }

        if (c.GivenUp)
            yield return Cancelled(0, Start(0).AddHours(-3)) with { AppointmentId = standing };
        if (c.Absence)
            yield return NobodyCame(0);
        if (c.Needs != Needs.None)
            yield return Adjustment(0, c.Needs == Needs.ReadBeforeTheyWereThere ? Start(0).AddHours(-1) : Start(0).AddDays(-9));
        if (c.Needs == Needs.Withdrawn)
            yield return Withdrawn(0, Start(0).AddHours(-1));
        if (c.Needs is Needs.Read or Needs.ReadBeforeTheyWereThere)
            yield return BriefRead(0, Start(0).AddHours(-2));
        if (c.Paused)
            yield return Pause(0, Start(0).AddDays(-1), Start(0).AddDays(1));
        if (c.Dispute != Dispute.None)
            yield return A.Dispute(0);
        if (c.Dispute is Dispute.Upheld or Dispute.NotUpheld)
            yield return Decided(0, c.Dispute == Dispute.Upheld);
        if (c.Reason is not null)
            yield return Reason(0, c.Reason);
        var read = c.Needs != Needs.Unread;
        yield return Report(0, c.Outcome, evidence: Complete with { CardPhoto = c.Evidence, BriefRead = read }, arrivedAfterMinutes: c.Came switch { Came.TooEarly => -5, Came.TooLate => 245, _ => 30 });
    }

    private static WeighedVisit? Weigh(IEnumerable<IEvent> facts) =>
        new HouseholdFacts(facts).Visits.Where(v => v.VisitId == Visit(0)).Select(v => AttributionRule.Attribute(v, new Thresholds())).SingleOrDefault();

    [Fact]
    [Trait("requirement", "7")]
    [Trait("requirement", "8")]
    [Trait("requirement", "9")]
    [Trait("requirement", "22")]
    public void Every_combination_of_what_can_be_known_means_what_the_first_matching_row_says()
    {
        var seen = new Dictionary<Attribution, int>();
        foreach (var c in All())
        {
            var facts = FactsOf(c).ToList();
            var means = Weigh(facts)?.Attribution;
            Assert.True(means == Expected(c), $"{c} is {means}, not {Expected(c)}");
            seen[means!.Value] = seen.GetValueOrDefault(means.Value) + 1;
        }

        Assert.Equal(Enum.GetValues<Attribution>().Order(), seen.Keys.Order());
    }

    /// <summary>Five parts of the evidence, each missing, shown with the report, or shown later; told or not; read or not: 3⁵ × 2 × 2.</summary>
    [Fact]
    [Trait("requirement", "7")]
    public void Every_combination_of_the_evidence_is_judged_whenever_its_parts_arrive()
    {
        var complete = 0;
        for (var ways = 0; ways < 243; ways++)
        {
            var parts = new int[5];
            for (int i = 0, left = ways; i < 5; i++, left /= 3)
                parts[i] = left % 3;
            DoorEvidence Shown(int when) => new(parts[0] == when, parts[1] == when, parts[2] == when, parts[3] == when, parts[4] == when);
            foreach (var told in (bool[])[false, true])
            {
                foreach (var needs in (bool[])[false, true])
                {
                    List<IEvent> facts = [Booked(0, by: told ? Actor.Resident : Actor.Landlord), Report(0, evidence: Shown(1)), new VisitEvidenceAdded(Landlord, Visit(0), Id("report", 0), Repair(0), Household, Shown(2), Start(0).AddHours(3))];
                    if (needs)
                        facts.Add(Adjustment(0, Start(-9)));
                    var whole = parts.All(p => p > 0);
                    var expected = !told || (needs && parts[4] == 0) ? Attribution.Ours : whole ? Attribution.Unknown : Attribution.Unevidenced;
                    Assert.Equal(expected, Weigh(facts)?.Attribution);
                    complete += expected == Attribution.Unknown ? 1 : 0;
                }
            }
        }

        Assert.Equal(32 * 2, complete);
    }

    /// <summary>All that can be known about one visit, more than one row's worth of it.</summary>
    private static readonly IEvent[] Pool =
    [
        Booked(0, by: Actor.Landlord), A.Told(0, Start(0).AddDays(-2)), CameBack(0), Changed(0, Start(0).AddHours(-30), Start(0).AddMinutes(15), Actor.Landlord),
        Changed(9, Start(0).AddHours(-20), Start(0), Actor.Resident) with { VisitId = Visit(0) }, Cancelled(0, Start(0).AddHours(-3)), NobodyCame(0),
        Report(0, evidence: Complete with { CardPhoto = false }), new VisitEvidenceAdded(Landlord, Visit(0), Id("report", 0), Repair(0), Household, Complete, Start(0).AddHours(3)),
        Report(0, DoorOutcome.DO13, supersedes: Id("report", 0), report: "correction"), Reason(0, "ours"), Reason(0, "circumstance", Start(0).AddDays(2)), Adjustment(0, Start(-9)), BriefRead(0, Start(0)),
        Pause(0, Start(-1), null), Resume(0, Start(0)), A.Dispute(0), TakenBack(0, Start(0).AddDays(2)), Decided(0, false),
    ];

    [Fact]
    [Trait("requirement", "58")]
    public void Every_permutation_of_every_four_facts_about_a_visit_gives_the_same_attribution()
    {
        var weighed = 0;
        foreach (var set in Subsets(Pool, 4))
        {
            var orders = Orders(set).ToList();
            var expected = Weigh(orders[0]);
            Assert.All(orders, o => Assert.Equal(expected, Weigh(o)));
            weighed += orders.Count;
        }

        Assert.Equal(3876 * 24, weighed);
    }

    private static IEnumerable<IEvent[]> Subsets(IEvent[] of, int size) =>
        size == 0 ? [[]] : of.SelectMany((fact, i) => Subsets(of[(i + 1)..], size - 1).Select(rest => (IEvent[])[fact, .. rest]));

    private static IEnumerable<IEvent[]> Orders(IEvent[] facts) =>
        facts.Length < 2 ? [facts] : facts.SelectMany((fact, i) => Orders([.. facts[..i], .. facts[(i + 1)..]]).Select(rest => (IEvent[])[fact, .. rest]));
}
