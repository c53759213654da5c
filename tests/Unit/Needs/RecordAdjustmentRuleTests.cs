using Repairs.Needs.Features.RecordAdjustment;

namespace Repairs.Tests.Unit.Needs;

public sealed class RecordAdjustmentRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 26);

    [Fact]
    [Trait("requirement", "14")]
    public void Nothing_is_kept_without_consent_or_another_recorded_basis()
    {
        Assert.Contains("consent", Faults(Ask() with { Consent = null }));
        Assert.Contains("consent.how", Faults(Ask() with { Consent = new Consent(" ", Now) }));
        Assert.Contains("consent.at", Faults(Ask() with { Consent = new Consent("on the phone", null) }));
        Assert.Contains("consent.at", Faults(Ask() with { Consent = new Consent("on the phone", Now.AddDays(1)) }));
        Assert.Contains("basis.kind", Faults(Ask() with { Consent = null, Basis = new OtherBasis("because", "x") }));
        Assert.Contains("basis.why", Faults(Ask() with { Consent = null, Basis = new OtherBasis("safeguarding", null) }));
        Assert.Empty(Faults(Ask() with { Consent = null, Basis = new OtherBasis("safeguarding", "The ward told us") }));
        Assert.Empty(Faults(Ask()));
    }

    [Fact]
    [Trait("requirement", "14")]
    public void It_is_looked_at_again_within_twelve_months()
    {
        Assert.Equal(Today.AddMonths(12), RecordAdjustmentRule.Judge(Ask(), Now).Adjustment!.ReviewBy);
        Assert.Empty(Faults(Ask() with { ReviewBy = Today.AddMonths(12) }));
        Assert.Contains("reviewBy", Faults(Ask() with { ReviewBy = Today.AddMonths(12).AddDays(1) }));
        Assert.Contains("reviewBy", Faults(Ask() with { ReviewBy = Today }));
    }

    [Theory]
    [InlineData("A00")]
    [InlineData("A25")]
    [InlineData("30")]
    [InlineData("R12")]
    [InlineData(null)]
    public void Only_what_to_do_can_be_recorded(string? code) => Assert.Contains("code", Faults(Ask() with { Code = code }));

    [Theory]
    [Trait("requirement", "14")]
    [InlineData("I have bipolar disorder", true)]
    [InlineData("On medication since my stroke", true)]
    [InlineData("Knock loudly, I am slow on the stairs", false)]
    [InlineData("Text me first", false)]
    public void Health_words_bring_a_kind_note_and_never_a_no(string words, bool note)
    {
        Assert.Equal(note, RecordAdjustmentRule.HasHealthWords(words));
        var kept = RecordAdjustmentRule.Judge(Ask() with { Words = words }, Now).Adjustment!;
        Assert.Equal(words, kept.Words);
        Assert.Null(kept.DoorWords);
    }

    [Fact]
    public void Words_for_the_door_cannot_tell_of_health() => Assert.Contains("doorWords", Faults(Ask() with { DoorWords = "I have dementia, be patient" }));

    [Theory]
    [InlineData("A01", "Knock loudly and wait 5 minutes", "wait 5")]
    [InlineData("A01", "Please wait ten minutes", "wait 10")]
    [InlineData("A11", "At most one person", "people 1")]
    [InlineData("A11", "No more than two people", "people 2")]
    [InlineData("A17", "Not before 10am", "before 10:00")]
    [InlineData("A17", "not after 3.30 pm, school", "after 15:30")]
    [InlineData("A17", "not before 09:30", "before 09:30")]
    [InlineData("A09", "A woman, please", "female")]
    [InlineData("A09", "I would like a man to come", "male")]
    [InlineData("A21", "No photos at my door", "no photos")]
    public void What_the_words_say_is_understood(string code, string words, string understood)
    {
        var a = RecordAdjustmentRule.Judge(Ask() with { Code = code, Words = words }, Now).Adjustment!;

        Assert.Contains(understood, $"wait {a.WaitMinutes}; people {a.People}; before {a.NotBefore:HH\\:mm}; after {a.NotAfter:HH\\:mm}; {a.OperativeGender}; {(a.NoPhotos ? "no photos" : "")}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A08", "language")]
    [InlineData("A09", "operativeGender")]
    [InlineData("A17", "notBefore")]
    [InlineData("A18", "avoidDates")]
    public void A_code_that_could_change_nothing_as_it_is_asks_for_what_it_needs(string code, string field) => Assert.Contains(field, Faults(Ask() with { Code = code, Words = null }));

    [Fact]
    public void Who_may_see_it_is_chosen_from_a_list_without_tenancy_or_arrears()
    {
        Assert.Contains("seenBy", Faults(Ask() with { SeenBy = ["arrears"] }));
        Assert.Equal(["hazard-triage"], RecordAdjustmentRule.Judge(Ask() with { SeenBy = ["hazard-triage", "hazard-triage"] }, Now).Adjustment!.SeenBy);
    }

    [Fact]
    public void Words_have_a_length() => Assert.Contains("words", Faults(Ask() with { Words = new string('x', 501) }));

    private static NewAdjustment Ask() => new("A01", Consent: new Consent("on the phone", Now.AddDays(-1)));

    private static IEnumerable<string> Faults(NewAdjustment asked) => RecordAdjustmentRule.Judge(asked, Now).Faults.ByField.Keys;
}
