using Repairs.Messages.Gates;

namespace Repairs.Tests.Unit.Messages;

public class ReadabilityTests
{
    [Theory]
    [InlineData("cat", 1)]
    [InlineData("repair", 2)]
    [InlineData("kitchen", 2)]
    [InlineData("safe", 1)]
    [InlineData("people", 2)]
    [InlineData("appointment", 3)]
    [InlineData("electrical", 4)]
    [InlineData("accommodation", 5)]
    [InlineData("missed", 1)]
    [InlineData("visited", 3)]
    [InlineData("changes", 2)]
    [InlineData("you", 1)]
    [InlineData("quietly", 3)]
    [InlineData("responsibility", 6)]
    [InlineData("Tuesday", 2)]
    public void Syllables_are_counted_by_their_sounds(string word, int expected) => Assert.Equal(expected, Syllables.Count(word));

    [Fact]
    public void The_humane_example_is_easy_and_the_gas_example_easy_enough()
    {
        Assert.InRange(Readability.Check(Corpus.Humane[0]).Grade, 0.5, 3.5);
        Assert.InRange(Readability.Check(Corpus.Gas).Grade, 3, 6);
    }

    [Fact]
    public void A_sentence_of_twenty_six_words_is_too_long()
    {
        static string Of(int words) => string.Join(' ', Enumerable.Repeat("go", words)) + ". Go. Go. Go.";
        Assert.DoesNotContain(Readability.Check(Of(25)).Findings, f => f.Rule == "long-sentence");
        Assert.Contains(Readability.Check(Of(26)).Findings, f => f is { Rule: "long-sentence", Level: Level.Block });
    }

    [Fact]
    public void Sixteen_words_on_average_are_too_many() =>
        Assert.Contains(Readability.Check(string.Join(' ', Enumerable.Repeat("go", 16)) + ".").Findings, f => f.Rule == "mean-sentence");

    [Fact]
    public void Hard_words_do_not_pass() =>
        Assert.Contains(Readability.Check("Notwithstanding prior communication, remediation necessitates unencumbered availability.").Findings, f => f is { Rule: "reading-grade", Level: Level.Block });

    [Theory]
    [InlineData("Please ring us TODAY about it.", true)]
    [InlineData("This is VERY BAD news.", true)]
    [InlineData("Reply CALL and we ring you. Reply STOP to stop.", false)]
    [InlineData("Ring NHS 111 for advice. I am in.", false)]
    public void Capitals_are_shouting_save_for_what_to_reply(string text, bool shouts) =>
        Assert.Equal(shouts, Readability.Check(text).Findings.Any(f => f.Rule == "capitals"));

    [Fact]
    public void Nothing_is_not_a_message() => Assert.False(Gate.Check("   ").Ok);

    [Fact]
    public void A_greeting_and_a_list_are_sentences_of_their_own()
    {
        const string Text = "Hello Sam,\n\nYou can:\n- pick a time\n- ring us\n- do nothing\n";
        Assert.Empty(Readability.Check(Text).Findings);
    }
}
