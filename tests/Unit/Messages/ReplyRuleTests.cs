using Repairs.Messages.Features.HearReply;

namespace Repairs.Tests.Unit.Messages;

public class ReplyRuleTests
{
    [Theory]
    [InlineData("2", 2)]
    [InlineData(" 1. ", 1)]
    [InlineData("3 please", 3)]
    [InlineData("Number 2 thanks x", 2)]
    [InlineData("I would like option 1 please", 1)]
    [InlineData("two", 2)]
    [InlineData("0", 0)]
    [InlineData("None of these", 0)]
    [InlineData("none of them thanks", 0)]
    [InlineData("２", 2)]
    public void A_number_alone_is_a_choice(string text, int choice) => Assert.Equal(new Heard("choice", choice), ReplyRule.Read(text));

    [Theory]
    [InlineData("CALL", "call")]
    [InlineData("please ring me", "call")]
    [InlineData("Change", "change")]
    [InlineData("WRONG", "wrong")]
    [InlineData("stop", "stop")]
    public void A_word_we_asked_for_is_heard(string text, string kind) => Assert.Equal(new Heard(kind), ReplyRule.Read(text));

    [Theory]
    [InlineData("I can't do 2")]
    [InlineData("not 1")]
    [InlineData("1 or 2")]
    [InlineData("2 but after 10am")]
    [InlineData("12")]
    [InlineData("4")]
    [InlineData("no")]
    [InlineData("no thanks")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("My son is 2 and we are in hospital")]
    [InlineData("Nie rozumiem")]
    [InlineData("don't call me")]
    public void Whatever_leaves_a_doubt_is_read_by_a_person(string? text) => Assert.Equal(new Heard("other"), ReplyRule.Read(text));
}
