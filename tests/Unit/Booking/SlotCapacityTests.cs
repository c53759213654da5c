using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

/// <summary>The capacity cases of the scheduling notes. Numbers in the names are theirs.</summary>
public sealed class SlotCapacityTests
{
    private const string D = "2026-11-23";
    private static readonly BookingSettings Settings = Day.Settings();

    private static bool Fits(Diary diary, SlotRequest request, string from, string to) => Slots.Plans([diary], request, Settings, Day.On(D, from, to)).Count > 0;

    [Fact]
    public void Case_17_nobody_to_send_is_an_empty_set_and_a_shortfall()
    {
        var cells = Slots.Cells([], Day.Request(D), Settings);

        Assert.Empty(cells);
        Assert.Equal(new Shortfall(0, 0), ChoiceSet.ShortfallOf(ChoiceSet.Best(cells, Settings), Settings));
    }

    [Fact]
    public void Case_19_a_job_longer_than_any_window_is_offered_for_all_day_only()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "20:00")]);

        Assert.Equal([WindowKind.AllDay], Slots.Cells([diary], Day.Request(D, minutes: 420), Settings).Select(c => c.Kind));
        Assert.DoesNotContain(WindowKind.AllDay, Slots.Cells([diary], Day.Request(D, minutes: 120), Settings).Select(c => c.Kind));
    }

    [Theory]
    [InlineData(1, 15)]
    [InlineData(15, 15)]
    [InlineData(50, 60)]
    [InlineData(61, 75)]
    public void Case_20_a_length_is_rounded_up_to_quarter_hours(int minutes, int planned) =>
        Assert.Equal(planned, Slots.LengthOf(Day.Request(D, minutes: minutes)));

    [Theory]
    [InlineData("here", true)] // 21: back to back at one address
    [InlineData("elsewhere", false)] // 22: twenty minutes away
    public void Cases_21_and_22_travel_decides_whether_two_visits_can_touch(string home, bool fits)
    {
        var diary = Day.Diary(1, [Day.Shift(D, "09:00", "11:00")], Day.Stop(D, "09:00", "10:00", home));

        Assert.Equal(fits, Fits(diary, Day.Request(D), "08:00", "12:00"));
    }

    [Fact]
    public void The_way_to_the_next_visit_counts_as_much_as_the_way_from_the_last()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "12:00")], Day.Stop(D, "08:00", "09:00"), Day.Stop(D, "10:30", "12:00"));

        Assert.False(Fits(diary, Day.Request(D, minutes: 60), "08:00", "12:00"));
        var plan = Assert.Single(Slots.Plans([diary], Day.Request(D, minutes: 30), Settings, Day.On(D, "08:00", "12:00")));
        Assert.Equal(Day.At(D, "09:20"), plan.Planned.From);
    }

    [Fact]
    public void Cases_24_and_25_trade_and_patch_decide_who_may_come_and_a_wider_search_spills_over()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "17:00")]);

        Assert.Empty(Slots.Cells([diary], Day.Request(D, trade: "electrical"), Settings));
        Assert.Empty(Slots.Cells([diary], Day.Request(D, patch: "south"), Settings));
        Assert.NotEmpty(Slots.Cells([diary], Day.Request(D, patch: null), Settings));
    }

    [Fact]
    public void Cases_26_and_27_an_absence_takes_its_own_time_and_no_more()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "12:00"), Day.Shift(D, "08:00", "10:00", absent: true)]);

        var plan = Assert.Single(Slots.Plans([diary], Day.Request(D), Settings, Day.On(D, "08:00", "12:00")));

        Assert.Equal(Day.At(D, "10:00"), plan.Planned.From);
        Assert.Empty(Day.Diary(1, [Day.Shift(D, "08:00", "12:00"), Day.Shift(D, "07:00", "13:00", absent: true)]).Working);
    }

    [Fact]
    public void Case_28_evenings_are_offered_only_where_someone_works_then()
    {
        Assert.DoesNotContain(WindowKind.Evening, Slots.Cells([Day.Diary(1, [Day.Shift(D, "08:00", "17:30")])], Day.Request(D), Settings).Select(c => c.Kind));
        Assert.Contains(WindowKind.Evening, Slots.Cells([Day.Diary(1, [Day.Shift(D, "12:00", "20:00")])], Day.Request(D), Settings).Select(c => c.Kind));
    }

    [Fact]
    public void Case_29_a_school_run_window_never_begins_before_half_past_nine_or_ends_after_half_past_two()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "10:15"), Day.Shift(D, "14:00", "17:00")]);

        Assert.DoesNotContain(WindowKind.SchoolRun, Slots.Cells([diary], Day.Request(D), Settings).Select(c => c.Kind));
    }

    [Fact]
    public void Overlapping_shifts_are_one_time_and_an_overlap_gives_no_second_place()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "10:00"), Day.Shift(D, "09:00", "12:00")]);

        Assert.Equal([Day.On(D, "08:00", "12:00")], diary.Working);
    }

    [Fact]
    public void Case_42_two_people_come_together_or_not_at_all()
    {
        var (one, two) = (Day.Diary(1, [Day.Shift(D, "08:00", "10:00")]), Day.Diary(2, [Day.Shift(D, "09:00", "12:00")]));

        var plan = Assert.Single(Slots.Plans([one, two], Day.Request(D, people: 2), Settings, Day.On(D, "08:00", "12:00")));

        Assert.Equal(Day.At(D, "09:00"), plan.Planned.From);
        Assert.Equal([1L, 2L], plan.People.Select(p => p.OperativeId).Order());
        Assert.Empty(Slots.Plans([one], Day.Request(D, people: 2), Settings, Day.On(D, "08:00", "12:00")));
    }

    [Fact]
    public void What_a_household_needs_cuts_the_window_it_is_promised()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "20:00")]);
        var needs = SlotNeeds.None with { NotBefore = new TimeOnly(10, 30), NotAfter = new TimeOnly(16, 0), AvoidDates = [Day.Date("2026-11-24")] };

        var cells = Slots.Cells([diary], Day.Request(D, "2026-11-24", needs: needs), Settings);

        Assert.All(cells, c => Assert.True(c.From >= needs.NotBefore && c.To <= needs.NotAfter && c.Date == Day.Date(D)));
        Assert.Contains(cells, c => c.From == new TimeOnly(10, 30) && c.To == new TimeOnly(12, 0));
    }

    [Fact]
    public void Travel_is_a_straight_line_made_longer_and_parking_and_nothing_within_one_home()
    {
        var settings = new BookingSettings { KilometresPerHour = 30, ParkingMinutes = 5, TravelMinutes = 17 };

        Assert.Equal(0, Travel.Minutes(new("a", 51, 0), new("a"), default, settings));
        Assert.Equal(17, Travel.Minutes(new("a", 51, 0), new("b"), default, settings));
        Assert.InRange(Travel.Minutes(new("a", 51.0, 0), new("b", 51.1, 0), default, settings), 33, 36); // 11.1 km × 1.3 ÷ 30 km/h + 5
    }

    [Fact]
    public void A_home_that_can_wait_inside_its_promise_makes_room()
    {
        var promised = Day.On(D, "08:00", "12:00");
        var first = Day.Stop(D, "09:00", "10:00", "here", promised) with { PlaceId = 7 };
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "12:00")], first);

        var plan = Assert.Single(Slots.Plans([diary], Day.Request(D, minutes: 120), Settings, Day.On(D, "08:00", "11:00")));

        Assert.Equal(Day.On(D, "08:00", "10:00"), plan.Planned);
        var move = Assert.Single(plan.Legs[0].Moves);
        Assert.Equal((7, Day.On(D, "09:00", "10:00"), Day.On(D, "10:00", "11:00")), (move.PlaceId, move.Was, move.Planned));
        Assert.Empty(Slots.Plans([Day.Diary(1, [Day.Shift(D, "08:00", "12:00")], first with { Promised = null })], Day.Request(D, minutes: 120), Settings, Day.On(D, "08:00", "11:00")));
    }

    [Fact]
    public void Nothing_that_should_have_begun_moves_and_nothing_moves_to_before_now()
    {
        var promised = Day.On(D, "08:00", "12:00");
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "13:00")], Day.Stop(D, "11:00", "12:00", "here", promised) with { PlaceId = 1, Likely = TimeSpan.FromMinutes(72) });
        var request = Day.Request(D, now: Day.At(D, "10:00"));

        // Ten o'clock: the visit at eleven cannot be brought forward to half past eight to let somebody else go first.
        Assert.All(Slots.Soonest([diary], request, Settings, Day.At(D, "13:00")), p => Assert.All(p.Legs[0].Moves, m => Assert.True(m.Planned.From >= request.Now)));
        Assert.Empty(Slots.Plans([diary], request with { Parts = [new Part("plumbing", 120, 120)] }, Settings, Day.On(D, "08:00", "13:00")));
        Assert.NotEmpty(Slots.Plans([diary], request with { Parts = [new Part("plumbing", 120, 120)], Now = Day.At(D, "08:00") }, Settings, Day.On(D, "08:00", "13:00")));
        Assert.All(Slots.Plans([Day.Diary(1, [Day.Shift(D, "08:00", "12:00")])], request, Settings, promised), p => Assert.True(p.Planned.From >= request.Now));
    }

    [Fact]
    public void An_emergency_is_arrived_at_in_time_not_finished()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "17:00")]);

        Assert.Single(Slots.Soonest([diary], Day.Request(D, now: Day.At(D, "09:05")), Settings, Day.At(D, "09:30")));
        Assert.Empty(Slots.Soonest([diary], Day.Request(D, now: Day.At(D, "09:05")), Settings, Day.At(D, "09:15")));
    }

    [Fact]
    public void A_window_is_offered_on_its_own_days_only()
    {
        var shifts = Enumerable.Range(0, 7).Select(i => Day.Shift(Day.Date(D).AddDays(i).ToString("yyyy-MM-dd", null), "08:00", "20:00"));
        var saturday = Day.Window("17:00", "20:00", WindowKind.Evening);
        saturday.Days = [DayOfWeek.Saturday];

        var cells = Slots.Cells([Day.Diary(1, shifts)], Day.Request(D, "2026-11-29"), Day.Settings(Day.Window("08:00", "12:00"), saturday));

        Assert.Equal(DayOfWeek.Saturday, Assert.Single(cells, c => c.Kind == WindowKind.Evening).Date.DayOfWeek);
    }

    [Fact]
    public void A_chain_tries_somebody_else_first_where_the_only_one_for_the_next_part_would_be_used_up()
    {
        var request = Day.Request(D) with { Parts = [new Part("plumbing", 60, 60), new Part("joinery", 60, 60)] };
        var both = Day.Diary(1, [Day.Shift(D, "08:00", "09:00"), Day.Shift(D, "10:00", "11:00")]) with { Trades = ["plumbing", "joinery"] };
        var plumber = Day.Diary(2, [Day.Shift(D, "08:30", "10:00")]);

        var plan = Assert.Single(Slots.Plans([both, plumber], request, Settings, Day.On(D, "08:00", "12:00")));

        Assert.Equal([2L, 1L], plan.Legs.Select(l => l.Person.OperativeId));
    }

    [Fact]
    public void A_visit_that_may_well_take_longer_is_given_the_room_before_the_next_promise()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "12:00")], Day.Stop(D, "09:15", "10:00", "here"));
        var request = Day.Request(D) with { Parts = [new Part("plumbing", 60, 90)] };

        Assert.Empty(Slots.Plans([diary], request, Settings, Day.On(D, "08:00", "10:00")));
        Assert.Single(Slots.Plans([diary], request with { Parts = [new Part("plumbing", 60, 75)] }, Settings, Day.On(D, "08:00", "10:00")));
    }

    [Fact]
    public void Case_23_where_contracts_say_so_the_last_visit_leaves_time_to_get_home()
    {
        var diary = Day.Diary(1, [Day.Shift(D, "08:00", "10:00")]) with { Base = new Home("base") };
        var settings = Day.Settings();
        settings.HomeByEndOfShift = true;

        Assert.Equal("08:40", LondonTime.TimeOf(Route.Instant(Day.Fits(diary, Day.On(D, "08:00", "12:00"), Day.Request(D), settings).Single().Latest)).ToString("HH:mm", null));
        Assert.Equal("09:00", LondonTime.TimeOf(Route.Instant(Day.Fits(diary, Day.On(D, "08:00", "12:00"), Day.Request(D), Settings).Single().Latest)).ToString("HH:mm", null));
    }

    [Fact]
    public void Travel_at_a_busy_time_of_day_has_its_own_speed()
    {
        var settings = new BookingSettings { KilometresPerHour = 30, ParkingMinutes = 0, SpeedBands = [new SpeedBand { From = new(8, 0), To = new(9, 30), KilometresPerHour = 15 }] };
        var (a, b) = (new Home("a", 51.0, 0), new Home("b", 51.1, 0));

        Assert.InRange(Travel.Minutes(a, b, new(8, 0), settings), 2 * Travel.Minutes(a, b, new(9, 30), settings) - 1, 2 * Travel.Minutes(a, b, new(9, 30), settings));
    }

    [Fact]
    [Trait("requirement", "13")]
    public void Two_repairs_in_one_visit_are_done_by_one_person_who_can_else_one_after_the_other()
    {
        var request = Day.Request(D) with { Parts = [new Part("plumbing", 60, 60), new Part("joinery", 30, 30)] };
        var (both, plumber, joiner) = (Day.Diary(1, [Day.Shift(D, "10:00", "11:30")]) with { Trades = ["plumbing", "joinery"] }, Day.Diary(2, [Day.Shift(D, "08:00", "12:00")]), Day.Diary(3, [Day.Shift(D, "08:00", "10:00")]) with { Trades = ["joinery"] });

        var one = Assert.Single(Slots.Plans([both, plumber, joiner], request, Settings, Day.On(D, "08:00", "12:00")));
        Assert.Equal([(1L, Day.On(D, "10:00", "11:00")), (1L, Day.On(D, "11:00", "11:30"))], one.Legs.Select(l => (l.Person.OperativeId, l.Planned)));
        var chain = Assert.Single(Slots.Plans([plumber, joiner], request, Settings, Day.On(D, "08:00", "12:00")));
        Assert.Equal([(2L, Day.On(D, "08:00", "09:00")), (3L, Day.On(D, "09:00", "09:30"))], chain.Legs.Select(l => (l.Person.OperativeId, l.Planned)));
        Assert.True(one.Fixed && chain.Fixed);
        Assert.Empty(Slots.Plans([plumber], request, Settings, Day.On(D, "08:00", "12:00")));
        Assert.Contains(Slots.Cells([both, plumber, joiner], request, Settings), c => c.Kind == WindowKind.Morning);
    }

    [Fact]
    public void What_a_resident_excluded_is_not_offered_and_what_suits_best_is()
    {
        var shifts = Enumerable.Range(0, 10).Select(i => Day.Shift(Day.Date(D).AddDays(i).ToString("yyyy-MM-dd", null), "08:00", "17:00"));
        var wishes = new Wishes([new Exclusion([DayOfWeek.Thursday]), new Exclusion([], To: new TimeOnly(9, 0))], [new Preference(1, [DayOfWeek.Friday])]);
        var cells = Slots.Cells([Day.Diary(1, shifts)], Day.Request(D, "2026-12-02") with { Wishes = wishes }, Settings);
        var best = ChoiceSet.Best(cells, Settings);

        Assert.All(cells, c => Assert.True(c.Date.DayOfWeek != DayOfWeek.Thursday && c.From >= new TimeOnly(9, 0)));
        Assert.Equal(2, best.Count(c => c.Why.Contains(Why.AsYouAsked)));
        Assert.Equal(cells[0], best[0].Cell);
    }
}
