using Repairs.Messages.Gates;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Messages;

public class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("requirement", "29")]
    public void Not_one_humane_message_is_stopped()
    {
        Assert.True(Corpus.Humane.Length >= 20);
        foreach (var text in Corpus.Humane)
        {
            var verdict = Gate.Check(text);
            Assert.True(verdict.Ok, $"{verdict.Why} in: {text}");
        }

        Assert.True(Gate.Check(Corpus.Gas, Kind.Statutory).Ok, Gate.Check(Corpus.Gas, Kind.Statutory).Why);
    }

    [Fact]
    [Trait("requirement", "29")]
    public void Nearly_every_threat_is_stopped_by_its_tone_alone()
    {
        Assert.True(Corpus.Threats.Length >= 40);
        var missed = Corpus.Threats.Where(t => Tone.Check(t).All(f => f.Level == Level.Warn)).ToList();
        foreach (var text in missed)
            output.WriteLine(text);
        Assert.True(missed.Count <= Corpus.Threats.Length * 0.05, $"{missed.Count} of {Corpus.Threats.Length}: {missed.FirstOrDefault()}");
    }
}
