using Repairs.Contracts;
using Repairs.NoAccess;
using Repairs.NoAccess.DecideDispute;
using Repairs.NoAccess.PayForMiss;
using static Repairs.Tests.Unit.NoAccess.A;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>What is proposed for a miss of ours, and what a decision about a dispute would change.</summary>
public sealed class PayRuleTests
{
    [Theory]
    [InlineData(DoorOutcome.DO21, 1000)]
    [InlineData(DoorOutcome.DO22, 2000)]
    [InlineData(DoorOutcome.DO10, 2000)]
    [Trait("requirement", "10")]
    public void Late_pays_less_than_missed(DoorOutcome cause, int pence) => Assert.Equal(pence, PayRule.Propose(cause, new MissMoney()));

    [Fact]
    [Trait("requirement", "10")]
    public void A_landlord_sets_its_own_amounts_with_their_source_and_nought_proposes_nothing()
    {
        var settings = new NoAccessSettings { Landlords = { ["own"] = new Thresholds { Money = new MissMoney { MissedPence = 2550, LatePence = 0, Source = "Our repairs policy 2026, section 4" } } } };
        Assert.Equal(2550, PayRule.Propose(DoorOutcome.DO22, settings.For("own").Money));
        Assert.Null(PayRule.Propose(DoorOutcome.DO21, settings.For("own").Money));
        Assert.Empty(settings.Faults());
        Assert.Equal(("£25.50", "£20", "£0.05"), (PayRule.Words(2550), PayRule.Words(2000), PayRule.Words(5)));
    }

    [Fact]
    public void An_amount_or_a_source_that_makes_no_sense_is_named()
    {
        var settings = new NoAccessSettings { Thresholds = new Thresholds { Money = new MissMoney { MissedPence = -1, LatePence = 60_000, Source = " " } } };
        Assert.Equal(["MissedPence", "LatePence", "Source"], settings.Faults().Select(f => f.Split(' ')[0].Split(':')[^1]));
    }

    [Fact]
    [Trait("requirement", "8")]
    public void Before_deciding_it_is_said_what_either_decision_changes()
    {
        IEvent[] facts = [Booked(0), Report(0), Booked(7), Report(7), Dispute(7)];
        Effect Now(params IEvent[] also) => EffectRule.Of(Landlord, Household, Visit(7), Repair(0), [.. facts, .. also], Start(8), new Thresholds());
        Assert.Equal(new Effect(Attribution.Ours, Attribution.Unknown, CountsIfKept: true, Counted: 1, AsksPerson: true), Now());
        Assert.Equal(new Effect(Attribution.Paused, Attribution.Paused, CountsIfKept: false, Counted: 0, AsksPerson: false), Now(Pause(0, Start(-1), null)));
        Assert.Equal(new Effect(Attribution.Ours, Attribution.Unknown, CountsIfKept: true, Counted: 0, AsksPerson: false), EffectRule.Of(Landlord, Household, Visit(7), Repair(0), facts[2..], Start(8), new Thresholds()));
    }

    [Theory]
    [InlineData(0, "today")]
    [InlineData(1, "1 day")]
    [InlineData(12, "12 days")]
    public void The_age_of_a_dispute_is_said_in_days(int days, string words) => Assert.Equal(words, DisputesModel.Age(Start(0), Start(days)));

    [Fact]
    [Trait("requirement", "8")]
    public void Whoever_goes_on_visits_decides_about_none()
    {
        Assert.True(DecideDispute.IsOutside(new("s", Landlord, [Repairs.Platform.Roles.Desk], null)));
        Assert.False(DecideDispute.IsOutside(new("s", Landlord, [Repairs.Platform.Roles.Desk], "OP-1")));
        Assert.False(DecideDispute.IsOutside(new("s", Landlord, [Repairs.Platform.Roles.Manager, Repairs.Platform.Roles.Operative], null)));
    }
}
