using System.Text.Json.Serialization;

namespace Repairs.Booking;

/// <summary>How a landlord offers visits, from <c>Repairs:Booking</c>. A wrong value stops the start with a sentence naming it.</summary>
internal sealed class BookingSettings
{
    private static readonly IReadOnlyList<WindowSetting> Usual =
    [
        new() { Kind = WindowKind.Morning, From = new(8, 0), To = new(12, 0) },
        new() { Kind = WindowKind.SchoolRun, From = new(9, 30), To = new(14, 30) },
        new() { Kind = WindowKind.Afternoon, From = new(12, 0), To = new(17, 0) },
        new() { Kind = WindowKind.Evening, From = new(17, 0), To = new(20, 0) },
        new() { Kind = WindowKind.AllDay, From = new(8, 0), To = new(17, 0) },
    ];

    /// <summary>The windows we promise, in local time; null: morning, school-run-safe, afternoon, evening, and all day for jobs that fit in no other.</summary>
    public List<WindowSetting>? Windows { get; set; }

    /// <summary>Shortest time between now and the start of an offered window.</summary>
    public int LeadMinutes { get; set; } = 120;

    /// <summary>How many days ahead we offer; the last is included.</summary>
    public int HorizonDays { get; set; } = 28;

    /// <summary>How many more days a wider search covers.</summary>
    public int WiderDays { get; set; } = 14;

    /// <summary>Fewer choices than this is a shortfall of ours (policy.md §9 no. 3).</summary>
    public int MinimumChoices { get; set; } = 3;

    /// <summary>Choices over fewer days than this are a shortfall of ours.</summary>
    public int MinimumDays { get; set; } = 3;

    /// <summary>How many choices we show where there are as many.</summary>
    public int NormalChoices { get; set; } = 6;

    /// <summary>How long a hold lasts; it can be extended once by as much.</summary>
    public int HoldMinutes { get; set; } = 10;

    /// <summary>How long a set of choices can be chosen from.</summary>
    public int OfferHours { get; set; } = 12;

    /// <summary>Hours in which someone arrives in an emergency.</summary>
    public int EmergencyHours { get; set; } = 24;

    /// <summary>Days in which an urgent repair is due.</summary>
    public int UrgentDays { get; set; } = 7;

    /// <summary>Days in which a routine repair is due.</summary>
    public int RoutineDays { get; set; } = 28;

    /// <summary>Width of the window we promise in an emergency.</summary>
    public int EmergencyWindowMinutes { get; set; } = 120;

    /// <summary>Expected length of a visit where nobody said.</summary>
    public int StandardMinutes { get; set; } = 60;

    /// <summary>A longer visit, where a household asked for one, in per cent of the expected length.</summary>
    public int LongerPercent { get; set; } = 150;

    /// <summary>Travel between two homes where a home's place is not known.</summary>
    public int TravelMinutes { get; set; } = 15;

    /// <summary>Speed between homes along roads, which are taken as 1.3 times as long as the straight line (scheduling.md §3.2).</summary>
    public double KilometresPerHour { get; set; } = 25;

    /// <summary>Times of day with another speed. For a leg counts the band in which the promised window of the home travelled to begins; outside all of them <see cref="KilometresPerHour"/>.</summary>
    public List<SpeedBand>? SpeedBands { get; set; }

    /// <summary>Parking and walking to the door.</summary>
    public int ParkingMinutes { get; set; } = 5;

    /// <summary>Whether the last visit of a shift leaves time to get home before it ends, where contracts say so.</summary>
    public bool HomeByEndOfShift { get; set; }

    /// <summary>Days within which a withdrawn repair can be opened again by one tap.</summary>
    public int ReopenDays { get; set; } = 28;

    /// <summary>Working days within which a person rings where nothing suited.</summary>
    public int CallBackDays { get; set; } = 1;

    /// <summary>Days by which a person asks once about a repair for which no time is chosen.</summary>
    public int AskAfterDays { get; set; } = 5;

    /// <summary>Local time of day from which such a place is offered: nobody is written to at night, so nothing is kept at night.</summary>
    public TimeOnly WaitingOfferFrom { get; set; } = new(8, 0);

    /// <summary>Local time of day until which such a place is offered.</summary>
    public TimeOnly WaitingOfferTo { get; set; } = new(20, 0);

