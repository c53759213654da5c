using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking;

/// <summary>Short words for diaries and requests.</summary>
internal static class Day
{
    public static readonly Home Here = new("here");

    /// <summary>Travel takes 20 minutes between any two homes.</summary>
    public static BookingSettings Settings(params WindowSetting[] windows) => new() { TravelMinutes = 20, LeadMinutes = 0, Windows = windows.Length == 0 ? null : [.. windows] };

    public static WindowSetting Window(string from, string to, WindowKind kind = WindowKind.Morning) => new() { Kind = kind, From = TimeOnly.Parse(from, null), To = TimeOnly.Parse(to, null) };

    public static DateOnly Date(string date) => DateOnly.Parse(date, null);

    public static DateTimeOffset At(string date, string time) => LondonTime.Instant(Date(date), TimeOnly.Parse(time, null));

    public static WorkingTime Shift(string date, string from, string to, bool absent = false) =>
        new(Date(date), absent, TimeOnly.Parse(from, null), to == "24:00" ? TimeOnly.MinValue : TimeOnly.Parse(to, null));

    public static Stop Stop(string date, string from, string to, string home = "elsewhere", Stretch? promised = null) => new(new Stretch(At(date, from), At(date, to)), new Home(home), promised);

    public static Diary Diary(long id, IEnumerable<WorkingTime> times, params Stop[] stops) => new(
        id, "contractor", $"OP{id}", ["plumbing"], ["north"], Repairs.Booking.Diary.WorkingTimeOf(times), [.. stops.OrderBy(s => s.Planned.From)], new Dictionary<DateOnly, int>());

    public static SlotRequest Request(string first, string? last = null, int minutes = 60, int people = 1, string trade = "plumbing", string? patch = "north",
        SlotNeeds? needs = null, long? usual = null, DateTimeOffset? now = null, params string[] daysOff) => new(
        Here, [new Part(trade, minutes, minutes)], patch, people, needs ?? SlotNeeds.None, Wishes.None, usual, now ?? LondonTime.StartOf(Date(first)), Date(first), Date(last ?? first), daysOff.Select(Date).ToHashSet());

    public static Stretch On(string date, string from, string to) => new(At(date, from), to == "24:00" ? LondonTime.EndOf(Date(date)) : At(date, to));

    public static IEnumerable<Fit> Fits(Diary diary, Stretch window, SlotRequest request, BookingSettings settings) =>
        diary.RouteFor(settings, request.Now).Fits(Slots.VisitOf(request, 0, 1), Route.Up(window.From), Route.Down(window.To));

    /// <summary>Local and UTC starts, one job length apart, that the engine leaves free.</summary>
    public static IReadOnlyList<DateTimeOffset> Starts(Diary diary, Stretch window, SlotRequest request, BookingSettings settings)
    {
        var starts = new List<DateTimeOffset>();
        foreach (var fit in Fits(diary, window, request, settings))
        {
            for (var start = fit.Earliest; start <= fit.Latest; start += Slots.LengthOf(request))
                starts.Add(Route.Instant(start));
        }

        return starts;
    }
}
