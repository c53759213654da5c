using Repairs.Booking;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Booking.Cases;

/// <summary>The routing cases of the scheduling notes that hold under insertion (68–70), on days made at random, two of them with a clock change.</summary>
public sealed class RouteCaseTests
{
    [Fact]
    [Trait("zone", "once")]
    [Trait("case", "68")]
    [Trait("zone", "once")]
    public void A_visit_fits_exactly_where_the_slow_and_obvious_way_says_so_on_a_hundred_thousand_random_days()
    {
        var (fits, tried) = RandomDays.AgreeWithBruteForce(100_000, seed: 1);

        Assert.True(fits > 50_000 && tried > 2 * fits, $"{fits} of {tried}: too easy or too hard a test");
    }

    [Fact]
    [Trait("zone", "once")]
    [Trait("case", "69")]
    [Trait("case", "70")]
    public void After_any_sequence_of_insertions_and_deletions_every_promise_is_kept_and_the_arrays_are_as_made_anew()
    {
        var (inserted, deleted) = (0, 0);
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var day = RandomDays.Make(random);
            for (var step = 0; step < 10; step++)
            {
                day = day with { Request = RandomDays.RequestOn(day.Date, random) };
                if (day.Diary.Stops.Count > 0 && random.Next(3) == 0)
                {
                    var gone = day.Diary.Stops[random.Next(day.Diary.Stops.Count)].PlaceId;
                    day = day with { Diary = day.Diary.Without(s => s.PlaceId == gone) };
                    deleted++;
                }
                else if (Insert(day, random, 100 + step) is { } diary)
                {
                    day = day with { Diary = diary };
                    inserted++;
                }

                Assert.Null(RandomDays.FaultOf(day, day.Diary));
                AsMadeAnew(day);
            }
        }

        Assert.True(inserted > 2000 && deleted > 1000, $"{inserted} in, {deleted} out");
    }

    [Fact]
    [Trait("zone", "once")]
    [Trait("case", "70")]
    public void Nobody_is_planned_outside_a_trade_a_patch_working_time_or_a_promise()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var day = RandomDays.Make(random);
            IReadOnlyList<Diary> people =
            [
                day.Diary with { OperativeId = 1, Trades = random.Next(2) == 0 ? ["plumbing"] : ["electrical"] },
                day.Diary with { OperativeId = 2, Patches = random.Next(2) == 0 ? ["north"] : ["south"] },
            ];
            foreach (var window in Slots.WindowsFor(day.Request, day.Settings))
            {
                var stretch = new Stretch(LondonTime.Instant(day.Date, window.From), LondonTime.Instant(day.Date, window.To));
                foreach (var plan in Slots.Plans(people, day.Request, day.Settings, stretch))
                {
                    var person = plan.Legs[0].Person;
                    Assert.Contains("plumbing", person.Trades);
                    Assert.Contains("north", person.Patches);
                    Assert.True(stretch.Holds(plan.Planned));
                    Assert.Contains(person.Working, w => w.Holds(plan.Planned));
                    Assert.All(plan.Legs[0].Moves, m => Assert.True(person.Stops.Single(s => s.PlaceId == m.PlaceId).Promised!.Value.Holds(m.Planned)));
                }
            }
        }
    }

    private static Diary? Insert(RandomDays.Case day, Random random, long placeId)
    {
        var windows = Slots.WindowsFor(day.Request, day.Settings).ToList();
        var window = windows[random.Next(windows.Count)];
        var (from, to) = day.WindowOf(window);
        var route = day.Diary.RouteFor(day.Settings);
        var fits = route.Fits(day.Visit, from, to).ToList();
        if (fits.Count == 0)
            return null;
        var fit = fits[random.Next(fits.Count)];
        return RandomDays.Insert(day, route, fit, random.Next(fit.Earliest, fit.Latest + 1), from, new Stretch(Route.Instant(from), Route.Instant(to)), placeId);
    }

    /// <summary>As early as each stop can be when the day is walked from its start, and as late as each can be when what follows is walked from it.</summary>
    private static void AsMadeAnew(RandomDays.Case day)
    {
        var route = day.Diary.RouteFor(day.Settings);
        var earliest = RandomDays.Walk(day);
        Assert.NotNull(earliest);
        Assert.Equal(earliest, route.Earliest);
        for (var i = 0; i < day.Diary.Stops.Count; i++)
        {
            var latest = RandomDays.BoundsOf(day, day.Diary.Stops[i]).Latest;
            while (!CanStart(day, i, latest))
                latest--;
            Assert.Equal(latest, route.Latest[i]);
        }
    }

    private static bool CanStart(RandomDays.Case day, int i, int start)
    {
        var here = day.Diary.Stops[i];
        var at = start;
        for (var next = i + 1; next < day.Diary.Stops.Count; next++)
        {
            var stop = day.Diary.Stops[next];
            var (first, last, _) = RandomDays.BoundsOf(day, stop);
            var takes = Math.Max((int)here.Planned.Length.TotalMinutes, (int)here.Likely.TotalMinutes);
            at = Math.Max(first, at + takes + Travel.Minutes(here.Home, stop.Home, LondonTime.TimeOf((stop.Promised ?? stop.Planned).From), day.Settings));
            if (at > last)
                return false;
            here = stop;
        }

        return true;
    }
}