    /// <summary>Whose bank holidays: <c>england-and-wales</c>, <c>scotland</c> or <c>northern-ireland</c>.</summary>
    public string BankHolidays { get; set; } = "england-and-wales";

    /// <summary>How long a visit may well take, in per cent of the expected length: 80 in 100 take no longer.</summary>
    public int LikelyPercent { get; set; } = 120;

    /// <summary>How long a place that comes free is kept for the household on the waiting list that is asked first.</summary>
    public int WaitingOfferMinutes { get; set; } = 30;

    /// <summary>For how long, at most, a time is kept for a household whose visit we missed; it ends sooner where the time itself is sooner.</summary>
    public int OwedPlaceHours { get; set; } = 24;

    /// <summary>Most places one caller keeps at once while deciding, over all their repairs.</summary>
    public int HoldsPerCaller { get; set; } = 5;

    internal IReadOnlyList<WindowSetting> OfferedWindows => Windows is { Count: > 0 } ? Windows : Usual;

    /// <summary>Speed on the way to a home whose promised window begins at this local time.</summary>
    internal double SpeedAt(TimeOnly windowFrom) =>
        SpeedBands?.FirstOrDefault(b => b.From <= windowFrom && windowFrom < b.To)?.KilometresPerHour ?? KilometresPerHour;

    internal BookingSettings Copy() => (BookingSettings)MemberwiseClone();

    internal IEnumerable<string> Faults() => FaultsByName().Select(f => $"Repairs:Booking:{f.Name} {f.Is}: {f.Do}");

    internal IEnumerable<SettingFault> FaultsByName()
    {
        foreach (var (name, value, low, high) in new[]
        {
            (nameof(LeadMinutes), LeadMinutes, 0, 14 * 1440), (nameof(HorizonDays), HorizonDays, 1, 120), (nameof(WiderDays), WiderDays, 1, 120),
            (nameof(MinimumChoices), MinimumChoices, 1, 20), (nameof(MinimumDays), MinimumDays, 1, 20), (nameof(NormalChoices), NormalChoices, 1, 40),
            (nameof(HoldMinutes), HoldMinutes, 1, 120), (nameof(OfferHours), OfferHours, 1, 720), (nameof(EmergencyHours), EmergencyHours, 1, 72),
            (nameof(UrgentDays), UrgentDays, 1, 60), (nameof(RoutineDays), RoutineDays, 1, 365), (nameof(EmergencyWindowMinutes), EmergencyWindowMinutes, 30, 720),
            (nameof(StandardMinutes), StandardMinutes, 15, 480), (nameof(LongerPercent), LongerPercent, 100, 400), (nameof(TravelMinutes), TravelMinutes, 0, 180),
            (nameof(ParkingMinutes), ParkingMinutes, 0, 60), (nameof(ReopenDays), ReopenDays, 1, 365), (nameof(CallBackDays), CallBackDays, 1, 20), (nameof(AskAfterDays), AskAfterDays, 2, 28),
            (nameof(LikelyPercent), LikelyPercent, 100, 300), (nameof(WaitingOfferMinutes), WaitingOfferMinutes, 5, 1440), (nameof(OwedPlaceHours), OwedPlaceHours, 1, 72), (nameof(HoldsPerCaller), HoldsPerCaller, 1, 100),
        })
        {
            if (value < low || value > high)
                yield return new(name, $"is {value}", $"give a number from {low} to {high}");
        }

        if (NormalChoices < MinimumChoices)
            yield return new(nameof(NormalChoices), "is below MinimumChoices", "show at least as many as the minimum");
        if (WaitingOfferTo <= WaitingOfferFrom)
            yield return new(nameof(WaitingOfferTo), "is not after WaitingOfferFrom", "give the hours of one day, such as 08:00 and 20:00");
        if (KilometresPerHour is < 1 or > 120 or double.NaN)
            yield return new(nameof(KilometresPerHour), "is no speed", "give a speed from 1 to 120");
        if (BankHolidays is not ("england-and-wales" or "scotland" or "northern-ireland"))
            yield return new(nameof(BankHolidays), "is no calendar we know", "give one of england-and-wales, scotland, northern-ireland");
        foreach (var fault in WindowFaults().Concat(BandFaults()))
            yield return fault;
    }

