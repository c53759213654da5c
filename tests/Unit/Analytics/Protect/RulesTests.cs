using System.Text.Json;
using Repairs.Analytics.Features.AskMoments;
using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Repairs.Tests.Unit.Analytics.Statistics;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Protect;

public sealed class RulesTests(ITestOutputHelper output)
{
    private static readonly DateOnly Day = new(2025, 3, 3);
    private static readonly DateOnly LongAfter = new(2026, 1, 1);

    /// <summary>The bounds are found sum by sum, so they are never narrower than linear programming's; where that finds a cell exactly and they do not, several sums at once were needed.</summary>
    [SharedDataFact("sdc/suppression_audit.json")]
    public void The_bounds_of_the_guard_hold_those_of_linear_programming_and_find_what_one_sum_after_another_tells()
    {
        using var json = Reference.Json("sdc/suppression_audit.json");
        var reference = new Reference(output, "Suppression patterns whose cells lie within the guard's bounds");
        var (exact, found) = (0, 0);
        foreach (var one in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            var hidden = one.GetProperty("suppressed").EnumerateArray().Select(s => s.GetString()!).ToHashSet();
            var places = new Places();
            var cells = one.GetProperty("cells").EnumerateObject().ToDictionary(c => c.Name, c => places.Add(new Place(Span.Day, Day, c.Name)
            {
                Numerator = c.Value.GetInt64(), Denominator = c.Value.GetInt64(), Sight = hidden.Contains(c.Name) ? Sight.Covered : Sight.Exact,
            }));
            foreach (var sum in one.GetProperty("constraints").EnumerateArray())
                places.Connect(cells[sum.GetProperty("total").GetString()!], [.. sum.GetProperty("parts").EnumerateArray().Select(p => cells[p.GetString()!])]);
            var bounds = Bounds.Of(places, Profile.Staff);
            foreach (var cell in one.GetProperty("attacker_bounds").EnumerateObject())
            {
                var (low, high) = bounds.Count(cells[cell.Name]);
                var (least, most) = (cell.Value.GetProperty("low").GetDouble(), cell.Value.GetProperty("high").GetDouble());
                reference.True(one.GetProperty("id").GetString()!, cell.Name, low <= least + 1e-6 && high >= most - 1e-6, $"{low} to {high} found, {least} to {most} true");
                exact += cell.Value.GetProperty("exact").GetBoolean() ? 1 : 0;
                found += cell.Value.GetProperty("exact").GetBoolean() && low == high ? 1 : 0;
            }
        }

        reference.Done(25);
        output.WriteLine($"Cells that linear programming finds exactly: {exact}; found here too: {found}");
        Assert.True(found >= 3);
    }

    [Trait("case", "27")]
    [Theory]
    [InlineData(1, 100, "[low]")]
    [InlineData(9, 100, "[low]")]
    [InlineData(95, 100, "[c]")]
    [InlineData(12, 24, "[c]")]
    [InlineData(0, 24, "[c]")]
    [InlineData(24, 24, "[c]")]
    [InlineData(0, 25, "[p]")]
    public void The_public_profile_hides_up_to_nine_and_rates_of_fewer_than_25(long numerator, long denominator, string marker) =>
        Assert.Equal(marker, Disclosure.Figure(new Cell(Day, null, numerator, denominator), Sight.Exact, Grain.Week, Profile.Public, Day, null).Marker);

    [Trait("case", "27")]
    [Fact]
    public void The_public_profile_rounds_every_count_and_takes_rates_from_rounded_counts()
    {
        var figure = Disclosure.Figure(new Cell(Day, null, 23, 101), Sight.Exact, Grain.Week, Profile.Public, LongAfter, null);
        Assert.Equal((25L, 100L, 0.25, true), (figure.Numerator, figure.Denominator, figure.Value, figure.Rounded));
    }

    [Trait("case", "27")]
    [Fact]
    public void What_covers_another_shows_nothing_at_all()
    {
        var figure = Disclosure.Figure(new Cell(Day, null, 230, 1010), Sight.Covered, Grain.Week, Profile.Staff, LongAfter, null);
        Assert.Equal((null, null, null, null, null, "[c]"), (figure.Numerator, figure.Denominator, figure.Value, figure.Low, figure.High, figure.Marker));
        Assert.Equal("[c]", Disclosure.Figure(new Cell(Day, null, 0, 0), Sight.Covered, Grain.Week, Profile.Staff, LongAfter, null).Marker);
    }

    [Fact]
    public void The_ninetieth_percentile_of_few_cases_is_the_word_of_one_or_two()
    {
        var measure = Measures.Find("M15")!;
        Figure Of(long cases) => Disclosure.Figure(new Cell(Day, null, 100, cases) { Estimate = new Estimate(5, null, null, 20) }, Sight.Exact, Grain.Week, Profile.Staff, LongAfter, measure);
        Assert.Equal((5.0, null), (Of(24).Value, Of(24).P90));
        Assert.Equal(20.0, Of(25).P90);
        Assert.Equal("[c]", Of(9).Marker);
    }

