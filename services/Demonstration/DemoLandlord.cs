using System.Globalization;

namespace Repairs.Demonstration;

/// <summary>A home of the demonstration landlord.</summary>
internal sealed record DemoHome(string PropertyRef, string HouseholdRef, string Address, string Patch, double Lat, double Lon);

/// <summary>A person who does the work, with the contractor they work for.</summary>
internal sealed record DemoOperative(string OperativeRef, string Contractor, string Name, IReadOnlyList<string> Trades, IReadOnlyList<string> Patches, double Lat, double Lon);

/// <summary>One contracted shift, local times.</summary>
internal sealed record DemoShift(string OperativeRef, DateOnly Date, TimeOnly From, TimeOnly To);

/// <summary>A repair that is open or booked when the demonstration starts.</summary>
/// <param name="Phone">Null for the one household that is reached by letter alone: its choices come with a reply slip.</param>
/// <param name="Choice">Which of the offered choices is taken; null: none yet.</param>
internal sealed record DemoRepair(DemoHome Home, string Trade, string Words, string Priority, string ResidentName, string? Phone, int? Choice);

/// <summary>An adjustment a household agreed.</summary>
internal sealed record DemoAdjustment(DemoHome Home, string Code, string Words);

/// <summary>One event of the year before, as it goes through Analytics' ingest.</summary>
internal sealed record DemoEvent(string Source, string EventId, string Type, DateTimeOffset OccurredAt, string Landlord, string Patch, string Trade, Guid? VisitId = null, string? Outcome = null, string? Evidence = null, string? Code = null, string? Channel = null)
{
    public string? Slot { get; init; }

    public int? NoticeDays { get; init; }

    public bool? Reminded { get; init; }

    public string? HouseholdRef { get; init; }

    public Guid? ContactId { get; init; }

    public string? FirstCode { get; init; }

    public string? SecondCode { get; init; }

    public Guid? FeedbackId { get; init; }

    public int? Safe { get; init; }

    public int? Heard { get; init; }

    public int? InControl { get; init; }

    public bool? VisitHappened { get; init; }

    public bool? ToldAgain { get; init; }
}

/// <summary>
/// Invents a landlord from a seed: the same homes, people, diary and history for the same size, seed and day. Rates are those that landlords have
/// published: about 1 visit in 6 without access (Muir 2025), about half of contacts avoidable (DLUHC-funded study), our own misses kept visible.
/// </summary>
internal sealed class DemoLandlord
{
    /// <summary>Name of the source under which the invented year appears in Analytics.</summary>
    public const string HistorySource = "demonstration-history";

    private const int HomesToAPatch = 250;
    private const int Seed = 20141105;

    private static readonly string[] Trades = ["plumbing", "electrical", "heating", "carpentry", "damp", "general"];
    private static readonly string[] PatchNames = ["Millbrook", "Harbour", "Orchard", "Canal Side", "Northgate", "Weavers", "Hilltop", "Meadow", "Station", "Abbey", "Foundry", "Riverside"];
    private static readonly string[] Streets = ["Alder Close", "Beech Road", "Cedar Court", "Dock Street", "Elm Grove", "Fuller Way", "Glebe Rise", "Hazel Lane", "Ivy House", "Juniper Walk", "Kiln Terrace", "Lime Avenue"];
    private static readonly string[] FirstNames = ["Amina", "Ben", "Chloe", "Dai", "Esther", "Farid", "Grace", "Hamza", "Isla", "Jo", "Kwame", "Lena", "Mo", "Niamh", "Omar", "Priya", "Ravi", "Sam", "Tess", "Uma", "Vic", "Wei", "Yusuf", "Zofia"];
    private static readonly string[] LastNames = ["Adeyemi", "Bell", "Carter", "Das", "Evans", "Frost", "Green", "Hughes", "Iqbal", "Jones", "Khan", "Lewis", "Morris", "Novak", "Owen", "Patel", "Quinn", "Reed", "Shah", "Taylor"];

    private static readonly (string Trade, string Words)[] Faults =
    [
        ("plumbing", "The kitchen tap will not stop dripping"),
        ("plumbing", "The toilet keeps running after you flush it"),
        ("plumbing", "Water is coming through under the sink"),
        ("electrical", "The light in the hall flickers"),
        ("electrical", "A socket in the bedroom does not work"),
        ("heating", "The radiators stay cold upstairs"),
        ("heating", "The boiler loses pressure every day"),
        ("carpentry", "The front door sticks and is hard to lock"),
        ("carpentry", "A kitchen cupboard door has come off"),
        ("damp", "There is mould in the corner of my child's room"),
        ("general", "The bathroom window will not close"),
        ("general", "The extractor fan is very noisy"),
    ];

