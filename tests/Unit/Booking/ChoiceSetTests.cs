using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

/// <summary>The choice cases of the scheduling notes (58–66), and properties over random days.</summary>
public sealed class ChoiceSetTests
{
    private const string D = "2026-11-23"; // a Monday
    private static readonly BookingSettings Settings = Day.Settings();

    [Fact]
    [Trait("requirement", "3")]
    public void Case_58_an_ordinary_fortnight_gives_six_choices_over_three_days_of_every_kind()
    {
        var shifts = Enumerable.Range(0, 14).Select(i => Day.Date(D).AddDays(i)).Where(d => d.DayOfWeek != DayOfWeek.Sunday)
            .Select(d => Day.Shift(d.ToString("yyyy-MM-dd", null), "08:00", d.DayOfWeek == DayOfWeek.Thursday ? "20:00" : "17:00"));
        var choices = ChoiceSet.Best(Slots.Cells([Day.Diary(1, shifts)], Day.Request(D, "2026-12-06"), Settings), Settings);

        Assert.InRange(choices.Count, 6, 9);
        Assert.True(choices.Select(c => c.Cell.Date).Distinct().Count() >= 3);
        foreach (var why in (Why[])[Why.Soonest, Why.Morning, Why.Afternoon, Why.SchoolRunSafe, Why.Evening, Why.Weekend])
            Assert.Contains(choices, c => c.Why.Contains(why));
        Assert.Null(ChoiceSet.ShortfallOf(choices, Settings));
    }

    [Fact]
    public void The_same_person_is_offered_beside_anyone_sooner_where_the_household_asked()
    {
        var needs = SlotNeeds.None with { SameOperative = true };
        var diaries = new[] { Day.Diary(1, [Day.Shift(D, "08:00", "17:00"), Day.Shift("2026-11-24", "08:00", "17:00")]), Day.Diary(2, [Day.Shift("2026-11-30", "12:00", "17:00")]) };

        var choices = ChoiceSet.Best(Slots.Cells(diaries, Day.Request(D, "2026-12-06", needs: needs, usual: 2), Settings), Settings);

        Assert.Contains(choices, c => c.Why.Contains(Why.SamePerson));
        Assert.All(choices, c => Assert.Equal(c.Cell.Date == Day.Date("2026-11-30"), c.Why.Contains(Why.SamePerson)));
        Assert.Contains(choices, c => c.Why.Contains(Why.Soonest) && c.Cell.Date == Day.Date(D));
        Assert.All(ChoiceSet.Best(Slots.Cells(diaries, Day.Request(D, "2026-12-06", usual: 2), Settings), Settings), c => Assert.DoesNotContain(Why.SamePerson, c.Why));
    }

    [Fact]
    public void Cases_58_59_60_and_66_hold_on_random_days() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Worlds.Arbitrary, world =>
    {
        var cells = Slots.Cells(world.Diaries, world.Request, Settings);
        var best = ChoiceSet.Best(cells, Settings);
        var all = ChoiceSet.All(cells);

        var feasible = BruteForce.Cells(world.Diaries, world.Request, Settings);
        Assert.Equal(feasible, cells.Select(c => (c.Date, c.From, c.To)));
        Assert.Equal(feasible, all.Select(c => (c.Cell.Date, c.Cell.From, c.Cell.To)));
        Assert.Subset(feasible.ToHashSet(), best.Select(c => (c.Cell.Date, c.Cell.From, c.Cell.To)).ToHashSet());
        Assert.Equal(best.Count, best.Select(c => c.Cell).Distinct().Count());
        if (cells.Count == 0)
            return best.Count == 0;

        Assert.Contains(Why.Soonest, best[0].Why);
        Assert.Equal(cells[0], best[0].Cell);
        Assert.True(best.Count >= Math.Min(Settings.NormalChoices, cells.Count));
        Assert.True(best.Select(c => c.Cell.Date).Distinct().Count() >= Math.Min(Settings.MinimumDays, cells.Select(c => c.Date).Distinct().Count()));
        foreach (var kind in Enum.GetValues<WindowKind>())
            Assert.Equal(cells.Any(c => c.Kind == kind), best.Any(c => c.Cell.Kind == kind));
        Assert.Equal(best.Select(c => c.Cell), ChoiceSet.Best(Slots.Cells(world.Diaries, world.Request, Settings), Settings).Select(c => c.Cell));
        return true;
    }));

    [Fact]
    public void Every_plan_keeps_the_window_the_working_time_and_the_way_to_its_neighbours() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Worlds.Arbitrary, world =>
    {
        foreach (var cell in Slots.Cells(world.Diaries, world.Request, Settings))
        {
            var window = new Stretch(LondonTime.Instant(cell.Date, cell.From), LondonTime.Instant(cell.Date, cell.To));
            var plans = Slots.Plans(world.Diaries, world.Request, Settings, window);
            Assert.NotEmpty(plans);
            Assert.All(plans, p => Assert.Equal(world.Request.People, p.People.Select(o => o.OperativeId).Distinct().Count()));
            Assert.All(plans, p => Assert.All(p.Legs, l => Assert.True(BruteForce.Fits(l.Person, l.Planned.From, window, world.Request, Settings))));
            Assert.All(plans, p => Assert.All(p.Legs, l => Assert.True(BruteForce.Keeps(l, world.Request, Settings))));
            Assert.True(plans.Min(p => p.Planned.From) >= cell.Earliest);
        }

        return true;
    }));

    [Fact]
    [Trait("requirement", "63")]
    public void Cases_63_and_64_nothing_about_a_person_but_stated_needs_is_an_input_of_the_engine()
    {
        var inputs = new[] { typeof(SlotRequest), typeof(SlotNeeds), typeof(Wishes), typeof(Part), typeof(Diary), typeof(Stop) }
            .SelectMany(t => t.GetProperties()).Select(p => p.Name).Where(n => n != "EqualityContract").Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            ["Any", "AnyGender", "Applied", "AvoidDates", "Base", "CallBy", "Contractor", "DaysOff", "Exclusions", "First", "Gender", "HeldUntil", "Home", "Last", "Likely", "Longer", "MaxPeople", "Minutes", "MorePeople", "Needs", "None", "NotAfter",
             "NotBefore", "Now", "OperativeGender", "OperativeId", "OperativeRef", "Parts", "Patch", "Patches", "People", "PlaceId", "Planned", "PreVisit", "Preferences", "Promised", "Repair",
             "SameOperative", "Stops", "Together", "Trade", "Trades", "UsualOperative", "Version", "Versions", "Wishes", "Working"],
            inputs);
    }
}

