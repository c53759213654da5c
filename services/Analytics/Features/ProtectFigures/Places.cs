using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>How long the time is that a place stands for. A piece is what a week and a month have in common: nobody asks for it, but whoever has both can work it out.</summary>
internal enum Span
{
    Day,
    Piece,
    Week,
    Month,
    Quarter,
    Year,

    /// <summary>Everything a source holds.</summary>
    Whole,
}

/// <summary>What is seen of a place.</summary>
internal enum Sight
{
    /// <summary>Nobody asks for it, so nothing is said of it.</summary>
    Untold,
    Exact,
    Rounded,

    /// <summary>The count is not shown; what it is out of is, rounded, where that is large enough.</summary>
    Hidden,

    /// <summary>Nothing is shown, so that others cannot be worked out.</summary>
    Covered,
}

/// <summary>One count out of one count, at one time and for one group, wherever it may be asked for. What is seen of it is decided once, for every question.</summary>
internal sealed class Place(Span span, DateOnly period, string? group)
{
    public Span Span => span;

    /// <summary>First date.</summary>
    public DateOnly Period => period;

    /// <summary>The day after its last; for everything a source holds, the day after the last with anything in it.</summary>
    public DateOnly End { get; set; } = span switch
    {
        Span.Week => Statistics.Period.Next(period, Grain.Week),
        Span.Month => Statistics.Period.Next(period, Grain.Month),
        Span.Quarter => Statistics.Period.Next(period, Grain.Quarter),
        Span.Year => Statistics.Period.Next(period, Grain.Year),
        Span.Piece => Earlier(Statistics.Period.Next(Statistics.Period.Of(period, Grain.Week), Grain.Week), Statistics.Period.Next(Statistics.Period.Of(period, Grain.Month), Grain.Month)),
        _ => period.AddDays(1),
    };

    /// <summary>Null for the whole landlord.</summary>
    public string? Group => group;

    public long Numerator { get; set; }

    public long Denominator { get; set; }

    public Sight Sight { get; set; } = Sight.Exact;

    /// <summary>Not shown for its own sake, whether others need cover or not.</summary>
    public bool Small { get; set; }

    /// <summary>Of a group behind which a few homes stand: never shown, however large it is.</summary>
    public bool OfFew { get; set; }

    /// <summary>Decided before; what follows has to live with it.</summary>
    public bool Settled { get; set; }

    /// <summary>Of a patch and a trade at once.</summary>
    public bool IsInner => group?.Contains(ReadMeasure.MeasureQuery.Both, StringComparison.Ordinal) == true;

    /// <summary>What is in no group: nobody asks for it.</summary>
    public bool IsLeft { get; init; }

    /// <summary>Its number in the table that is looked at.</summary>
    public int Index { get; set; }

    /// <summary>The sums it takes part in.</summary>
    public List<Sum> Sums { get; } = [];

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>What a reader can add up: the whole is the sum of its parts.</summary>
/// <param name="index">Its number in the table that is looked at.</param>
internal sealed class Sum(Place whole, IReadOnlyList<Place> parts, int index)
{
    public Place Whole => whole;

    public IReadOnlyList<Place> Parts => parts;

    public int Index => index;

    /// <summary>A longer time of one group, out of shorter ones.</summary>
    public bool IsTime { get; } = whole.Group == parts[0].Group && !parts[0].IsLeft;
}

/// <summary>Every place of one measure and all sums between them.</summary>
internal sealed class Places
{
    private const string Everyone = "\0";
    private Dictionary<string, List<Place>>? _byGroup;
    private ILookup<(Span Span, DateOnly Period), Place>? _byTime;
    private readonly HashSet<(Span Span, DateOnly Period)> _blurred = [];
    private readonly Dictionary<(Span Span, DateOnly Period, string Group), Place> _at = [];

    public List<Place> All { get; } = [];

    public List<Sum> Sums { get; } = [];

    /// <summary>Groups that are seen for the first time in the week that still runs.</summary>
    public List<string> New { get; } = [];

    /// <summary>Groups behind which a few homes stand.</summary>
    public IReadOnlySet<string> Few { get; set; } = new HashSet<string>();

    /// <summary>Times of which no group is shown, nor that a group had nothing then: what is hidden would follow.</summary>
    public HashSet<(Span Span, DateOnly Period)> Dark { get; } = [];

    /// <summary>The numerator is part of the denominator, so what is left says something too.</summary>
    public bool HasRest => All.TrueForAll(p => p.Numerator <= p.Denominator);

    /// <summary>Places of one group each, but for what is in none.</summary>
    public IEnumerable<IReadOnlyList<Place>> ByGroup() => Groups.Values;

    /// <summary>The places of one group.</summary>
    public IReadOnlyList<Place> Of(string? group) => Groups.GetValueOrDefault(group ?? Everyone) ?? [];

