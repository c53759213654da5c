using Repairs.Messages.Features.CodeContacts;

namespace Repairs.Tests.Unit.Messages;

public sealed class CodingTests
{
    [Theory]
    [InlineData(null, null, null, true, "First")]
    [InlineData("FD01", "ana", null, true, "Second")]
    [InlineData("FD01", "me", null, true, "None")]
    [InlineData("FD01", "ana", null, false, "None")]
    [InlineData("FD01", "ana", "FD02", true, "None")]
    public void A_second_code_is_for_a_sampled_contact_and_for_another_person(string? code, string? by, string? second, bool sampled, string turn) =>
        Assert.Equal(Enum.Parse<CodingTurn>(turn), Coding.TurnOf(new CodedContact { Code = code, CodedBy = by, SecondCode = second, Sampled = sampled }, "me"));
}
