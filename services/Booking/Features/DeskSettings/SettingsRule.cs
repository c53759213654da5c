using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A setting in words: its name, what the desk calls it, and its value as it is read.</summary>
internal sealed record SettingWords(string Name, string Label, Func<BookingSettings, string> Value);

internal static class SettingsRule
{
    public static Refusal ChangedMeanwhile { get; } =
        new(409, "settings-changed", "Somebody else changed the settings after you opened this page. Read what they changed, then save yours again if it still fits.");

    public static IReadOnlyDictionary<string, string> Calendars { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["england-and-wales"] = "England and Wales",
        ["scotland"] = "Scotland",
        ["northern-ireland"] = "Northern Ireland",
    };

    /// <summary>Every setting a desk may change, in the order of its page.</summary>
    public static IReadOnlyList<SettingWords> All { get; } =
    [
        new(nameof(BookingSettings.Windows), "Windows we promise", s => string.Join("; ", s.OfferedWindows.Select(Words))),
        new(nameof(BookingSettings.LeadMinutes), "Shortest notice", s => Count(s.LeadMinutes, "minute")),
        new(nameof(BookingSettings.HorizonDays), "How far ahead we offer", s => Count(s.HorizonDays, "day")),
        new(nameof(BookingSettings.WiderDays), "More days when none of the times suit", s => Count(s.WiderDays, "day")),
        new(nameof(BookingSettings.BankHolidays), "Bank holidays", s => Calendars.GetValueOrDefault(s.BankHolidays, s.BankHolidays)),
        new(nameof(BookingSettings.MinimumChoices), "Fewest choices", s => Count(s.MinimumChoices, "choice")),
        new(nameof(BookingSettings.MinimumDays), "Fewest days to choose from", s => Count(s.MinimumDays, "day")),
        new(nameof(BookingSettings.NormalChoices), "Choices on the first page", s => Count(s.NormalChoices, "choice")),
        new(nameof(BookingSettings.HoldMinutes), "How long a time is kept while someone decides", s => Count(s.HoldMinutes, "minute")),
        new(nameof(BookingSettings.HoldsPerCaller), "Most times one caller keeps at once", s => Count(s.HoldsPerCaller, "time")),
        new(nameof(BookingSettings.WaitingOfferMinutes), "How long the waiting list is asked first", s => Count(s.WaitingOfferMinutes, "minute")),
        new(nameof(BookingSettings.OwedPlaceHours), "How long a time is kept after our own miss", s => Count(s.OwedPlaceHours, "hour")),
        new(nameof(BookingSettings.CallBackDays), "Working days until we ring", s => Count(s.CallBackDays, "working day")),
        new(nameof(BookingSettings.EmergencyHours), "Emergency: someone is there within", s => Count(s.EmergencyHours, "hour")),
        new(nameof(BookingSettings.UrgentDays), "Urgent: done within", s => Count(s.UrgentDays, "day")),
        new(nameof(BookingSettings.RoutineDays), "Routine: done within", s => Count(s.RoutineDays, "day")),
        new(nameof(BookingSettings.StandardMinutes), "Length of a visit where nobody said", s => Count(s.StandardMinutes, "minute")),
        new(nameof(BookingSettings.LikelyPercent), "How long a visit may well take", s => $"{Number(s.LikelyPercent)} per cent of the expected length"),
        new(nameof(BookingSettings.KilometresPerHour), "Usual speed", s => $"{Number(s.KilometresPerHour)} kilometres an hour"),
        new(nameof(BookingSettings.SpeedBands), "Speed at times of day", s => s.SpeedBands is { Count: > 0 } bands ? string.Join("; ", bands.Select(Words)) : "the usual speed all day"),
        new(nameof(BookingSettings.ParkingMinutes), "Parking and walking to the door", s => Count(s.ParkingMinutes, "minute")),
        new(nameof(BookingSettings.TravelMinutes), "Travel where a home is not on the map", s => Count(s.TravelMinutes, "minute")),
    ];

