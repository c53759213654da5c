using System.Globalization;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowDemand;
using Repairs.Analytics.Features.ShowOverview;
using Repairs.Analytics.Features.ShowSummary;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

public sealed class DemandTests
{
    private static readonly DateOnly Day = new(2025, 3, 3);

    [Fact]
    public void What_nobody_coded_stands_apart_and_is_never_shared_out_over_the_reasons()
    {
        var codes = Cells("M17-codes", ("M17:FD01", 60), ("M17:VD01", 40), ("M17.of", 100));
        Assert.Equal((60L, 100L), codes.Where(c => c.Group == "FD01").Select(c => (c.Numerator, c.Denominator)).Single());
        Assert.Equal((100L, 200L), Cells("M17a", ("M17.of", 100), ("M17.uncoded", 100)).Select(c => (c.Numerator, c.Denominator)).Single());
    }

    [Fact]
    public void The_codes_are_those_that_contacts_are_given_and_each_has_its_words()
    {
        Assert.Equal(Repairs.Messages.Features.RecordContact.RecordContact.Codes.Select(c => c.Code).Order(StringComparer.Ordinal), DemandCodes.All.Select(d => d.Code).Order(StringComparer.Ordinal));
        Assert.All(DemandCodes.All, d => Assert.StartsWith(Repairs.Messages.Features.RecordContact.RecordContact.Codes.Single(c => c.Code == d.Code).Words, d.Words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rare_reason_is_hidden_and_cannot_be_worked_out_from_the_others()
    {
        var figures = Shown("M17-codes", ("M17:FD01", 61), ("M17:FD14", 2), ("M17:VD01", 41), ("M17.of", 104));
        Assert.Equal("[c]", figures.Single(f => f.Group == "FD14").Marker);
        Assert.All(figures.Where(f => f.Numerator is not null), f => Assert.Equal(0, f.Numerator % 5));
    }

    [Theory]
    [InlineData(0, 0, "No contact was coded by two people")]
    [InlineData(6, 0, "Too few contacts")]
    [InlineData(45, 3, "About 50 contacts were coded by two people who did not see each other's code. They chose alike for about 45;")]
    [InlineData(46, 3, "About 50 contacts were coded by two people who did not see each other's code. They chose alike for about 45;")]
    public void How_far_coders_agree_is_said_with_its_interval_and_of_about_how_many_or_not_at_all(int alike, int apart, string begins)
    {
        var words = Agree(("FD01|FD01", alike), ("FD01|VD01", apart));
        Assert.StartsWith(begins, words, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Coders_who_agree_fully_and_those_who_do_not_read_differently()
    {
        Assert.Contains("The codes hold", Agree(("FD01|FD01", 60), ("VD01|VD01", 60)), StringComparison.Ordinal);
        Assert.Contains("talk about what each means", Agree(("FD01|VD01", 60), ("VD01|FD01", 60)), StringComparison.Ordinal);
        Assert.Contains("nothing to measure", Agree(("FD01|FD01", 60)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-02-01", "2025-03-31", "2025-02-01", "2025-03-31")]
    [InlineData("2025-02-02", "2025-03-31", "2025-03-01", "2025-03-31")]
    [InlineData("2025-02-28", "2025-04-29", "2025-03-01", "2025-03-31")]
    [InlineData("2025-01-06", "2025-05-11", "2025-01-01", "2025-05-31")]
    [InlineData("2024-01-01", "2026-01-01", "2025-01-01", "2025-05-31")]
    [InlineData("2025-01-07", "2025-05-10", "2025-02-01", "2025-04-30")]
    [InlineData("2025-03-02", "2025-03-30", null, null)]
    public void Of_any_dates_the_whole_months_count_and_where_the_data_end_their_month_is_whole(string from, string to, string? begins, string? ends)
    {
        var query = new MeasureQuery(Measures.Find("M17-codes")!, DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture), Grain.Day, null, null, ["s"], null, null) { Reach = (new DateOnly(2025, 1, 6), new DateOnly(2025, 5, 11)) };
        Assert.Equal((begins, ends), (query.Months?.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), query.Months?.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_summary_is_due_only_on_news_and_never_tells_of_no_access_without_our_own_misses()
    {
        var whole = new Figure(Day, null, 20, 100, 0.2, 0.13, 0.29, null, null);
        Summary[] headline = [.. Measures.Headline.Select(id => new Summary(Measures.Find(id)!, whole))];
        Assert.Null(SummaryWords.Of([], headline, null, Day, Day, null, "https://example.org"));
        var text = SummaryWords.Of([new Change(MeasureName.Of(Measures.Find("M01")!), "Likely a real change: lower for 8 weeks.", "Ask what changed.")], headline, "North", Day, Day, null, "https://example.org/analytics")!;
        Assert.Contains("What changed (North), and what it may mean", text, StringComparison.Ordinal);
        Assert.Contains("lower for 8 weeks", text, StringComparison.Ordinal);
        Assert.Contains("Visits we missed or got wrong (M02): 20.0%, 20 of 100", text, StringComparison.Ordinal);
        Assert.EndsWith("https://example.org/analytics", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fall_in_no_access_beside_a_rise_in_what_lacks_evidence_asks_about_the_label()
    {
        MeasureAnswer Answer(string id, string words) => new(MeasureName.Of(Measures.Find(id)!), default, null, Day, Day, "week", null, [], "staff", [], new Spc("XmR", [], [], words), []);
        var changes = WhatChanged.Of([Answer("M01", "Likely a real change: lower."), Answer("M03", "Likely a real change: higher."), Answer("M11", "No clear change.")]);
        Assert.Equal(["M01", "M03"], changes.Select(c => c.Measure.Id));
        Assert.Contains("only the label", changes[0].Asks, StringComparison.Ordinal);
    }

    private static List<Cell> Cells(string id, params (string Counter, long N)[] rows) =>
        Counted.Of(Measures.Find(id)!).Cells([.. rows.Where(r => r.N > 0).Select(r => new CountRow { Period = Day, Counter = r.Counter, N = r.N })], Grain.Month, whole: true, []);

    /// <summary>As over a whole time: rounded.</summary>
    private static IReadOnlyList<Figure> Shown(string id, params (string Counter, long N)[] rows) =>
        Disclosure.Protect(Cells(id, rows), Grain.Day, Profile.Staff with { RoundsAll = true }, Day.AddYears(1), Measures.Find(id));

    private static string Agree(params (string Pair, long N)[] pairs) =>
        CodersAgree.Words(Shown("M17-kappa", [.. pairs.Select(p => ($"M17.pair:{p.Pair}", p.N))]) is [var figure] ? figure : new Figure(Day, null, 0, 0, null, null, null, "[z]", null));
}
