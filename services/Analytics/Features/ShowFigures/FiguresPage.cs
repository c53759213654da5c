using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>What every page of figures begins with: whose figures, from which source, of which part, which dates, as known when, and how fresh they are. All of it stands in the address.</summary>
internal abstract class FiguresPage(Database<AnalyticsService> db, BusinessClock clock) : PageModel
{
    private IReadOnlySet<string>? _own;

    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Patch { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Trade { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Grain { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? AsOf { get; set; }

    public Known Known { get; private set; } = new([], new HashSet<string>(), new HashSet<string>());

    public Filters Filters { get; protected set; } = new(null, null, null, null, null, null);

    public Grain Period { get; protected set; } = Statistics.Grain.Week;

    public KnownSource? Feed { get; private set; }

    /// <summary>Events that come as things happen have not come for a day: the figures end there, they do not say nothing happened.</summary>
    public bool IsStale { get; private set; }

    /// <summary>There is nothing to show on this page: nothing was ever counted, or nothing of what this reader sees.</summary>
    public bool IsEmpty => Known.Sources.Count == 0 || IsOthers || (IsCounting && !ShowsUncounted);

    /// <summary>Events of the source have come, and none of them is counted yet.</summary>
    public bool IsCounting => Feed is { Counting: true };

    /// <summary>What every page says of its figures, and no answer on it again.</summary>
    public IReadOnlyList<string> Told => Feed is { Recounting: true } feed ? [Show.Recounting(feed.Source)] : [];

    /// <summary>The page is of the whole landlord, and the reader sees some patches.</summary>
    public bool IsOthers { get; private set; }

    /// <summary>The reader sees some patches only.</summary>
    public bool SeesOwn => _own is not null;

    /// <summary>What is asked for and this page cannot do, each as a sentence.</summary>
    public IReadOnlyList<string> Unheeded { get; private set; } = [];

    public IReadOnlyList<string> PatchNames => [.. Known.Patches.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> TradeNames => [.. Known.Trades.Order(StringComparer.Ordinal)];

    public bool OffersPatch => Narrows.HasFlag(Narrowing.Patch);

    public bool OffersTrade => Narrows.HasFlag(Narrowing.Trade) && (!SeesOwn || Narrows.HasFlag(Narrowing.Together) || Narrows.HasFlag(Narrowing.EachPatch));

    public bool OffersAsOf => Narrows.HasFlag(Narrowing.AsOf) && !SeesOwn;

    /// <summary>A moment rather than a day, as a permanent link names it.</summary>
    public bool IsMoment => AsOf?.Contains('T', StringComparison.Ordinal) == true;

    /// <summary>The latest day a figure can be as known on: one that has ended.</summary>
    public string Yesterday => LondonTime.DateOf(Now).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What the page can be narrowed to.</summary>
    protected virtual Narrowing Narrows => Narrowing.None;

    /// <summary>The page also says something of what is not counted yet.</summary>
    protected virtual bool ShowsUncounted => false;

    /// <summary>The grain where the address names none; null: the measure's usual one.</summary>
    protected virtual string? UsualGrain => null;

    protected string Landlord => Caller.Of(HttpContext).Landlord;

    protected DateTimeOffset Now { get; } = clock.GetUtcNow();

    protected Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => db.OpenAsync(ct);

    protected Task<UnitOfWork> WriteAsync(CancellationToken ct) => db.BeginAsync(ct);

    /// <summary>Reads what there is; false where there is nothing to show, and the page says why.</summary>
    protected async Task<bool> BeginAsync(NpgsqlConnection connection, CancellationToken ct, string? by = null)
    {
        var reader = Reader.Of(HttpContext);
        _own = reader.Patches;
        Known = await ReadMeasureSql.KnownAsync(connection, reader, ct);
        Source = string.IsNullOrWhiteSpace(Source) ? Filters.FirstSource(Known) : Source;
        (Patch, Trade, AsOf) = (Blank(Patch), Blank(Trade), Blank(AsOf));
        var eachPatch = Narrows.HasFlag(Narrowing.EachPatch) || by == "patch";
        IsOthers = SeesOwn && Known.Sources.Count > 0 && (PatchNames.Count == 0 || !(OffersPatch || eachPatch));
        if (SeesOwn && OffersPatch && by != "patch")
            Patch ??= PatchNames.Count > 0 ? PatchNames[0] : null;
        Unheeded = [.. Unheed()];
        Filters = new Filters(Source, From, To, string.IsNullOrWhiteSpace(Grain) ? UsualGrain : Grain, by, AsOf) { Patch = Patch, Trade = Trade };
        if (AsOf is not null && !IsOthers)
        {
            var then = await ReadMeasureSql.KnownAsync(connection, reader, Filters.Asked(by), Now, ct);
            if (Known.Sources.Any(s => s.Source == Source) && then.Sources.All(s => s.Source != Source))
            {
                Unheeded = [.. Unheeded, $"Nothing from {Source} was known yet on {Show.Then(AsOf)}."];
                return false;
            }

            Known = then;
        }

        Feed = Known.Sources.FirstOrDefault(s => s.Source == Source);
        IsStale = AsOf is null && Feed is { } feed && WatchFeeds.WatchFeeds.IsStale(feed.Source, feed.CompleteTo, feed.ReceivedAt, Now);
        return !IsEmpty;
    }

    /// <summary>The measure has figures of the part the page is narrowed to.</summary>
    protected bool Has(Measure measure) =>
        (Patch is null || measure.By.Contains("patch")) && (Trade is null || measure.By.Contains("trade")) && (AsOf is null || measure.HasAsOf);

    /// <summary>The question the address asks; null where it cannot be answered, and then the page says why.</summary>
    protected MeasureQuery? Ask(Measure measure, string? by = null)
    {
        var (query, faults) = MeasureQuery.Read(measure, Filters.Asked(by), Known, Now);
        if (query is null)
        {
            foreach (var sentence in faults.Sentences)
                Tell(sentence);
            return null;
        }

        Period = query.Grain;
        return query;
    }

    /// <summary>The same, where two moments the reader asked about do not lie too close for it.</summary>
    protected async Task<MeasureQuery?> AskThenAsync(Measure measure, string? by, CancellationToken ct)
    {
        if (Ask(measure, by) is not { } query)
            return null;
        if (await AskMoments.AskMoments.CloseToAsync(HttpContext, query, Now, ct) is not { } tooClose)
            return query;
        Tell(tooClose);
        return null;
    }

    /// <summary>
    /// The question of each measure that has figures of this part; null where one cannot be answered. All of them are asked before one is shown: of two moments
    /// that lie close, what one measure tells another must not.
    /// </summary>
    protected async Task<IReadOnlyDictionary<string, MeasureQuery>?> AskAllAsync(IEnumerable<Measure> measures, CancellationToken ct)
    {
        var asked = new Dictionary<string, MeasureQuery>(StringComparer.Ordinal);
        foreach (var measure in measures.Where(Has))
        {
            if (await AskThenAsync(measure, null, ct) is not { } query)
                return null;
            asked[measure.Id] = query;
        }

        return asked;
    }

    /// <summary>Says at the top of the page why it shows no figures.</summary>
    protected void Tell(string sentence)
    {
        if (ModelState[""]?.Errors.Any(e => e.ErrorMessage == sentence) != true)
            ModelState.AddModelError("", sentence);
        Response.StatusCode = 422;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Takes what the page cannot do out of the question, and says so.</summary>
    private IEnumerable<string> Unheed()
    {
        if (Patch is not null && !OffersPatch)
        {
            yield return Narrows.HasFlag(Narrowing.EachPatch) ? $"This page shows the patches beside each other, not {Patch} alone." : $"This page is not kept by patch, so it says nothing of {Patch} alone.";
            Patch = null;
        }

        if (Trade is not null && !OffersTrade)
        {
            yield return $"This page is not kept by trade{(OffersPatch ? " for one patch" : "")}, so it says nothing of {Trade} alone. A measure's own page does where it can.";
            Trade = null;
        }

        if (Patch is not null && Trade is not null && !Narrows.HasFlag(Narrowing.Together))
        {
            yield return $"This page shows a patch or a trade, not both at once: it is of {Patch}. A measure's own page shows both.";
            Trade = null;
        }

        if (AsOf is not null && !OffersAsOf)
        {
            yield return $"This page shows what is known now, not what was known on {Show.Then(AsOf)}. {(SeesOwn ? "Earlier days are kept for the whole landlord only." : "The overview and a measure's own page can go back.")}";
            AsOf = null;
        }
    }
}
