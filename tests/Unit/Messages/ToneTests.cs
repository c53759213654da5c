using FsCheck;
using FsCheck.Fluent;
using Repairs.Messages.Gates;
using Repairs.Messages.Wording;

namespace Repairs.Tests.Unit.Messages;

public class ToneTests
{
    private static readonly IReadOnlyList<Phrase> Table = PhraseTable.Read();

    /// <summary>Every stopping phrase as it would be written: endings left off, one word where the table allows any.</summary>
    private static readonly string[] Stopping =
        [.. Table.Where(p => p.Level is Level.Block or Level.StatutoryOnly).SelectMany(p => PhraseTable.Written(p.Words)).Select(w => w.Replace("~", "", StringComparison.Ordinal).Replace("..", "seven", StringComparison.Ordinal))];

    [Fact]
    [Trait("requirement", "29")]
    public void Every_phrase_of_the_table_is_stopped_alone_and_in_capitals()
    {
        foreach (var phrase in Stopping)
        {
            Assert.True(Stops(phrase), phrase);
            Assert.True(Stops(phrase.ToUpperInvariant()), phrase);
        }
    }

    [Fact]
    [Trait("requirement", "29")]
    public void A_phrase_inserted_anywhere_in_a_good_message_stops_it_however_it_is_written()
    {
        var bodies = Templates.All.Values.Select(t => Rendering.Render(t, "email", WorstCase.Facts().First(), WorstCase.Readers().Last()).Body).ToArray();
        var cases = from body in Gen.Elements(bodies)
                    from phrase in Gen.Elements(Stopping)
                    from trick in Gen.Elements(Tricks)
                    from place in Gen.Choose(0, body.Length)
                    select (Text: Insert(body, trick(phrase), place), phrase);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(cases.ToArbitrary(), c => Stops(c.Text)));
    }

    [Theory]
    [InlineData("We will come to the courtyard. The courteous plumber will ring Courtney.")]
    [InlineData("The tap fails to close, so the water runs. The boiler failed on Monday.")]
    [InlineData("Accompany me to the company. We accomplished it.")]
    [InlineData("Your new lawn looks fine. Please refine the list.")]
    [InlineData("We reinforced the fence. The workforce is small.")]
    [InlineData("There is a new bench by the pond. It is your tea break.")]
    [InlineData("We had no accessories left.")]
    [InlineData("Diana and Edna live here.")]
    [InlineData("You mustard lovers are welcome.")]
    [InlineData("Is there a whole coster cart?")]
    [InlineData("If we say no. Access is through the yard.")]
    [InlineData("We will not charge you. It costs nothing. You will not be charged.")]
    [InlineData("It is fine if you were not in.")]
    [InlineData("You must be cold without heating. We are sorry.")]
    public void Ordinary_words_that_only_hold_a_phrase_pass(string text) => Assert.DoesNotContain(Tone.Check(text), f => f.Level != Level.Warn);

    [Theory]
    [InlineData("c o u r t")]
    [InlineData("c.o.u.r.t")]
    [InlineData("cou-rt")]
    [InlineData("cour t")]
    [InlineData("c\u200Bou\u200Drt")]
    [InlineData("c\u00ADourt")]
    [InlineData("ｃｏｕｒｔ")]
    [InlineData("соurt")]
    [InlineData("cόurt")]
    [InlineData("c0urt")]
    [InlineData("𝐜𝐨𝐮𝐫𝐭")]
    [InlineData("Court's")]
    [InlineData("courts")]
    [InlineData("no-access")]
    [InlineData("NO_ACCESS")]
    [InlineData("no\n  access")]
    [InlineData("noaccess")]
    [InlineData("n0 acc3ss")]
    [InlineData("d.n.a.")]
    [InlineData("didn’t attend")]
    [InlineData("en\u0301force")]
    [InlineData("Enforcement")]
    [InlineData("recharging")]
    [InlineData("within 7 working days or")]
    public void Disguises_are_seen_through(string text) => Assert.True(Stops($"Hello. {text} and so on"), text);

    [Fact]
    public void A_finding_says_where_and_what_instead()
    {
        var finding = Assert.Single(Tone.Check("Hello Sam. We had No  Access today."));
        Assert.Equal((11 + 7, "No  Access", "we have not been able to start yet"), (finding.At, finding.Text, finding.Instead));
    }

    [Fact]
    public void The_random_part_of_a_link_may_spell_anything() =>
        Assert.Empty(Tone.Check("Pick here: https://repairs.example/r/AAECAwQFBgcICQoLDA0ODw-dna-court-no-access-11 today"));

    [Fact]
    [Trait("requirement", "31")]
    public void A_safety_message_may_name_what_is_real_only_when_it_says_the_duty_is_ours()
    {
        const string Honest = "The law says we must check your boiler. In some cases a court can be asked to decide. That is rare.";
        Assert.False(Gate.Check(Honest).Ok);
        Assert.True(Gate.Check(Honest, Kind.Statutory).Ok);
        Assert.False(Gate.Check("In some cases a court can be asked to decide.", Kind.Statutory).Ok);
        Assert.False(Gate.Check("The law says we must come. This is your final warning.", Kind.Statutory).Ok);
    }

    [Fact]
    public void The_gates_cost_less_than_a_millisecond()
    {
        var body = Rendering.Render(Templates.All["missed-each-other"], "email", WorstCase.Facts().First(), WorstCase.Readers().Last()).Body;
        for (var i = 0; i < 200; i++)
            Gate.Check(body);
        var from = WorkedMilliseconds();
        for (var i = 0; i < 500; i++)
            Gate.Check(body);
        var each = (WorkedMilliseconds() - from) / 500.0;
        Assert.True(each < 5, $"{each} ms"); // five times the aim, for slower machines
    }

    /// <summary>How long the processor worked for this thread, in the kernel's hundredths of a second: others on the machine do not count.</summary>
    private static long WorkedMilliseconds()
    {
        var fields = File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return 10 * (long.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + long.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static readonly Func<string, string>[] Tricks =
    [
        p => p,
        p => p.ToUpperInvariant(),
        p => System.Globalization.CultureInfo.InvariantCulture.TextInfo.ToTitleCase(p),
        p => p.Replace(" ", "   ", StringComparison.Ordinal),
        p => p.Replace(" ", "-", StringComparison.Ordinal),
        p => p.Replace(" ", "\n", StringComparison.Ordinal),
        p => string.Join(' ', p.Where(c => c != ' ')),
        p => string.Join('\u200B', p.ToCharArray()),
        p => p.Replace('o', 'о').Replace('a', 'а').Replace('e', 'е').Replace('c', 'с'),
        p => p.Replace('o', '0'),
        p => string.Concat(p.Select(c => c is >= 'a' and <= 'z' ? (char)('ａ' + (c - 'a')) : c)),
        p => p + "!!!",
        p => $"\"{p}\"",
    ];

    private static bool Stops(string text) => !Gate.Check(text).Ok && Tone.Check(text).Any(f => f.Level != Level.Warn);

    /// <summary>Between two words, so that it stands as words itself.</summary>
    private static string Insert(string body, string phrase, int place)
    {
        while (place < body.Length && body[place] != ' ')
            place++;
        return $"{body[..place]} also {phrase} {body[place..]}";
    }
}
