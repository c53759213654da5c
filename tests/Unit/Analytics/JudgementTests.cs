using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.JudgeChange;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Tests.Unit.Analytics;

public sealed class JudgementTests
{
    private static readonly DateOnly Monday = new(2024, 1, 1);

    [Fact]
    [Trait("case", "31")]
    public void Probably_needs_the_interval_and_the_rank_and_is_said_in_a_closed_set_of_words()
    {
        var stepped = Series(104, i => i < 52 ? 30 : 20);
        var said = Judgement.Of(Of(stepped, 52), null);
        Assert.Equal((Finding.ProbablyLower, "Probably lower."), (said.Finding, said.Words));
        Assert.Contains("number 1 of", string.Join(' ', said.Because), StringComparison.Ordinal);

        var calm = Judgement.Of(Of(Series(104, _ => 25), 52), null);
        Assert.Equal("No clear change.", calm.Words);
        Assert.DoesNotContain("caused", string.Join(' ', said.Because.Concat(calm.Because)), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("proved", string.Join(' ', said.Because.Concat(calm.Because)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_is_told_over_months_is_compared_over_as_many_of_them()
    {
        // Nine weeks on each side of 2 March: two whole months before, one after.
        Assert.Equal(
            (new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28), new DateOnly(2026, 4, 1), new DateOnly(2026, 4, 30)),
            ReadChange.MonthsAlike((new(2025, 12, 29), new(2026, 3, 1), new(2026, 3, 2), new(2026, 5, 3))));
        var brief = (new DateOnly(2026, 2, 2), new DateOnly(2026, 2, 15), new DateOnly(2026, 2, 16), new DateOnly(2026, 3, 1));
        Assert.Equal(brief, ReadChange.MonthsAlike(brief));
    }

    [Fact]
    public void What_moved_where_nothing_was_changed_was_not_the_change()
    {
        var stepped = Of(Series(104, i => i < 52 ? 30 : 20), 52);
        var said = Judgement.Of(stepped, stepped with { Name = "Compared with" });
        Assert.Equal(Finding.NoClearChange, said.Finding);
        Assert.Contains("was not the change", string.Join(' ', said.Because), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_points_and_hidden_points_get_a_reason_and_no_number()
    {
        Assert.Contains("Too early", Judgement.Of(Of(Series(20, _ => 25), 10), null).Because[0], StringComparison.Ordinal);
        var hidden = Series(60, _ => 25).Select((f, i) => i == 7 ? f with { Numerator = null, Value = null, Marker = "[c]" } : f).ToList();
        var said = Judgement.Of(ChangeSeries.Of("Everyone", hidden, Monday.AddDays(7 * 30), Grain.Week, Monday, Monday.AddDays((7 * 60) - 1)), null);
        Assert.Equal(("Cannot tell yet.", "1 week is too small to show. Choose a longer period."), (said.Words, said.Because[0]));
    }

    [Fact]
    public void What_may_have_got_worse_is_judged_in_the_same_words_and_points_at_itself_only_where_it_did()
    {
        Harm Of(string id, int before, int after) => new(
            new BesideIt(Measures.Find(id)!, Figure(before / 100.0), Figure(after / 100.0)),
            Judgement.Of(JudgementTests.Of(Series(104, i => i < 52 ? before : after), 52), null));
        Assert.Equal("Probably lower. Look here before you call the change a success.", Of("M24a", 60, 45).Words);
        Assert.Equal("Probably higher.", Of("M24b", 45, 60).Words);
        Assert.Equal("Probably higher. Look here before you call the change a success.", Of("W28", 20, 30).Words);
        Assert.Equal("Probably lower.", Of("M20", 30, 20).Words);
        Assert.Equal("No clear change.", Of("M22", 25, 25).Words);
        Assert.Contains("fewer of those who told us felt safe", BesideIt.SadFlag([Of("M01", 30, 20).Beside, Of("M24a", 60, 40).Beside]), StringComparison.Ordinal);
        Assert.Null(BesideIt.SadFlag([Of("M01", 30, 20).Beside, Of("M24a", 60, 60).Beside]));

        // What can still rise is no point of a line.
        var series = Series(60, _ => 25).Select((f, i) => i > 55 ? f with { SoFar = true } : f);
        Assert.Equal(56, ChangeSeries.Of("Everyone", series, Monday.AddDays(7 * 30), Grain.Week, Monday, Monday.AddDays((7 * 60) - 1)).Figures.Count);
    }

    [Fact]
    public void Patches_are_compared_with_patches_after_half_a_year_and_with_thirty_visits_each()
    {
        var day = Monday.AddDays(7 * 30);
        Assert.Null(PlanRules.TooShortBefore(day, day.AddDays(-7 * 26)));
        Assert.Contains("There are 25", PlanRules.TooShortBefore(day, day.AddDays((-7 * 26) + 1)), StringComparison.Ordinal);
        Assert.Contains("There are 0", PlanRules.TooShortBefore(day, null), StringComparison.Ordinal);
        var plan = new ChangePlan { Patches = ["North"], Compared = ["South"] };
        Figure With(string patch, long n) => Figure(0.2) with { Group = patch, Numerator = n / 5, Denominator = n };
        Assert.Equal(["North"], ReadChange.Units([(With("North", 30), With("North", 30)), (With("South", 30), With("South", 29))], plan).Select(u => u.Name));
    }

    [Fact]
    public void A_week_that_is_only_part_of_one_is_no_point()
    {
        var series = ChangeSeries.Of("Everyone", Series(60, _ => 25), Monday.AddDays(7 * 30), Grain.Week, Monday.AddDays(2), Monday.AddDays((7 * 60) - 3));
        Assert.Equal(58, series.Figures.Count);
    }

    [Fact]
    [Trait("case", "30")]
    public void Where_pooled_and_stratified_differ_the_stratified_is_shown_with_the_warning()
    {
        // Texts went to bookings far ahead, where more is missed anyway: within each notice band the texted miss less.
        var said = StrataWords.Of([new("3 to 6 days", 100, 500, 120, 500), new("7 to 13 days", 280, 1000, 30, 100), new("the same day", 5, 50, 300, 2500)], "notice band").Value!;
        Assert.True(said.Difference.Reversed);
        Assert.True(said.Difference.Pooled > 0 && said.Difference.Stratified < 0);
        Assert.StartsWith("Read this with care", said.Words, StringComparison.Ordinal);
        Assert.Contains("believe the figure within each notice band", said.Words, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("case", "32")]
    [InlineData("missed", "Homes chosen because visits there were missed")]
    [InlineData(null, "Choose who the change was for")]
    [InlineData("patches", "Choose the patches")]
    public void Homes_chosen_by_their_misses_are_not_judged_by_their_own_past(string? forWhom, string begins) =>
        Assert.StartsWith(begins, PlanRules.Patches(forWhom, [], []), StringComparison.Ordinal);

    [Fact]
    public void A_patch_is_not_compared_with_itself_and_everyone_with_nobody()
    {
        Assert.NotNull(PlanRules.Patches(ForWhom.Patches, ["North"], ["North", "South"]));
        Assert.NotNull(PlanRules.Patches(ForWhom.Everyone, [], ["South"]));
        Assert.Null(PlanRules.Patches(ForWhom.Patches, ["North"], ["South"]));
    }

    [Fact]
    public void Two_changes_of_ours_close_together_cannot_be_told_apart()
    {
        var near = new Annotation { Day = Monday.AddDays(21), Words = "New shifts", Ours = true };
        Assert.Contains("New shifts", PlanRules.Overlap(Monday, Grain.Week, [near]), StringComparison.Ordinal);
        Assert.Null(PlanRules.Overlap(Monday, Grain.Week, [near.At(Monday.AddDays(2))]));
        Assert.Null(PlanRules.Overlap(Monday, Grain.Week, [near.At(Monday.AddDays(7 * 20))]));
        Assert.Null(PlanRules.Overlap(Monday, Grain.Week, [new Annotation { Day = Monday.AddDays(21), Words = "A storm", Ours = false }]));
    }

    [Fact]
    public void A_fall_beside_a_rise_in_what_lacks_evidence_asks_about_labels()
    {
        BesideIt Of(string id, double before, double after) => new(Measures.Find(id)!, Figure(before), Figure(after));
        Assert.Contains("labels", BesideIt.RedFlag([Of("M01", 0.30, 0.20), Of("M03", 0.05, 0.20)]), StringComparison.Ordinal);
        Assert.Null(BesideIt.RedFlag([Of("M01", 0.30, 0.20), Of("M03", 0.05, 0.05)]));
        Assert.Null(BesideIt.RedFlag([Of("M01", 0.20, 0.20), Of("M03", 0.05, 0.20)]));
    }

    private static Figure Figure(double value) => new(Monday, null, (long)(value * 1000), 1000, value, value - 0.02, value + 0.02, null, null);

    private static ChangeSeries Of(IReadOnlyList<Figure> figures, int at) =>
        ChangeSeries.Of("Everyone", figures, Monday.AddDays(7 * at), Grain.Week, Monday, Monday.AddDays((7 * figures.Count) - 1));

    /// <summary>Weeks of 100 visits, wobbling by 1 around the rate in a way no regression can follow.</summary>
    private static List<Figure> Series(int weeks, Func<int, int> rate) =>
        [.. Enumerable.Range(0, weeks).Select(i =>
        {
            var n = rate(i) + (((i * 7919) % 5) - 2);
            return new Figure(Monday.AddDays(7 * i), null, n, 100, n / 100.0, null, null, null, null);
        })];
}

file static class Moved
{
    public static Annotation At(this Annotation a, DateOnly day) => new() { Day = day, Words = a.Words, Ours = a.Ours };
}
