using System.Globalization;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>What was asked, as it stood in the address.</summary>
internal sealed record Asked(string? From, string? To, string? Grain, string? By, string? AsOf, string? Source, string? Patch, string? Trade);

/// <summary>A question that can be answered. Dates are whole periods.</summary>
internal sealed record MeasureQuery(Measure Measure, DateOnly From, DateOnly To, Grain Grain, string? By, DateTimeOffset? AsOf, IReadOnlyList<string> Sources, string? Patch, string? Trade)
{
    /// <summary>Between a patch and a trade where a group is both.</summary>
    public const char Both = '\u001f';

    /// <summary>The split by both at once.</summary>
    public const string PatchAndTrade = "patch+trade";

    /// <summary>One set of limits for the whole chart, whatever splits people decided.</summary>
    public bool Whole { get; init; }

    private const int MostPoints = 2_000;
    private static readonly DateOnly Earliest = new(1990, 1, 1);

    /// <summary>Who asks.</summary>
    public Reader Reader { get; init; } = Reader.Nobody;

    /// <summary>What the figures are made from: another stamp, other figures.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>For a question about what was known at a moment: the counts of each source then.</summary>
    public IReadOnlyDictionary<string, List<CountFacts.BucketRow>> Then { get; init; } = new Dictionary<string, List<CountFacts.BucketRow>>();

    /// <summary>By the pieces that weeks and months have in common, instead of by a grain.</summary>
    public bool Pieces { get; init; }

    /// <summary>How many homes each source tells of, as far as anybody needs to know. One that is not here tells of no visit, contact or appointment, and is not judged.</summary>
    public IReadOnlyDictionary<string, long> Homes { get; init; } = new Dictionary<string, long>();

    /// <summary>All of it is the story of a few homes, however many visits there were. What we received (M30) is no story of homes.</summary>
    public bool IsOfFew => Measure.Of is not null && Sources.Count > 0 && Sources.All(IsFew);

    /// <summary>Without the sources that are the story of a few homes: whoever has the others could take them away and would have these.</summary>
    public MeasureQuery Told => Measure.Of is null || IsOfFew || !Sources.Any(IsFew) ? this : this with { Sources = [.. Sources.Where(s => !IsFew(s))] };

    /// <summary>The first and the last day of which the sources tell anything.</summary>
    public (DateOnly First, DateOnly Last)? Reach { get; init; }

    public Profile Profile => Reader.Profile.Of(Measure);

    /// <summary>
    /// The whole months in the time asked about; null where there is none. Days of which the sources tell nothing are missing from no month, so whoever asks for all
    /// that there is gets all of it.
    /// </summary>
    public (DateOnly From, DateOnly To)? Months
    {
        get
        {
            var from = From <= Reach?.First ? Reach.Value.First : Period.Of(From, Statistics.Grain.Month) == From ? From : Period.Next(Period.Of(From, Statistics.Grain.Month), Statistics.Grain.Month);
            var to = To >= Reach?.Last ? Reach.Value.Last : Period.Of(To.AddDays(1), Statistics.Grain.Month).AddDays(-1);
            return from <= to ? (Period.Of(from, Statistics.Grain.Month), Period.Next(Period.Of(to, Statistics.Grain.Month), Statistics.Grain.Month).AddDays(-1)) : null;
        }
    }

    private bool IsFew(string source) => Homes.TryGetValue(source, out var homes) && homes < Profile.SmallestRate;

    /// <summary>What the landlord is split by to answer, whether one part is asked for or all.</summary>
    public string? Split => (By is "patch" || Patch is not null, By is "trade" || Trade is not null) switch
    {
        (true, true) => PatchAndTrade,
        (true, false) => "patch",
        (false, true) => "trade",
        _ => By,
    };

    /// <summary>A part of the landlord is asked for.</summary>
    public bool IsPart => Split is not null;

    /// <summary>The same question about another measure; null where that is not kept for this part of the landlord or for a day in the past.</summary>
    public MeasureQuery? Of(Measure other) =>
        (By is null || other.By.Contains(By)) && (Patch is null || other.By.Contains("patch")) && (Trade is null || other.By.Contains("trade"))
        && (AsOf is null || other.HasAsOf) && (!other.FromEvents || Grain >= Statistics.Grain.Month)
            ? this with { Measure = other }
            : null;

