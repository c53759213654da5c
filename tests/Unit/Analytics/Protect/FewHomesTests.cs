using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Protect;

/// <summary>A patch may hold many visits and one home: then its figures are that home's.</summary>
public sealed class FewHomesTests(ITestOutputHelper output)
{
    private static readonly DateOnly First = new(2025, 3, 3);

    [Trait("case", "27")]
    [Theory]
    [InlineData("staff", 1)]
    [InlineData("staff", 2)]
    [InlineData("staff", 5)]
    [InlineData("public", 2)]
    [InlineData("public", 9)]
    public void A_patch_of_one_home_with_forty_visits_is_hidden_and_nothing_else_gives_it_away(string name, int others)
    {
        var profile = name == "staff" ? Profile.Staff : Profile.Public;
        var landlord = Landlord.Of(Atoms(others), profile, [.. Homes(others)]);
        var told = landlord.Cells().Where(c => c.Place.Sight != Sight.Untold).Select(c => (c.Place, c.Holds, Figure: Landlord.Figure(c.Place, profile))).ToList();
        var tiny = told.Where(c => c.Place.Group?.Split(MeasureQuery.Both)[0] == "Tiny").ToList();
        Assert.True(tiny.Count > 20);
        Assert.All(tiny, c => Assert.Equal(("[c]", null, null, null), (c.Figure.Marker, c.Figure.Numerator, c.Figure.Denominator, c.Figure.Value)));

        // Exact figures, all at once.
        var exact = new Elimination(landlord.Atoms.Count);
        foreach (var (_, holds, _) in told.Where(c => c.Figure is { Denominator: not null, Rounded: not true }))
            exact.Add([.. landlord.Atoms.Select(a => holds(a) ? 1L : 0)]);
        Assert.All(tiny.Where(c => c.Place.Denominator > 0), c => Assert.False(exact.Spans([.. landlord.Atoms.Select(a => c.Holds(a) ? 1L : 0)]), $"{c.Place.Span} {c.Place.Period}"));

        // Rounded ones, in their line: the whole less the others stays as wide open as a rate has to be large, or nothing of the others is shown.
        foreach (var (place, _, _) in tiny.Where(c => !c.Place.IsInner))
        {
            var beside = told.Where(c => c.Place.Group is { } g && g != "Tiny" && !c.Place.IsInner && c.Place.Span == place.Span && c.Place.Period == place.Period && landlord.Atoms.Any(a => a.Patch == g)).ToList();
            var shown = beside.Where(c => c.Figure.Denominator is not null).ToList();
            Assert.True(shown.Count == 0 || (shown.All(c => c.Figure.Rounded == true) && shown.Count(c => c.Figure.Denominator > 0) * 4 >= profile.SmallestRate), $"{place.Span} {place.Period}: {shown.Count} of {beside.Count} stand beside it");
        }

        output.WriteLine($"{name}, {others} patches beside it: {tiny.Count} figures hidden of {told.Count}; beside it {told.Count(c => c.Place.Group is not null && c.Figure.Denominator is not null)} are shown");
        Assert.True(others < 5 || told.Any(c => c.Place.Group == "P0" && c.Figure.Value is not null));
    }

    [Fact]
    public void A_patch_is_judged_by_its_homes_over_everything_and_what_came_without_a_home_counts_as_one_each()
    {
        var homes = new HomesBehind([.. Enumerable.Range(0, 9).Select(i => new Behind { Patch = "Nine", Trade = "x", Home = $"h{i}" }), .. Enumerable.Range(0, 5).SelectMany(i => "xy".Select(t => new Behind { Patch = "Ten", Trade = t.ToString(), Home = $"{t}{i}" })), new Behind { Patch = "Many", Trade = "x" }, new Behind { Patch = "Many", Trade = "z", Home = "h1" }]);
        Assert.Equal(["Nine"], homes.Few("patch", Profile.Staff));
        Assert.Equal(["Nine", "Ten"], homes.Few("patch", Profile.Public).Order(StringComparer.Ordinal));
        Assert.Equal(["y", "z"], homes.Few("trade", Profile.Staff).Order(StringComparer.Ordinal));
        Assert.Equal(["Many/z", "Nine/x", "Ten/x", "Ten/y"], homes.Few(MeasureQuery.PatchAndTrade, Profile.Staff).Select(p => p.Replace(MeasureQuery.Both, '/')).Order(StringComparer.Ordinal));
        Assert.Empty(homes.Few("slot", Profile.Public));
    }

    [Trait("case", "40")]
    [Theory]
    [InlineData("M01", false, "few,none,many", "none,many")]
    [InlineData("M01", true, "few", "few")]
    [InlineData("M01", true, "few,less", "few,less")]
    [InlineData("M01", false, "none", "none")]
    [InlineData("M06", false, "some,many", "many")]
    [InlineData("M06", true, "some", "some")]
    [InlineData("M01", false, "some", "some")]
    [InlineData("M30", false, "few", "few")]
    public void A_source_of_a_few_homes_is_left_out_of_a_sum_and_hidden_by_itself(string measure, bool isOfFew, string asked, string told)
    {
        var query = new MeasureQuery(Measures.Find(measure)!, First, First, Grain.Week, null, null, asked.Split(','), null, null)
        {
            Reader = new Reader("a", "l", Profile.Staff, null), Homes = new Dictionary<string, long> { ["few"] = 9, ["less"] = 1, ["some"] = 24, ["many"] = 25 },
        };
        Assert.Equal((isOfFew, told), (query.IsOfFew, string.Join(',', query.Told.Sources)));
    }

    /// <summary>Ten weeks of large patches; in one more, four visits a week to one home.</summary>
    private static List<Atom> Atoms(int others) =>
    [
        .. from day in Enumerable.Range(0, 70)
           from patch in Enumerable.Range(0, others)
           from trade in "xy"
           select new Atom(First.AddDays(day), $"P{patch}", trade.ToString(), 8 + ((day + patch) % 3), 40 + ((day * 7) + (patch * 3)) % 11),
        .. from week in Enumerable.Range(0, 10) select new Atom(First.AddDays(7 * week), "Tiny", "x", 2, 4),
    ];

    private static IEnumerable<Behind> Homes(int others) =>
        Enumerable.Range(0, others).SelectMany(p => "xy".Select(t => new Behind { Patch = $"P{p}", Trade = t.ToString() })).Append(new Behind { Patch = "Tiny", Trade = "x", Home = "h1" });
}
