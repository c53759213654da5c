using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

public class SpeechTests
{
    [Theory]
    [InlineData("cy")]
    [InlineData("pl")]
    [InlineData("ar")]
    [InlineData("ur")]
    public void Every_language_has_every_sentence_with_the_same_gaps(string code)
    {
        var speech = Speech.Of(code);
        Assert.Equal(Speech.English.Keys.Order(), speech.Keys.Order());
        foreach (var key in Speech.English.Keys)
        {
            for (var gap = 0; gap < 2; gap++)
                Assert.Equal(Speech.English[key].Contains($"{{{gap}}}", StringComparison.Ordinal), speech[key].Contains($"{{{gap}}}", StringComparison.Ordinal));
        }

        Assert.Equal(7, speech["days"].Split('|').Length);
        Assert.Equal(12, speech["months"].Split('|').Length);
    }

    [Fact]
    public void An_unknown_language_is_english() => Assert.Same(Speech.English, Speech.Of("xx"));

    [Fact]
    public void Dates_and_times_need_no_languages_of_the_server()
    {
        Assert.Equal("czwartek 26 listopada, \u206608:00\u2060–\u206012:00\u2069", Speech.Of("pl").Visit(new DateOnly(2026, 11, 26), new TimeOnly(8, 0), new TimeOnly(12, 0)));
        Assert.Equal("Thursday 26 November, between 8am and midday", Speech.English.Visit(new DateOnly(2026, 11, 26), new TimeOnly(8, 0), new TimeOnly(12, 0)));
    }
}