    /// <summary>The question, or what is wrong with it. A request that cannot be read at all answers 400, one that cannot be met 422.</summary>
    public static (MeasureQuery? Query, QueryFaults Faults) Read(Measure measure, Asked asked, Known known, DateTimeOffset now)
    {
        var unreadable = new Faults();
        var faults = new Faults();
        var from = Date(asked.From, "from", unreadable);
        var to = Date(asked.To, "to", unreadable);
        var asOf = Instant(asked.AsOf, unreadable);
        var grain = GrainOf(asked.Grain, measure, faults);
        var by = Blank(asked.By)?.ToLowerInvariant();
        var source = Blank(asked.Source);
        var patch = Blank(asked.Patch);
        var trade = Blank(asked.Trade);
        var sources = known.Sources.Where(s => source is null || s.Source == source).ToList();

        faults.When(from > to, "from", "'from' is after 'to': swap them.");
        faults.When(from < Earliest || to < Earliest || from?.Year > 2200 || to?.Year > 2200, "from", "Ask for dates from 1990 to 2200.");
        faults.When(by is not null && !measure.By.Contains(by), "by", measure.By.Count == 0 ? $"{measure.Id} is kept for the whole landlord only." : $"'by' is {string.Join(" or ", measure.By)} for {measure.Id}.");
        faults.When(by is not (null or "patch" or "trade") && (patch ?? trade) is not null, "by", $"Figures by {by} are shown for the whole landlord only: leave out patch and trade.");
        faults.When((patch is not null && !measure.By.Contains("patch")) || (trade is not null && !measure.By.Contains("trade")), "patch", $"{measure.Id} is kept for the whole landlord only.");
        faults.When((by ?? patch ?? trade) is not null && grain == Statistics.Grain.Day, "grain", "Days are shown for the whole landlord only: ask for weeks or longer.");
        faults.When((by ?? patch ?? trade) is not null && asOf is not null, "asOf", "Figures as known on a day are shown for the whole landlord only: leave out by, patch and trade.");
        faults.When(asOf > now.AddMinutes(5), "asOf", "'asOf' lies in the future.");
        faults.When(measure.FromEvents && grain is Statistics.Grain.Day or Statistics.Grain.Week, "grain", $"{measure.Id} is shown for whole months, quarters and years.");
        faults.When(measure.Of is null && asOf is not null, "asOf", $"{measure.Id} counts what we received, so it has no 'asOf'.");
        faults.When(measure.FromEvents && asOf is not null, "asOf", $"{measure.Id} has no 'asOf': it is read from the events as they are known today.");
        faults.When(measure.Kind == Kind.PerThousand && asOf is not null, "asOf", $"{measure.Id} has no 'asOf': how many homes there were is kept as it is known today.");
        faults.When(source is not null && sources.Count == 0, "source", $"No source is called '{source}'. There {(known.Sources.Count == 1 ? "is" : "are")} {(known.Sources.Count == 0 ? "none yet" : string.Join(", ", known.Sources.Select(s => s.Source)))}.");
        faults.When(patch is not null && !known.Patches.Contains(patch), "patch", $"No patch is called '{patch}'.");
        faults.When(known.Reader.Patches is not null && measure.By.Count > 0 && patch is null && by != "patch", "patch", "You see figures of your own patches: choose one of them, or split by patch.");
        faults.When(known.Reader.Patches is not null && measure.By.Count == 0, "patch", $"{measure.Id} is kept for the whole landlord, and you see figures of your own patches.");
        faults.When(trade is not null && !known.Trades.Contains(trade), "trade", $"No trade is called '{trade}'.");
        if (unreadable.Any || faults.Any)
            return (null, new QueryFaults(unreadable, faults));

        var last = to ?? sources.Max(s => s.LastDay) ?? LondonTime.DateOf(now);
        var first = from ?? Later(sources.Min(s => s.FirstDay) ?? last, last.AddYears(-3));
        if (first > last)
            (first, last) = from is null ? (last, last) : (first, first);
        first = Period.Of(first, grain);
        last = Period.Next(Period.Of(last, grain), grain).AddDays(-1);
        faults.When(Period.Between(first, last, grain).Take(MostPoints + 1).Count() > MostPoints, "grain", $"That is more than {MostPoints} points: ask for longer periods or fewer of them.");
        return faults.Any
            ? (null, new QueryFaults(unreadable, faults))
            : (new MeasureQuery(measure, first, last, grain, by, asOf, [.. sources.Select(s => s.Source)], patch, trade)
            {
                Reader = known.Reader,
                Then = known.Then,
                Stamp = string.Join(',', sources.Select(s => s.Stamp)),
                Homes = sources.Where(s => s.Homes is not null).ToDictionary(s => s.Source, s => s.Homes!.Value, StringComparer.Ordinal),
                Reach = sources.Min(s => s.FirstDay) is { } begins && sources.Max(s => s.LastDay) is { } ends ? (begins, ends) : null,
            }, new QueryFaults(unreadable, faults));
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateOnly? Date(string? text, string field, Faults unreadable)
    {
        if (Blank(text) is not { } given)
            return null;
        if (DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        unreadable.Add(field, $"'{field}' is a date of the form 2025-03-31.");
        return null;
    }

    /// <summary>The moment a question asks to go back to, where it can be read and has been.</summary>
    public static DateTimeOffset? AsOfOf(Asked asked, DateTimeOffset now) => Instant(asked.AsOf, new Faults()) is { } asOf && asOf <= now.AddMinutes(5) ? asOf : null;

    private static DateTimeOffset? Instant(string? text, Faults unreadable)
    {
        if (Blank(text) is not { } given)
            return null;
        if (DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return LondonTime.EndOf(date);

        // A plus sign in an address that was not escaped arrives as a space.
        var (instant, reason) = Moments.Read(given.Contains(' ', StringComparison.Ordinal) && given.Contains('T', StringComparison.Ordinal) ? given.Replace(' ', '+') : given);
        if (reason is null)
            return instant;
        unreadable.Add("asOf", "'asOf' is a time of the form 2025-03-31T14:05:00Z, or a date: the end of that day.");
        return null;
    }

    private static Grain GrainOf(string? text, Measure measure, Faults faults)
    {
        if (Blank(text) is not { } given)
            return measure.FromEvents ? Statistics.Grain.Month : Statistics.Grain.Week;
        if (!given.All(char.IsDigit) && Enum.TryParse<Grain>(given, ignoreCase: true, out var grain))
            return grain;
        faults.Add("grain", "'grain' is day, week, month, quarter or year (the financial year, from April).");
        return Statistics.Grain.Week;
    }
}

/// <summary>What keeps a question from being answered.</summary>
internal sealed record QueryFaults(Faults Unreadable, Faults Unacceptable)
{
    public Microsoft.AspNetCore.Http.IResult ToResult() => Unreadable.Any ? Problems.Unreadable(Unreadable) : Problems.Invalid(Unacceptable);

    public IEnumerable<string> Sentences => Unreadable.ByField.Concat(Unacceptable.ByField).SelectMany(f => f.Value);
}

/// <summary>What the figures hold for a landlord.</summary>
internal sealed record Known(IReadOnlyList<KnownSource> Sources, IReadOnlySet<string> Patches, IReadOnlySet<string> Trades)
{
    /// <summary>For a question about what was known at a moment: the counts of each source then.</summary>
    public IReadOnlyDictionary<string, List<CountFacts.BucketRow>> Then { get; init; } = new Dictionary<string, List<CountFacts.BucketRow>>();

    /// <summary>Who asks.</summary>
    public Reader Reader { get; init; } = Reader.Nobody;

    /// <summary>What a source tells is the story of a few homes.</summary>
    public bool IsFew(string source, Profile profile) => Sources.Any(s => s.Source == source && s.Homes < profile.SmallestRate);
}

/// <summary>A source and how far it reaches.</summary>
internal sealed class KnownSource
{
    public string Source { get; init; } = "";

    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>When the latest event that is counted happened.</summary>
    public DateTimeOffset? CompleteTo { get; init; }

    /// <summary>When an event last reached us.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Its events have reached us, and none of them is counted yet.</summary>
    public bool Counting { get; init; }

    /// <summary>All of it is being counted again, after a long file or where what is counted changed: some figures are the old ones, and new measures are empty.</summary>
    public bool Recounting { get; init; }

    /// <summary>How many homes it tells of, as far as anybody needs to know; null where it tells of no visit, contact or appointment.</summary>
    public long? Homes { get; init; }

    /// <summary>Another one after every recount.</summary>
    public string Stamp { get; init; } = "";
}