/// <summary>The slow and obvious way: every five minutes, every person, every place in their order, the whole day walked through.</summary>
internal static class BruteForce
{
    private const int Step = 5;

    public static List<(DateOnly, TimeOnly, TimeOnly)> Cells(IReadOnlyList<Diary> diaries, SlotRequest request, BookingSettings settings)
    {
        var cells = new List<(DateOnly, TimeOnly, TimeOnly)>();
        for (var day = request.First; day <= request.Last; day = day.AddDays(1))
        {
            foreach (var window in Slots.WindowsFor(request, settings))
            {
                var stretch = new Stretch(LondonTime.Instant(day, window.From), LondonTime.Instant(day, window.To));
                if (stretch.From < request.Now.AddMinutes(settings.LeadMinutes) || request.DaysOff.Contains(day) || request.Needs.AvoidDates.Contains(day))
                    continue;
                var free = false;
                for (var start = stretch.From; start < stretch.To && !free; start = start.AddMinutes(Step))
                    free = diaries.Count(d => d.Trades.Contains(request.Parts[0].Trade) && (request.Patch is null || d.Patches.Contains(request.Patch)) && Fits(d, start, stretch, request, settings)) >= request.People;
                if (free)
                    cells.Add((day, window.From, window.To));
            }
        }

        return cells;
    }

    /// <summary>Whether a visit that starts at an instant can be put before some stop with all the others still inside what they were promised.</summary>
    public static bool Fits(Diary diary, DateTimeOffset start, Stretch window, SlotRequest request, BookingSettings settings)
    {
        var visit = Slots.VisitOf(request, 0, 1);
        var end = start.AddMinutes(visit.Minutes);
        if (start < window.From || end > window.To || !diary.Working.Any(w => start >= w.From && end <= w.To))
            return false;
        return Enumerable.Range(0, diary.Stops.Count + 1).Any(p => Walk(diary, [.. diary.Stops.Take(p), new Stop(new Stretch(start, end), request.Home) { Likely = TimeSpan.FromMinutes(visit.Takes) }, .. diary.Stops.Skip(p)], p, request.Now, settings));
    }

    /// <summary>Whether a leg and the stops it moves can be walked through as planned.</summary>
    public static bool Keeps(Leg leg, SlotRequest request, BookingSettings settings)
    {
        var stops = leg.Person.Stops.Select(s => leg.Moves.FirstOrDefault(m => m.PlaceId == s.PlaceId) is { } move ? s with { Planned = move.Planned } : s)
            .Append(new Stop(leg.Planned, request.Home)).OrderBy(s => s.Planned.From).ToList();
        return stops.All(s => s.Promised?.Holds(s.Planned) ?? true)
            && stops.Zip(stops.Skip(1)).All(p => p.First.Planned.To + Between(p.First.Home, p.Second.Home, settings) <= p.Second.Planned.From);
    }

