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
        var demand = Demand.Of([new CodeCount { Code = "FD01", N = 60 }, new CodeCount { Code = "VD01", N = 40 }, new CodeCount { Code = null, N = 100 }], Day, Day.AddYears(1));
        Assert.Equal((60L, 100L), (demand.Reasons.Single(r => r.Code == "FD01").Figure.Numerator, demand.Reasons.Single(r => r.Code == "FD01").Figure.Denominator));
        Assert.Equal((100L, 200L), (demand.Uncoded.Numerator, demand.Uncoded.Denominator));
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
        var demand = Demand.Of([new CodeCount { Code = "FD01", N = 61 }, new CodeCount { Code = "FD14", N = 2 }, new CodeCount { Code = "VD01", N = 41 }], Day, Day.AddYears(1));
        Assert.Equal("[c]", demand.Reasons.Single(r => r.Code == "FD14").Figure.Marker);
        Assert.All(demand.Reasons.Where(r => r.Figure.Numerator is not null), r => Assert.Equal(0, r.Figure.Numerator % 5));
    }

    [Theory]
    [InlineData(0, 0, "No contact was coded by two people")]
    [InlineData(6, 0, "Fewer than 10")]
    [InlineData(45, 3, "48 contacts were coded by two people")]
    public void How_far_coders_agree_is_said_with_its_interval_or_not_at_all(int alike, int apart, string begins)
    {
        CodePair[] pairs = [new() { First = "FD01", Second = "FD01", N = alike }, new() { First = "FD01", Second = "VD01", N = apart }];
        var words = CodersAgree.Words([.. pairs.Where(p => p.N > 0)]);
        Assert.StartsWith(begins, words, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Coders_who_agree_fully_and_those_who_do_not_read_differently()
    {
        Assert.Contains("The codes hold", CodersAgree.Words([new CodePair { First = "FD01", Second = "FD01", N = 60 }, new CodePair { First = "VD01", Second = "VD01", N = 60 }]), StringComparison.Ordinal);
        Assert.Contains("talk about what each means", CodersAgree.Words([new CodePair { First = "FD01", Second = "VD01", N = 60 }, new CodePair { First = "VD01", Second = "FD01", N = 60 }]), StringComparison.Ordinal);
        Assert.Contains("nothing to measure", CodersAgree.Words([new CodePair { First = "FD01", Second = "FD01", N = 60 }]), StringComparison.Ordinal);
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
}