    private Dictionary<string, List<Place>> Groups => _byGroup ??= All.Where(p => !p.IsLeft).GroupBy(p => p.Group ?? Everyone, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

    /// <summary>
    /// What is still exact in the first row of the table that a place lies in: its own time, then the week, the month and whatever is longer. Each row once: whoever
    /// asks rounds it.
    /// </summary>
    public List<Place> Unblurred(Place place)
    {
        _byTime ??= All.Where(p => !p.IsLeft).ToLookup(p => (p.Span, p.Span == Span.Whole ? default : p.Period));
        (Span, DateOnly)[] rows =
        [
            (place.Span, place.Period), (Span.Week, Period.Of(place.Period, Grain.Week)), (Span.Month, Period.Of(place.Period, Grain.Month)),
            (Span.Quarter, Period.Of(place.Period, Grain.Quarter)), (Span.Year, Period.Of(place.Period, Grain.Year)), (Span.Whole, default),
        ];
        return rows.Where(_blurred.Add).Select(row => _byTime[row].Where(p => !p.Settled && p.Sight == Sight.Exact && p.Denominator > 0).ToList()).FirstOrDefault(row => row.Count > 0) ?? [];
    }

    public Place? At(Span span, DateOnly period, string? group) => _at.GetValueOrDefault((span, period, group ?? Everyone));

    /// <summary>The time of one group, from days or pieces up to everything.</summary>
    /// <param name="atoms">Days, or the pieces of weeks and months, each with its first date.</param>
    public IReadOnlyList<Place> AddTime(IEnumerable<Cell> atoms, string? group, bool days)
    {
        var before = All.Count;
        var cells = atoms.ToList();
        if (cells.Count == 0)
            return [];
        var pieces = new Dictionary<DateOnly, List<Place>>();
        foreach (var cell in cells)
        {
            var first = PieceOf(cell.Period);
            if (!pieces.TryGetValue(first, out var within))
                pieces[first] = within = [];
            within.Add(Add(new Place(days ? Span.Day : Span.Piece, days ? cell.Period : first, group) { Numerator = cell.Numerator, Denominator = cell.Denominator, Sight = days ? Sight.Exact : Sight.Untold }));
        }

        var parts = days
            ? pieces.Select(p => Whole(Span.Piece, p.Key, group, p.Value)).ToList()
            : pieces.SelectMany(p => p.Value).ToList();
        Up(parts, Span.Week, Grain.Week, group);
        Up(Up(Up(Up(parts, Span.Month, Grain.Month, group), Span.Quarter, Grain.Quarter, group), Span.Year, Grain.Year, group), Span.Whole, null, group);
        return All[before..];
    }

    /// <summary>At every time, what the groups are part of: the groups and whatever is not kept by group.</summary>
    /// <param name="of">The group they are all part of; null for the whole landlord.</param>
    public void AddGroups(IReadOnlyCollection<Place> groups, string? of)
    {
        foreach (var row in groups.GroupBy(p => (p.Span, p.Period)))
        {
            if (At(row.Key.Span, row.Key.Period, of) is not { } whole)
                continue;
            var parts = row.ToList();
            var left = new Place(row.Key.Span, row.Key.Period, null) { Numerator = whole.Numerator - parts.Sum(p => p.Numerator), Denominator = whole.Denominator - parts.Sum(p => p.Denominator), Sight = Sight.Untold, IsLeft = true };
            if (left.Numerator != 0 || left.Denominator != 0 || parts[0].IsInner)
                parts.Add(Keep(left));
            Connect(whole, parts);
        }
    }

    /// <summary>Takes places over that were decided before.</summary>
    /// <param name="mark">Put before the names of the groups that were decided last, so that groups of another kind may be called the same.</param>
    public void AddSettled(Places other, string mark = "")
    {
        var copies = new Dictionary<Place, Place>();
        foreach (var place in other.All.Where(p => p.Span != Span.Day))
        {
            var group = place.Group is null || place.Settled ? place.Group : mark + place.Group;
            if (place.IsLeft)
            {
                copies[place] = Keep(new Place(place.Span, place.Period, null) { Numerator = place.Numerator, Denominator = place.Denominator, Sight = Sight.Untold, IsLeft = true, Settled = true });
                continue;
            }

            copies[place] = Add(new Place(place.Span, place.Period, group)
            {
                Numerator = place.Numerator, Denominator = place.Denominator, Sight = place.Sight, Small = place.Small, OfFew = place.OfFew, Settled = true, End = place.End,
            });
        }

        foreach (var sum in other.Sums.Where(s => s.Parts[0].Span != Span.Day && copies.ContainsKey(s.Whole) && s.Parts.All(copies.ContainsKey)))
            Connect(copies[sum.Whole], [.. sum.Parts.Select(p => copies[p])]);
    }

    private List<Place> Up(List<Place> parts, Span span, Grain? grain, string? group) =>
        [.. parts.GroupBy(p => grain is { } g ? Period.Of(p.Period, g) : Period.Of(parts.Min(x => x.Period), Grain.Year)).Select(p => Whole(span, p.Key, group, [.. p]))];

    private Place Whole(Span span, DateOnly period, string? group, List<Place> parts)
    {
        var whole = Add(new Place(span, period, group) { Numerator = parts.Sum(p => p.Numerator), Denominator = parts.Sum(p => p.Denominator), Sight = span == Span.Piece ? Sight.Untold : Sight.Exact });
        whole.End = span == Span.Whole ? parts.Max(p => p.End) : whole.End;
        Connect(whole, parts);
        return whole;
    }

    internal void Connect(Place whole, List<Place> parts)
    {
        var sum = new Sum(whole, parts, Sums.Count);
        Sums.Add(sum);
        whole.Sums.Add(sum);
        foreach (var part in parts)
            part.Sums.Add(sum);
    }

    internal Place Add(Place place)
    {
        _at.Add((place.Span, place.Period, place.Group ?? Everyone), place);
        return Keep(place);
    }

    private Place Keep(Place place)
    {
        place.Index = All.Count;
        All.Add(place);
        return place;
    }

    /// <summary>First date of what the week and the month of a date have in common.</summary>
    private static DateOnly PieceOf(DateOnly date)
    {
        var (week, month) = (Period.Of(date, Grain.Week), Period.Of(date, Grain.Month));
        return week > month ? week : month;
    }
}
