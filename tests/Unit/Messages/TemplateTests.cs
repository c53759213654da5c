using System.Text.RegularExpressions;
using Repairs.Messages.Gates;
using Repairs.Messages.Wording;

namespace Repairs.Tests.Unit.Messages;

public class TemplateTests
{
    public static TheoryData<string, string> Every
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var template in Templates.All.Values)
            {
                foreach (var channel in template.Channels)
                    data.Add(template.Name, channel);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    [Trait("requirement", "29")]
    [Trait("requirement", "30")]
    public void Every_template_passes_every_gate_whoever_reads_it(string name, string channel)
    {
        foreach (var facts in WorstCase.FactsFor(name))
        {
            foreach (var reader in WorstCase.Readers())
            {
                var rendered = Rendering.Render(Templates.All[name], channel, facts, reader);
                var verdict = rendered.Check(reader);
                Assert.True(verdict.Ok, $"{name}/{channel}: {verdict.Why}\n{rendered.Body}");
                Assert.True(verdict.Grade <= (reader.Landlord == WorstCase.Landlords[0] ? Readability.TargetGrade : Readability.HighestGrade), $"{name}/{channel}: grade {verdict.Grade}\n{rendered.Body}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_template_needs_none_of_the_words_we_would_rather_not_use(string name, string channel)
    {
        foreach (var facts in WorstCase.Facts())
        {
            var rendered = Rendering.Render(Templates.All[name], channel, facts, WorstCase.Readers().First());
            Assert.DoesNotContain(Tone.Check(rendered.Body), f => f.Level == Level.Warn);
        }
    }

    [Fact]
    [Trait("requirement", "33")]
    public void Every_channel_tells_the_same_facts()
    {
        var reader = WorstCase.Readers().First();
        foreach (var template in Templates.All.Values)
        {
            foreach (var facts in WorstCase.Facts())
            {
                var told = template.Channels.Select(c => FactsIn(Rendering.Render(template, c, facts, reader).Body)).ToList();
                Assert.All(told, t => Assert.Equal(told[0], t));
            }
        }
    }

    [Fact]
    [Trait("requirement", "32")]
    public void Whatever_we_say_we_will_do_by_a_day_is_declared_as_a_promise()
    {
        var reader = WorstCase.Readers().First();
        foreach (var template in Templates.All.Values)
        {
            foreach (var facts in WorstCase.Facts())
            {
                var said = Rendering.Render(template, "email", facts, reader).Sections;
                var dated = Regex.Matches($"{said["silence"]} {said["will"]}", @"(?:we|Oluwaseun) will (?:still )?(?:come|write|ring)[^.]*(?:by|on|that day)");
                Assert.True(dated.Count == 0 || template.Promises.Any(p => facts.Moment(p.By) is not null), $"{template.Name}: {said["silence"]}");
            }
        }
    }

    [Fact]
    [Trait("requirement", "3")]
    public void A_letter_with_choices_has_a_slip_that_passes_the_gates_and_names_nobody()
    {
        foreach (var facts in WorstCase.OnASlip())
        {
            foreach (var reader in WorstCase.Readers())
            {
                foreach (var name in new[] { "repair-raised", "choices-by-letter" })
                {
                    var rendered = Rendering.Render(Templates.All[name], "letter", facts, reader);
                    var slip = rendered.Body.Split(Rendering.SlipBegins)[1];
                    Assert.True(rendered.Check(reader).Ok, $"{name}: {rendered.Check(reader).Why}\n{rendered.Body}");
                    Assert.Equal(5, slip.Split("[ ]").Length - 1);
                    Assert.EndsWith("Slip K7 M2 X5\n", slip, StringComparison.Ordinal);
                    Assert.DoesNotContain(reader.Link, slip, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    [Trait("requirement", "10")]
    public void Our_own_miss_says_sorry_and_why_and_offers_new_times()
    {
        var reader = WorstCase.Readers().First();
        foreach (var facts in WorstCase.Facts())
        {
            var body = Rendering.Render(Templates.All["landlord-missed"], "text", facts, reader).Body;
            Assert.Contains("We are sorry", body, StringComparison.Ordinal);
            Assert.Contains("our mistake, not yours", body, StringComparison.Ordinal);
            Assert.Contains("pick a new time", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_template_without_one_of_its_sections_does_not_pass()
    {
        var reader = WorstCase.Readers().First();
        var facts = WorstCase.Facts().First();
        foreach (var (section, _) in Shape.Sections)
        {
            var source = Templates.All["missed-each-other"].Source;
            var without = Regex.Replace(source, $@"\[{section}\]\n[^\[]*", "", RegexOptions.ExplicitCapture);
            Assert.NotEqual(source, without);
            Assert.False(Rendering.Render(Templates.Parse("cut", without), "text", facts, reader).Check(reader).Ok, section);
        }
    }

    [Fact]
    public void A_name_never_stops_a_message_and_never_runs_as_a_template()
    {
        Assert.Equal("Hello", Greeting("Final Warning"));
        Assert.Equal("Hello", Greeting(new string('x', 500)));
        Assert.Equal("Hello Sam Okafor", Greeting("SAM OKAFOR"));
        Assert.Equal("Hello {{link}}", Greeting("{{link}}"));
        Assert.Equal("Hello محمد عبد الرحمن", Greeting("محمد عبد الرحمن"));
        Assert.DoesNotContain('\u202E', Greeting("\u202Egnimoc\u202C Sam"));

        static string Greeting(string name) => new Reader(name, false, "L", "P", "1", "x", null).Greeting();
    }

    [Theory]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(306, 2)]
    [InlineData(307, 3)]
    public void Texts_are_counted_in_parts_of_the_seven_bit_alphabet(int characters, int parts) =>
        Assert.Equal((parts, true), TextParts.Count(new string('a', characters)));

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void One_character_outside_it_more_than_doubles_them(int characters, int parts) =>
        Assert.Equal((parts, false), TextParts.Count(new string('a', characters - 1) + "’"));

    [Fact]
    public void A_euro_sign_takes_two_places() => Assert.Equal((2, true), TextParts.Count(new string('a', 159) + "€"));

    private static List<string> FactsIn(string body) =>
        [.. Regex.Matches(body, @"https?://\S+|\b\d[\d: ]*(?:am|pm)?\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+|Oluwaseun", RegexOptions.ExplicitCapture)
            .Select(m => m.Value.Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