    [Trait("case", "29")]
    [Fact]
    public void An_old_link_stays_with_its_version_and_a_chart_shows_the_break()
    {
        var first = Measures.Find("M07") ?? Measures.All[0];
        var second = first with { Version = first.Version + 1, Since = new DateOnly(2025, 3, 10), Changed = "Counts from the first try." };
        Assert.Same(second, Measures.Find(first.Id, [second], [first]));
        Assert.Same(first, Measures.Find($"{first.Id}@{first.Version}", [second], [first]));
        Assert.Same(second, Measures.Find($"{first.Id}@{second.Version}", [second], [first]));
        Assert.Null(Measures.Find($"{first.Id}@9", [second], [first]));
        Assert.Null(Measures.Find($"{first.Id}@1@1", [second], [first]));
        Assert.Null(Measures.Find($"{first.Id}@+1", [second], [first]));

        var figures = Enumerable.Range(0, 3).Select(i => Disclosure.Figure(new Cell(Day.AddDays(7 * i), null, 20, 50), Sight.Exact, Grain.Week, Profile.Staff, Day.AddDays(20), null)).ToList();
        Assert.Equal([null, "[p] [b]", "[p]"], Breaks.Mark(figures, second, Grain.Week).Select((f, i) => i == 0 ? null : f.Marker));
        Assert.Equal(figures, Breaks.Mark(figures, first, Grain.Week));
        Assert.Equal(["[p]: may still change: until 14 days after the period ends, or for as long as it is so far.", "[b]: what is counted changed here: compare with earlier periods with care."], Markers.Explain(["[p] [b]"]));
    }

    [Trait("case", "27")]
    [Fact]
    public void Moments_between_which_a_few_came_are_too_close()
    {
        static Moment At(int hour, params long[] totals) => Of(hour, [.. totals.Select((t, i) => (Day.AddDays(7 * i), "attended", t))]);
        var earlier = At(1, 40, 60);
        Moment? Close(Moment moment, Moment? other = null, Grain grain = Grain.Week) => AskMoments.TooClose(moment, [other ?? earlier], grain, Day, Day.AddDays(20), Profile.Staff);
        Assert.Null(Close(At(2, 40, 60)));
        Assert.Same(earlier, Close(At(2, 41, 60)));
        Assert.Same(earlier, Close(At(2, 40, 56)));
        Assert.Same(earlier, Close(At(2, 40, 60, 4)));
        Assert.Null(Close(At(2, 45, 55)));
        Assert.Null(Close(At(1, 41, 60)));

        // One came and one went, on two days of the same week.
        var monday = Of(1, (Day, "attended", 40), (Day.AddDays(1), "attended", 30));
        Assert.Same(monday, Close(Of(2, (Day, "attended", 41), (Day.AddDays(1), "attended", 29)), monday));
        Assert.Same(monday, Close(Of(2, (Day, "attended", 41), (Day.AddDays(1), "attended", 29)), monday, Grain.Month));
        Assert.Null(Close(Of(2, (Day, "attended", 50), (Day.AddDays(1), "attended", 20)), monday));

        // The total stands, and one of them is now counted otherwise; or all that came but two were alike.
        var rate = Of(1, (Day, "attended", 40), (Day, "M01", 10), (Day, "rest", 30));
        Assert.Same(rate, Close(Of(2, (Day, "attended", 40), (Day, "M01", 11), (Day, "rest", 29)), rate));
        Assert.Same(rate, Close(Of(2, (Day, "attended", 70), (Day, "M01", 38), (Day, "rest", 32)), rate));

        // One case of a distribution was corrected; forty new ones of many lengths are not a few.
        var days = Of(1, (Day, "M15=12", 20), (Day, "M15=13", 5));
        Assert.Same(days, Close(Of(2, (Day, "M15=12", 19), (Day, "M15=13", 5), (Day, "M15=40", 1)), days));
        Assert.Null(Close(Of(2, [(Day, "M15=12", 20L), (Day, "M15=13", 5L), .. Enumerable.Range(20, 40).Select(v => (Day, $"M15={v}", 1L))]), days));

        static Moment Of(int hour, params (DateOnly Day, string Counter, long N)[] counts) =>
            new(new DateTimeOffset(2025, 4, 1, hour, 0, 0, TimeSpan.Zero), counts.ToDictionary(c => new DayCount(c.Day, c.Counter), c => c.N));
    }

