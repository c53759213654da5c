using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Bench.Booking;

/// <summary>The engine in process, on invented days: so many people in patches of a hundred, 28 days, four windows, five or fewer visits a day.</summary>
internal sealed class Offers
{
    public const int PatchSize = 100;
    public const int Days = 28;

    private static readonly DateOnly First = new(2026, 11, 23);
    private readonly List<SlotRequest>[] _requests;
    private readonly IReadOnlyList<Diary>[] _patches;
    private readonly BookingSettings _settings;

    /// <param name="people">Of all trades and patches the landlord may send.</param>
    public Offers(int people)
    {
        _settings = new BookingSettings { Windows = [Window(WindowKind.Morning, 8, 12), Window(WindowKind.SchoolRun, 9.5, 14.5), Window(WindowKind.Afternoon, 12, 17), Window(WindowKind.Evening, 17, 20)] };
        var random = new Random(11);
        var patches = people / PatchSize;
        _patches = [.. Enumerable.Range(0, patches).Select(p => (IReadOnlyList<Diary>)[.. Enumerable.Range(0, PatchSize).Select(i => DiaryOf(p * PatchSize + i, p, random))])];
        _requests = [.. Enumerable.Range(0, patches).Select(p => Enumerable.Range(0, 16).Select(_ => RequestIn(p, random)).ToList())];
        Peers = [.. Enumerable.Range(0, PatchSize).Select(i => new PeerHost([.. _patches[0][i].Stops.Select(s => (s.Planned.From, s.Planned.To))]))];
    }

    /// <summary>The first patch's people as others see them.</summary>
    public IReadOnlyList<PeerHost> Peers { get; }

    public static DateOnly FirstDay => First;

    /// <summary>One offer set, from candidates to choices with reasons: what one request asks of the engine.</summary>
    public void One1(int number) => One(number);

    public (int Cells, int Choices) One(int number)
    {
        var patch = number % _patches.Length;
        var cells = Slots.Cells(_patches[patch], _requests[patch][number / _patches.Length % 16], _settings);
        return (cells.Count, ChoiceSet.Best(cells, _settings).Count);
    }

    /// <summary>The first half alone: the windows that are free.</summary>
    public void Cells(int number) => Slots.Cells(_patches[number % _patches.Length], _requests[number % _patches.Length][number / _patches.Length % 16], _settings);

    /// <summary>As after a booking on one person's day: the day's arrays are made anew before the next offer.</summary>
    public void Forget(int number)
    {
        var patch = (Diary[])[.. _patches[number % _patches.Length]];
        patch[number * 31 % PatchSize] = patch[number * 31 % PatchSize] with { };
        _patches[number % _patches.Length] = patch;
    }

    private Diary DiaryOf(int id, int patch, Random random)
    {
        var times = new List<WorkingTime>();
        var stops = new List<Stop>();
        for (var day = First; day < First.AddDays(Days); day = day.AddDays(1))
        {
            times.Add(new WorkingTime(day, false, new TimeOnly(8, 0), day.DayOfWeek == DayOfWeek.Thursday ? new TimeOnly(20, 0) : new TimeOnly(17, 0)));
            for (var slot = 0; slot < 6; slot++)
            {
                if (random.Next(6) >= 5)
                    continue;
                var from = LondonTime.Instant(day, new TimeOnly(8, 0)).AddMinutes(slot * 90);
                var window = slot < 3 ? (From: new TimeOnly(8, 0), To: new TimeOnly(12, 0)) : (From: new TimeOnly(12, 0), To: new TimeOnly(17, 0));
                stops.Add(new Stop(new Stretch(from, from.AddMinutes(60)), HomeIn(patch, random), new Stretch(LondonTime.Instant(day, window.From), LondonTime.Instant(day, window.To))) { PlaceId = stops.Count + 1 });
            }
        }

        return new Diary(id, "Bench", $"B{id}", ["plumbing"], [$"patch-{patch}"], Diary.WorkingTimeOf(times), stops, Enumerable.Range(0, Days).ToDictionary(First.AddDays, _ => 1));
    }

    private static SlotRequest RequestIn(int patch, Random random) => new(
        HomeIn(patch, random), [new Part("plumbing", 60, 75)], $"patch-{patch}", 1, SlotNeeds.None, Wishes.None, null, LondonTime.StartOf(First), First, First.AddDays(Days - 1), new HashSet<DateOnly>());

    private static Home HomeIn(int patch, Random random) =>
        new($"{patch}-{random.Next()}", 51.2 + patch % 20 * 0.05 + random.NextDouble() * 0.04, -1.5 + patch / 20 * 0.07 + random.NextDouble() * 0.04);

    private static WindowSetting Window(WindowKind kind, double from, double to) =>
        new() { Kind = kind, From = TimeOnly.FromTimeSpan(TimeSpan.FromHours(from)), To = TimeOnly.FromTimeSpan(TimeSpan.FromHours(to)) };
}
