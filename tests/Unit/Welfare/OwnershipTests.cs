using Repairs.Contracts;
using Repairs.Welfare;
using Repairs.Welfare.OpenFollowUp;
using Repairs.Welfare.RecordAttempt;

namespace Repairs.Tests.Unit.Welfare;

public sealed class OwnershipTests
{
    private static readonly DateOnly Today = new(2026, 3, 4);

    private static string Choose(int weight, params Officer[] rota) => Ownership.Choose(rota, weight, Today, "The manager");

    [Fact]
    [Trait("requirement", "52")]
    public void The_officer_who_carries_least_owns_the_next_case() =>
        Assert.Equal("Bo", Choose(1, new Officer { Name = "Ada", Cap = 15, Carries = 3 }, new Officer { Name = "Bo", Cap = 15, Carries = 2 }, new Officer { Name = "Cy", Cap = 15, Carries = 2 }));

    [Fact]
    [Trait("requirement", "52")]
    public void Beyond_the_cap_it_goes_to_the_manager_and_never_to_the_worker()
    {
        Assert.Equal("The manager", Choose(2, new Officer { Name = "Ada", Cap = 3, Carries = 2 }));
        Assert.Equal("Ada", Choose(1, new Officer { Name = "Ada", Cap = 3, Carries = 2 }));
        Assert.Equal("The manager", Choose(1));
    }

    [Fact]
    public void Nobody_gets_a_case_while_they_are_away() =>
        Assert.Equal("Bo", Choose(1, new Officer { Name = "Ada", Cap = 15, AwayFrom = Today, AwayUntil = Today }, new Officer { Name = "Bo", Cap = 15, Carries = 9 }));

    [Fact]
    public void A_case_that_is_likely_to_distress_weighs_two()
    {
        Assert.Equal(1, Ownership.WeightOf(Risk.Standard, ["two-in-ninety-days"]));
        Assert.Equal(2, Ownership.WeightOf(Risk.Standard, ["welfare-concern"]));
        Assert.Equal(2, Ownership.WeightOf(Risk.High, []));
    }

    [Theory]
    [InlineData("R01", "ours", true)]
    [InlineData("R02", "ours", true)]
    [InlineData("R20", "ours", true)]
    [InlineData("R21", "ours", true)]
    [InlineData("R04", "circumstance", true)]
    [InlineData("R09", "circumstance", false)]
    [InlineData("R10", "circumstance", false)]
    [InlineData("R11", "circumstance", false)]
    [InlineData("R12", "not-said", false)]
    [InlineData("R22", "circumstance", false)]
    [InlineData("R98", "not-said", true)]
    [InlineData("R99", "circumstance", true)]
    [Trait("requirement", "28")]
    public void Only_the_kind_of_a_restricted_reason_leaves_welfare(string code, string kind, bool travels)
    {
        Assert.Equal(new ReasonKind(kind, travels), ReasonKind.Of(code));
        Assert.Contains(Words.Reasons, r => r.Code == code);
    }

    [Fact]
    public void An_unknown_reason_is_no_reason() => Assert.Null(ReasonKind.Of("R97"));
}