    [Fact]
    public void A_range_of_ones_own_choosing_is_added_up_from_what_may_be_shown()
    {
        var query = new MeasureQuery(Measures.All[0], Day, Day.AddDays(20), Grain.Week, null, null, ["s"], null, null) { Reader = new Reader("a", "l", Profile.Staff, null) };
        Figure Shown(long n, long d, Sight sight) => Disclosure.Figure(new Cell(Day, null, n, d), sight, Grain.Week, Profile.Staff, LongAfter, null);
        var exact = ProtectFigures.Add([Shown(10, 40, Sight.Exact), Shown(13, 41, Sight.Exact)], query.To, null, query, LongAfter);
        Assert.Equal((23L, 81L, null), (exact.Numerator, exact.Denominator, exact.Rounded));

        // Hidden: 3 of 40. The sum takes it to be like the rest, whatever it is.
        foreach (var hidden in new[] { 1, 4, 39 })
        {
            var about = ProtectFigures.Add([Shown(10, 40, Sight.Exact), Shown(hidden, 40, Sight.Hidden)], query.To, null, query, LongAfter);
            Assert.Equal((20L, 80L, true), (about.Numerator, about.Denominator, about.Rounded));
        }

        Assert.Equal("[c]", ProtectFigures.Add([Shown(3, 40, Sight.Hidden)], query.To, null, query, LongAfter).Marker);
    }

    [Fact]
    public void Three_years_of_sixty_patches_are_settled_in_seconds()
    {
        var random = new Random(1);
        var days = Enumerable.Range(0, 1000).Select(i => Day.AddDays(i)).ToList();
        var cells = days.SelectMany(d => Enumerable.Range(0, 60).Select(p => (Day: d, Patch: $"P{p:00}", D: (long)random.Next(2 * (p % 6)), Share: 0.2)))
            .Select(c => (c.Day, c.Patch, c.D, N: (long)Enumerable.Range(0, (int)c.D).Count(_ => random.NextDouble() < c.Share))).Where(c => c.D > 0).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var whole = ProtectFigures.Time(cells.GroupBy(c => c.Day).Select(g => new Cell(g.Key, null, g.Sum(c => c.N), g.Sum(c => c.D))), Profile.Staff);
        var first = clock.ElapsedMilliseconds;
        var groups = ProtectFigures.Groups(
            whole, [.. cells.GroupBy(c => (Piece: Landlord.Piece(c.Day), c.Patch)).Select(g => new Cell(g.Key.Piece, g.Key.Patch, g.Sum(c => c.N), g.Sum(c => c.D)))], new DateOnly(2030, 1, 1), Profile.Staff);
        var told = groups.All.Where(p => !p.Settled && p.Sight != Sight.Untold).ToList();
        output.WriteLine($"{cells.Count} buckets, {whole.All.Count} places by day and upwards in {first} ms, {groups.All.Count} with 60 patches in {clock.ElapsedMilliseconds - first} ms; {told.Count(p => p.Small)} hidden, {told.Count(p => p.Sight == Sight.Covered)} covered, {told.Count(p => p.Sight == Sight.Rounded)} rounded, {told.Count(p => p.Sight == Sight.Exact)} exact");
        var above = whole.All.Where(p => p.Span >= Span.Week).ToList();
        output.WriteLine($"weeks and more of the whole landlord: {above.Count(p => p.Sight == Sight.Exact)} of {above.Count} exact");
    }

    [Trait("case", "27")]
    [Theory]
    [InlineData(602, true)]
    [InlineData(1_000, false)]
    public void Of_very_many_patches_none_is_given_away_by_the_others(int patches, bool quiet)
    {
        // Quiet: nothing happened but in the last two, so the first hundreds blur nothing. A week that lies in two months is 3 and 4 of one of them.
        var random = new Random(3);
        var first = new DateOnly(2025, 3, 3);
        var pieces = Enumerable.Range(0, 60).Select(i => Landlord.Piece(first.AddDays(i))).Distinct().ToList();
        var cells = new List<Cell>();
        foreach (var piece in pieces)
        {
            for (var patch = 0; patch < patches; patch++)
            {
                var all = quiet ? 50 : random.Next(40);
                var counted = !quiet ? random.Next(all + 1)
                    : patch < patches - 2 ? 0
                    : patch == patches - 1 ? 40
                    : piece == new DateOnly(2025, 3, 31) ? 3 : piece == new DateOnly(2025, 4, 1) ? 4 : 20;
                cells.Add(new Cell(piece, $"P{patch:0000}", counted, all));
            }
        }

        var whole = ProtectFigures.Time(cells.GroupBy(c => c.Period).Select(g => new Cell(g.Key, null, g.Sum(c => c.Numerator), g.Sum(c => c.Denominator))), Profile.Staff);
        var groups = ProtectFigures.Groups(whole, cells, LongAfter, Profile.Staff);
        var bounds = Bounds.Of(groups, Profile.Staff);
        Assert.DoesNotContain(groups.All, p => (p.Small || !p.IsLeft) && bounds.Tells(p));
        Assert.Contains(groups.All, p => p.Group is not null && p.Sight is Sight.Exact or Sight.Rounded && p.Numerator > 0);
        output.WriteLine(string.Join(", ", groups.All.Where(p => p.Group is not null).GroupBy(p => p.Sight).Select(g => $"{g.Key} {g.Count()}")));
    }
}
