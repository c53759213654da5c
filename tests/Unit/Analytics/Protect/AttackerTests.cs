using Repairs.Analytics.Features.ProtectFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Protect;

public sealed class AttackerTests(ITestOutputHelper output)
{
    private const int Landlords = 60;

    [Trait("case", "27")]
    [Fact]
    public void Whoever_adds_and_subtracts_all_figures_learns_no_count_from_one_to_four()
    {
        var (hidden, covered, cells, rounded) = (0, 0, 0, 0);
        for (var seed = 0; seed < Landlords; seed++)
        {
            var landlord = Landlord.Of(Landlord.Random(seed));
            var found = Attacker.Find(landlord, p => Landlord.Figure(p, Profile.Staff));
            Assert.True(found.Count == 0, $"landlord {seed}: {string.Join("; ", found.Take(5))}");
            Assert.Empty(Attacker.FromPercentages(landlord, p => Landlord.Figure(p, Profile.Staff)));
            var told = landlord.Cells().Where(c => c.Place.Sight != Sight.Untold).ToList();
            (hidden, covered, cells, rounded) = (hidden + told.Count(c => c.Place.Small), covered + told.Count(c => c.Place.Sight == Sight.Covered && !c.Place.Small), cells + told.Count, rounded + told.Count(c => c.Place.Sight == Sight.Rounded));
        }

        output.WriteLine($"{Landlords} landlords, {cells} cells: {hidden} hidden, {covered} covered, {rounded} rounded, {cells - hidden - covered - rounded} exact");
    }

    [Trait("case", "27")]
    [Fact]
    public void The_same_attacker_succeeds_where_each_cell_is_protected_by_itself_alone()
    {
        var broken = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var landlord = Landlord.Of(Landlord.Random(seed));
            broken += Attacker.Find(landlord, p => Disclosure.Figure(new Cell(p.Period, p.Group, p.Numerator, p.Denominator), Sight.Exact, Repairs.Analytics.Statistics.Grain.Day, Profile.Staff, Landlord.Today, null)).Count > 0 ? 1 : 0;
        }

        output.WriteLine($"without the cover, {broken} of 40 landlords tell a small count");
        Assert.True(broken > 20);
    }

    [Fact]
    public void No_bound_that_follows_from_one_sum_after_another_leaves_one_small_count_only()
    {
        for (var seed = 1000; seed < 1000 + Landlords; seed++)
        {
            var landlord = Landlord.Of(Landlord.Random(seed));
            foreach (var places in new[] { landlord.Whole, landlord.Patches, landlord.Trades, landlord.Inner })
            {
                var bounds = Bounds.Of(places, Profile.Staff);
                Assert.DoesNotContain(places.All, p => p.Small && bounds.Tells(p));
                Assert.All(places.All, p => Assert.InRange(p.Numerator, bounds.Count(p).Low, bounds.Count(p).High));
            }
        }
    }

    [Fact]
    public void What_is_large_stays_exact()
    {
        var atoms = Enumerable.Range(0, 90).SelectMany(i => "AB".Select(p => new Atom(new DateOnly(2025, 3, 3).AddDays(i), p.ToString(), "x", 30, 100))).ToList();
        var landlord = Landlord.Of(atoms);
        Assert.All(landlord.Whole.All.Concat(landlord.Patches.All).Where(p => p.Sight != Sight.Untold), p => Assert.Equal(Sight.Exact, p.Sight));
    }
}