    /// <summary>"How far ahead we offer: 28 days becomes 42 days."</summary>
    public static IReadOnlyList<string> Changes(BookingSettings before, BookingSettings after) =>
    [
        .. All.Select(s => (s.Label, Before: s.Value(before), After: s.Value(after)))
            .Where(c => c.Before != c.After)
            .Select(c => $"{c.Label}: {c.Before} becomes {c.After}."),
    ];

    /// <summary>Lists in which something is missing: nothing else can be said of them before it is there.</summary>
    public static Faults Gaps(LandlordOverrides wanted) => new Faults()
        .When(wanted.Windows?.Contains(null!) == true, "windows", "One of the windows is empty. Give its kind, from and to, or leave it out.")
        .When(wanted.SpeedBands?.Contains(null!) == true, "speedBands", "One of the times of day is empty. Give its from, to and kilometresPerHour, or leave it out.");

    /// <summary>By the names the API has.</summary>
    public static Faults Faults(BookingSettings settings)
    {
        var faults = new Faults();
        foreach (var fault in settings.FaultsByName())
            faults.Add(char.ToLowerInvariant(fault.Name[0]) + fault.Name[1..], $"{Label(fault.Name)} {fault.Is}: {fault.Do}.");
        return faults;
    }

    public static string Label(string name) => All.FirstOrDefault(s => s.Name == name)?.Label ?? name;

    public static string Kind(WindowKind kind) => kind switch
    {
        WindowKind.Morning => "morning",
        WindowKind.Afternoon => "afternoon",
        WindowKind.SchoolRun => "between school runs",
        WindowKind.Evening => "evening",
        _ => "all day, for long jobs",
    };

    /// <summary>The days a window can be limited to, by the word the form has for them.</summary>
    public static IReadOnlyList<(string Word, string Label, DayOfWeek[] Days)> DaySets { get; } =
    [
        ("", "every day", []),
        ("weekdays", "Monday to Friday", [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]),
        ("not-sunday", "Monday to Saturday", [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday]),
        ("saturday", "Saturday", [DayOfWeek.Saturday]),
        ("weekend", "Saturday and Sunday", [DayOfWeek.Saturday, DayOfWeek.Sunday]),
    ];

    /// <summary>The form's word for a window's days; days that are none of its sets are named one by one.</summary>
    public static string DayWord(WindowSetting window) => window.Days is not { Count: > 0 } days ? ""
        : DaySets.FirstOrDefault(s => s.Days.Length > 0 && s.Days.ToHashSet().SetEquals(days)) is { Word: { } word } ? word
        : string.Join('+', days.Distinct().Order());

    /// <summary>Null where the word is none of ours.</summary>
    public static List<DayOfWeek>? Days(string? word) => string.IsNullOrEmpty(word) ? []
        : DaySets.FirstOrDefault(s => s.Word == word) is { Word: not null, Days: { } days } ? [.. days]
        : word.Split('+').Select(d => Enum.TryParse<DayOfWeek>(d, out var day) && Enum.IsDefined(day) ? day : (DayOfWeek?)null).ToList() is var named && named.TrueForAll(d => d is not null) ? [.. named.Select(d => d!.Value)]
        : null;

    public static string Words(WindowSetting window) =>
        $"{Kind(window.Kind)} {LondonTime.Words(window.From)} to {LondonTime.Words(window.To)}{(DayWord(window) is { Length: > 0 } word ? $" on {DayLabel(word)}" : "")}";

    public static string DayLabel(string word) => DaySets.FirstOrDefault(s => s.Word == word) is { Label: { } label } ? label : word.Replace("+", ", ", StringComparison.Ordinal);

    private static string Words(SpeedBand band) => $"{LondonTime.Words(band.From)} to {LondonTime.Words(band.To)} {Number(band.KilometresPerHour)} kilometres an hour";

    private static string Count(int n, string what) => $"{Number(n)} {what}{(n == 1 ? "" : "s")}";

    private static string Number(double n) => n.ToString("0.##", CultureInfo.InvariantCulture);
}