    private static readonly (string Code, string Words)[] Adjustments =
    [
        ("A01", "Please knock loudly and wait five minutes. I walk slowly."),
        ("A02", "Text me before you come."),
        ("A04", "Please text. I cannot use the phone."),
        ("A10", "I would like the same person each time."),
        ("A11", "One person at a time, please."),
        ("A12", "Show your card at the window and say your name."),
        ("A17", "Not before 10am. I sleep after night work."),
        ("A20", "Tell me what you are going to do before you do it."),
    ];

    private readonly Random _random;
    private readonly DateOnly _today;

    /// <param name="homes">1 to 50,000.</param>
    /// <param name="today">The local day the demonstration starts.</param>
    public DemoLandlord(int homes, DateOnly today)
    {
        var random = new Random(Seed);
        Patches = [.. Enumerable.Range(0, Math.Max(4, homes / HomesToAPatch)).Select(i => i < PatchNames.Length ? PatchNames[i] : string.Create(CultureInfo.InvariantCulture, $"{PatchNames[i % PatchNames.Length]} {(i / PatchNames.Length) + 1}"))];
        var centres = Patches.Select(_ => (Lat: 51.40 + (random.NextDouble() * 0.12), Lon: -0.10 + (random.NextDouble() * 0.18))).ToList();
        Homes = [.. Enumerable.Range(0, homes).Select(i => Home(i, Patches[i % Patches.Count], centres[i % Patches.Count], random))];
        Operatives = [.. People(centres, random)];
        Shifts = [.. Operatives.SelectMany((o, i) => ShiftsOf(o, i, today))];
        Repairs = ByLetter([.. Enumerable.Range(0, Math.Min(300, homes / 16)).Select(_ => Repair(random))]);
        HouseholdAdjustments = [.. Homes.Where(_ => random.Next(60) == 0).Take(200).Select(h => Adjustment(h, random))];
        _random = random;
        _today = today;
    }

    public IReadOnlyList<string> Patches { get; }

    public IReadOnlyList<DemoHome> Homes { get; }

    public IReadOnlyList<DemoOperative> Operatives { get; }

    public IReadOnlyList<DemoShift> Shifts { get; }

    public IReadOnlyList<DemoRepair> Repairs { get; }

    public IReadOnlyList<DemoAdjustment> HouseholdAdjustments { get; }