    private IEnumerable<SettingFault> WindowFaults()
    {
        foreach (var window in OfferedWindows.Where(w => w.To <= w.From))
            yield return new(nameof(Windows), $"has a window from {window.From:HH:mm} to {window.To:HH:mm}", "a window ends after it starts, on the same day");
        foreach (var twice in OfferedWindows.GroupBy(w => (w.From, w.To)).Where(g => HasAnyDayTwice(g)))
            yield return new(nameof(Windows), $"has {twice.Key.From:HH:mm} to {twice.Key.To:HH:mm} twice", "give each window once");
        if (OfferedWindows.Count > 20)
            yield return new(nameof(Windows), $"has {OfferedWindows.Count} windows", "give at most 20");
        if (OfferedWindows.All(w => w.Kind != WindowKind.AllDay))
            yield return new(nameof(Windows), "has no window of the kind AllDay", "give one, for jobs that fit in no shorter window");
    }

    private static bool HasAnyDayTwice(IEnumerable<WindowSetting> windows) =>
        Enum.GetValues<DayOfWeek>().Any(day => windows.GroupBy(w => w.Kind == WindowKind.AllDay).Any(g => g.Count(w => w.RunsOn(day)) > 1));

    private IEnumerable<SettingFault> BandFaults()
    {
        var bands = (SpeedBands ?? []).OrderBy(b => b.From).ToList();
        foreach (var band in bands.Where(b => b.To <= b.From))
            yield return new(nameof(SpeedBands), $"has a time from {band.From:HH:mm} to {band.To:HH:mm}", "it ends after it starts, on the same day");
        foreach (var (band, next) in bands.Zip(bands.Skip(1)).Where(p => p.Second.From < p.First.To))
            yield return new(nameof(SpeedBands), $"has {band.From:HH:mm} to {band.To:HH:mm} and {next.From:HH:mm} to {next.To:HH:mm}", "times of day do not overlap");
        foreach (var band in bands.Where(b => b.KilometresPerHour is < 1 or > 120 or double.NaN))
            yield return new(nameof(SpeedBands), $"has no speed from {band.From:HH:mm}", "give a speed from 1 to 120");
        if (bands.Count > 24)
            yield return new(nameof(SpeedBands), $"has {bands.Count} times of day", "give at most 24");
    }
}

/// <summary>What is wrong with a setting: "HorizonDays", "is 0", "give a number from 1 to 120".</summary>
internal sealed record SettingFault(string Name, string Is, string Do);

/// <summary>Speed along roads during a part of each day, in local time.</summary>
internal sealed class SpeedBand
{
    /// <summary>Local start; belongs to the band.</summary>
    [JsonRequired]
    public TimeOnly From { get; set; }

    /// <summary>Local end; no longer belongs to it.</summary>
    [JsonRequired]
    public TimeOnly To { get; set; }

    [JsonRequired]
    public double KilometresPerHour { get; set; }
}

/// <summary>A window we promise, in local time.</summary>
internal sealed class WindowSetting
{
    /// <summary>What it is good for.</summary>
    [JsonRequired]
    public WindowKind Kind { get; set; }

    /// <summary>Local start.</summary>
    [JsonRequired]
    public TimeOnly From { get; set; }

    /// <summary>Local end; the work is done by then.</summary>
    [JsonRequired]
    public TimeOnly To { get; set; }

    /// <summary>The days it is offered on, such as Saturday alone; null: every day on which people work then.</summary>
    public List<DayOfWeek>? Days { get; set; }

    /// <summary>The days as bits; every day where none is named.</summary>
    internal int DayMask => Days is { Count: > 0 } days ? days.Aggregate(0, (mask, d) => mask | (1 << (int)d)) : 127;

    internal bool RunsOn(DayOfWeek day) => Days is not { Count: > 0 } || Days.Contains(day);
}

/// <summary>What a window is good for.</summary>
internal enum WindowKind
{
    Morning,
    Afternoon,

    /// <summary>Between taking children to school and fetching them.</summary>
    SchoolRun,
    Evening,

    /// <summary>Offered only for jobs that fit in no shorter window.</summary>
    AllDay,
}