    // Each as early as it can be; whoever comes too late breaks a promise.
    private static bool Walk(Diary diary, List<Stop> stops, int added, DateTimeOffset now, BookingSettings settings)
    {
        // In steps of five minutes, nothing that should have begun moves, and nothing moves to before now.
        var moment = new DateTimeOffset((now.UtcTicks + 5 * TimeSpan.TicksPerMinute - 1) / (5 * TimeSpan.TicksPerMinute) * (5 * TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var free = DateTimeOffset.MinValue;
        Stop? last = null;
        foreach (var (i, stop) in stops.Index())
        {
            var working = diary.Working.Where(w => w.Holds(stop.Planned)).Select(w => (Stretch?)w).FirstOrDefault();
            var bounds = i != added && stop.Planned.From > moment && stop.Promised is { } promised && working is { } w2 ? new Stretch(Later(Later(promised.From, moment), w2.From), Earlier(promised.To, w2.To)) : stop.Planned;
            var starts = Later(bounds.From, last is null ? free : free + Between(last.Home, stop.Home, settings));
            if (starts + stop.Planned.Length > bounds.To)
                return false;
            free = starts + (stop.Likely > stop.Planned.Length ? stop.Likely : stop.Planned.Length);
            last = stop;
        }

        return true;
    }

    private static TimeSpan Between(Home a, Home b, BookingSettings settings) => TimeSpan.FromMinutes(Travel.Minutes(a, b, default, settings));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>A few operatives, a few days, a few stops that do not overlap.</summary>
internal sealed record RandomWorld(IReadOnlyList<Diary> Diaries, SlotRequest Request);

internal static class Worlds
{
    private static readonly BookingSettings Settings = Day.Settings();

    private static readonly DateOnly First = new(2026, 10, 23); // the clock goes back on the third day

    public static Arbitrary<RandomWorld> Arbitrary { get; } = (
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Make(new Random(seed))).ToArbitrary();

    private static RandomWorld Make(Random random)
    {
        var diaries = Enumerable.Range(1, random.Next(1, 5)).Select(i => Diary(i, random)).ToList();
        var needs = random.Next(3) == 0
            ? SlotNeeds.None with { NotBefore = new TimeOnly(random.Next(8, 12), 0), NotAfter = new TimeOnly(random.Next(13, 20), 30), SameOperative = random.Next(2) == 0, AvoidDates = [First.AddDays(random.Next(5))] }
            : SlotNeeds.None;
        var minutes = random.Next(1, 40) * 10;
        return new RandomWorld(diaries, Day.Request("2026-10-23", "2026-10-27", minutes, random.Next(4) == 0 ? 2 : 1, patch: random.Next(3) == 0 ? null : "north",
            needs: needs, usual: random.Next(1, 5), now: LondonTime.Instant(First, new TimeOnly(random.Next(24), random.Next(60)))) with { Parts = [new Part("plumbing", minutes, minutes + random.Next(4) * 15)] });
    }

    private static Diary Diary(int id, Random random)
    {
        var times = new List<WorkingTime>();
        var stops = new List<Stop>();
        for (var day = First; day <= First.AddDays(4); day = day.AddDays(1))
        {
            if (random.Next(4) > 0)
                times.Add(new WorkingTime(day, false, new TimeOnly(random.Next(6, 13), random.Next(4) * 15), new TimeOnly(random.Next(14, 22), random.Next(4) * 15)));
            if (random.Next(4) == 0)
                times.Add(new WorkingTime(day, true, new TimeOnly(random.Next(8, 12), 0), new TimeOnly(random.Next(12, 18), 0)));
            var at = LondonTime.Instant(day, new TimeOnly(random.Next(7, 11), random.Next(4) * 15));
            Stop? last = null;
            for (var n = random.Next(4); n > 0; n--)
            {
                // A diary that stands is one that can be kept: there is time for the way from each stop to the next.
                var home = new Home(random.Next(3) == 0 ? "here" : "elsewhere");
                at += last is null ? TimeSpan.Zero : TimeSpan.FromMinutes(Travel.Minutes(last.Home, home, default, Settings));
                var end = at.AddMinutes(random.Next(1, 8) * 15);
                var likely = end - at + TimeSpan.FromMinutes(random.Next(3) * 10);
                stops.Add(last = new Stop(new Stretch(at, end), home, random.Next(3) == 0 ? null : new Stretch(at.AddMinutes(-random.Next(0, 9) * 15), end.AddMinutes(random.Next(0, 9) * 15))) { PlaceId = stops.Count + 1, Likely = likely });
                at += likely + TimeSpan.FromMinutes(random.Next(0, 16) * 10);
            }
        }

        return Day.Diary(id, times, [.. stops]) with { Patches = random.Next(4) == 0 ? ["south"] : ["north"] };
    }
}