    /// <summary>When residents agreed to their adjustments: the same all year, so that an interrupted load can be repeated, and never too long ago.</summary>
    public DateTimeOffset AgreedAt => new(_today.Year - 1, 1, 15, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Welfare officers, by first name.</summary>
    public IReadOnlyList<string> Officers { get; } = ["Ana", "Joseph", "Maryam"];

    /// <summary>The year before today: about four visits, with what followed them, and three contacts for each home. Enumerate once.</summary>
    public IEnumerable<DemoEvent> History() => Year().Where(e => e.OccurredAt < Platform.LondonTime.StartOf(_today));

    private IEnumerable<DemoEvent> Year()
    {
        for (var day = _today.AddDays(-365); day < _today; day = day.AddDays(1))
        {
            var weekday = day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            var visits = Homes.Count * 4 / 260.0 * (weekday ? 1 : 0.08) * Season(day);
            foreach (var e in Enumerable.Range(0, Count(visits)).SelectMany(_ => Visit(day)))
                yield return e;
            foreach (var e in Enumerable.Range(0, Count(Homes.Count * 3 / 260.0 * (weekday ? 1 : 0.05))).SelectMany(_ => Contact(day)))
                yield return e;
        }
    }

    private IEnumerable<DemoEvent> Visit(DateOnly day)
    {
        var home = Homes[_random.Next(Homes.Count)];
        var trade = Trades[_random.Next(Trades.Length)];
        var at = Platform.LondonTime.Instant(day, new TimeOnly(8, 0).AddMinutes(_random.Next(9 * 60)));
        var id = Id();
        var notice = _random.Next(6) switch { 0 => 0, 1 => _random.Next(1, 3), 2 or 3 => _random.Next(3, 7), 4 => _random.Next(7, 14), _ => _random.Next(14, 40) };

        // Texts go to times promised well ahead, where more doors stay closed anyway.
        var reminded = notice >= 3 && _random.NextDouble() < 0.9;
        var (outcome, evidence) = Outcome(day, home, notice, reminded);
        yield return new DemoEvent(HistorySource, id.ToString(), "VisitImported", at, Platform.DemoPeople.Landlord, home.Patch, trade, id, outcome, evidence)
        {
            HouseholdRef = home.HouseholdRef,
            Slot = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : Platform.LondonTime.Local(at).Hour < 12 ? "am" : "pm",
            NoticeDays = notice,
            Reminded = reminded,
        };
        if (outcome == "DO10" && _random.NextDouble() < 0.07)
            yield return new DemoEvent(HistorySource, Id().ToString(), "VisitDisputed", at.AddHours(_random.Next(2, 72)), Platform.DemoPeople.Landlord, home.Patch, trade, id);
        if (_random.NextDouble() < 0.12)
            yield return Feedback(home, trade, id, at, outcome);
        if (outcome is not ("DO01" or "DO02") && _random.NextDouble() < 0.2)
            yield return Contact(home, trade, at.AddHours(_random.Next(2, 140)), outcome == "DO10" ? "FD03" : "FD02");
    }

    /// <summary>Who was missed felt it.</summary>
    private DemoEvent Feedback(DemoHome home, string trade, Guid visit, DateTimeOffset at, string outcome)
    {
        var happened = outcome is "DO01" or "DO02";
        int Felt() => Math.Clamp((happened ? 4 : 3) + _random.Next(-2, 3) + (_random.NextDouble() < 0.4 ? 1 : 0), 1, 5);
        var id = Id();
        return new DemoEvent(HistorySource, id.ToString(), "FeedbackGiven", at.AddHours(_random.Next(1, 96)), Platform.DemoPeople.Landlord, home.Patch, trade, visit)
        {
            FeedbackId = id,
            Safe = Felt(),
            Heard = Felt(),
            InControl = Felt(),
            VisitHappened = happened,
            ToldAgain = _random.NextDouble() < (happened ? 0.15 : 0.35),
        };
    }

    private IEnumerable<DemoEvent> Contact(DateOnly day)
    {
        string[] failure = ["FD01", "FD01", "FD01", "FD02", "FD02", "FD03", "FD05", "FD06", "FD07", "FD08", "FD09", "FD10", "FD13"];
        string[] value = ["VD01", "VD01", "VD01", "VD02", "VD02", "VD03"];
        var code = _random.NextDouble() < 0.47 ? failure[_random.Next(failure.Length)] : value[_random.Next(value.Length)];
        var contact = Contact(
            Homes[_random.Next(Homes.Count)], Trades[_random.Next(Trades.Length)], Platform.LondonTime.Instant(day, new TimeOnly(8, 0).AddMinutes(_random.Next(10 * 60))),
            _random.NextDouble() < 0.08 ? null : code);
        yield return contact;

        // One in twenty is coded by two people, who agree more often than not.
        if (contact.Code is { } first && _random.NextDouble() < 0.05)
        {
            yield return new DemoEvent(HistorySource, Id().ToString(), "ContactCodedTwice", contact.OccurredAt.AddDays(2), Platform.DemoPeople.Landlord, contact.Patch, contact.Trade)
            {
                ContactId = contact.ContactId,
                FirstCode = first,
                SecondCode = _random.NextDouble() < 0.8 ? first : failure[_random.Next(failure.Length)],
            };
        }
    }

    private DemoEvent Contact(DemoHome home, string trade, DateTimeOffset at, string? code)
    {
        var id = Id();
        return new DemoEvent(HistorySource, id.ToString(), "ContactReceived", at, Platform.DemoPeople.Landlord, home.Patch, trade, Code: code, Channel: _random.Next(4) == 0 ? "email" : "phone") { ContactId = id, HouseholdRef = home.HouseholdRef };
    }

    /// <summary>About 1 in 6 visits that came off met a closed door; a tenth of those lack evidence; 1 in 20 was our own miss.</summary>
    private (string Outcome, string? Evidence) Outcome(DateOnly day, DemoHome home, int notice, bool reminded)
    {
        // Earlier texts since sixteen weeks ago; one patch where the lift was out; longer notice and no text: more closed doors.
        var closed = (day < _today.AddDays(-112) ? 0.165 : 0.125) + (day.Month is 12 or 8 ? 0.02 : 0) + (home.Patch == Patches[^1] ? 0.10 : 0) + (notice >= 7 ? 0.03 : -0.01) - (reminded ? 0.015 : 0);
        var dice = _random.NextDouble();
        return dice switch
        {
            < 0.030 => ("DO22", null),
            < 0.045 => ("DO21", null),
            < 0.055 => ("DO23", null),
            < 0.060 => ("DO24", null),
            _ when dice < 0.060 + closed => ("DO10", _random.NextDouble() < 0.10 ? "none" : "complete"),
            _ when dice < 0.085 + closed => ("DO11", null),
            _ when dice < 0.093 + closed => ("DO12", null),
            _ when dice < 0.110 + closed => (_random.Next(4) switch { 0 => "DO13", 1 => "DO14", 2 => "DO17", _ => "DO18" }, null),
            _ when dice < 0.200 + closed => ("DO02", null),
            _ => ("DO01", null),
        };
    }

    private static double Season(DateOnly day) => day.Month switch { 11 or 12 or 1 or 2 => 1.2, 7 or 8 => 0.85, _ => 1.0 };

    private int Count(double mean)
    {
        var whole = (int)mean;
        return whole + (_random.NextDouble() < mean - whole ? 1 : 0);
    }

    private Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static DemoHome Home(int i, string patch, (double Lat, double Lon) centre, Random random) => new(
        string.Create(CultureInfo.InvariantCulture, $"P{i + 1:D5}"),
        string.Create(CultureInfo.InvariantCulture, $"H{i + 1:D5}"),
        string.Create(CultureInfo.InvariantCulture, $"{(i % 40) + 1} {Streets[i / 40 % Streets.Length]}, {patch}, Riverside"),
        patch,
        Math.Round(centre.Lat + ((random.NextDouble() - 0.5) * 0.02), 5),
        Math.Round(centre.Lon + ((random.NextDouble() - 0.5) * 0.03), 5));

    /// <summary>For every two patches: a pair of people for each two trades, so that every trade can be offered everywhere by at least two.</summary>
    private IEnumerable<DemoOperative> People(List<(double Lat, double Lon)> centres, Random random)
    {
        var number = 0;
        for (var p = 0; p < Patches.Count; p += 2)
        {
            string[] patches = p + 1 < Patches.Count ? [Patches[p], Patches[p + 1]] : [Patches[p]];
            foreach (var trades in (string[][])[["plumbing", "heating", "general"], ["electrical", "damp", "general"], ["carpentry", "damp", "general"], ["plumbing", "electrical"], ["heating", "carpentry"]])
            {
                number++;
                var first = FirstNames[(number - 1) % FirstNames.Length];
                yield return new DemoOperative(
                    string.Create(CultureInfo.InvariantCulture, $"OP{number:D3}"), number % 3 == 0 ? "Brightwork" : "Riverside Repairs", $"{first} {LastNames[random.Next(LastNames.Length)]}",
                    trades, patches, Math.Round(centres[p].Lat, 5), Math.Round(centres[p].Lon, 5));
            }
        }
    }

    private static IEnumerable<DemoShift> ShiftsOf(DemoOperative operative, int index, DateOnly today)
    {
        for (var day = today; day < today.AddDays(42); day = day.AddDays(1))
        {
            if (day.DayOfWeek == DayOfWeek.Sunday || (day.DayOfWeek == DayOfWeek.Saturday && index % 3 != 0))
                continue;
            var (from, to) = day.DayOfWeek == DayOfWeek.Saturday ? (new TimeOnly(9, 0), new TimeOnly(13, 0))
                : index % 4 == 1 && day.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Thursday ? (new TimeOnly(12, 0), new TimeOnly(20, 0))
                : (new TimeOnly(8, 0), new TimeOnly(17, 0));
            yield return new DemoShift(operative.OperativeRef, day, from, to);
        }
    }

    private DemoRepair Repair(Random random)
    {
        var home = Homes[random.Next(Homes.Count)];
        var (trade, words) = Faults[random.Next(Faults.Length)];
        var name = $"{FirstNames[random.Next(FirstNames.Length)]} {LastNames[random.Next(LastNames.Length)]}";
        var phone = string.Create(CultureInfo.InvariantCulture, $"07700 900{random.Next(1000):D3}");
        return new DemoRepair(home, trade, words, random.Next(8) == 0 ? "urgent" : "routine", name, phone, random.Next(5) == 0 ? null : random.Next(6));
    }

    private static List<DemoRepair> ByLetter(List<DemoRepair> repairs)
    {
        var one = repairs.FindIndex(r => r.Choice is null && repairs.Count(o => o.Home == r.Home) == 1);
        if (one >= 0)
            repairs[one] = repairs[one] with { Phone = null };
        return repairs;
    }

    private static DemoAdjustment Adjustment(DemoHome home, Random random)
    {
        var (code, words) = Adjustments[random.Next(Adjustments.Length)];
        return new DemoAdjustment(home, code, words);
    }
}
