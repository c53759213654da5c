using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>What every page of figures begins with: whose figures, from which source, which dates, and how fresh they are. All of it stands in the address.</summary>
internal abstract class FiguresPage(Database<AnalyticsService> db, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Grain { get; set; }

    public Known Known { get; private set; } = new([], new HashSet<string>(), new HashSet<string>());

    public Filters Filters { get; protected set; } = new(null, null, null, null, null, null);

    public Grain Period { get; protected set; } = Statistics.Grain.Week;

    public KnownSource? Feed { get; private set; }

    /// <summary>Events that come as things happen have not come for a day: the figures end there, they do not say nothing happened.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Nothing was ever counted for this landlord.</summary>
    public bool IsEmpty => Known.Sources.Count == 0;

    /// <summary>The grain where the address names none; null: the measure's usual one.</summary>
    protected virtual string? UsualGrain => null;

    protected string Landlord => Caller.Of(HttpContext).Landlord;

    protected DateTimeOffset Now { get; } = clock.GetUtcNow();

    protected Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => db.OpenAsync(ct);

    protected Task<UnitOfWork> WriteAsync(CancellationToken ct) => db.BeginAsync(ct);

    /// <summary>Reads what there is; false where there is nothing yet.</summary>
    /// <param name="asOf">What was known then, where the page asks for it.</param>
    protected async Task<bool> BeginAsync(NpgsqlConnection connection, CancellationToken ct, string? by = null, string? asOf = null)
    {
        Known = await ReadMeasureSql.KnownAsync(connection, Reader.Of(HttpContext), ct);
        Source = string.IsNullOrWhiteSpace(Source) ? Filters.FirstSource(Known) : Source;
        Filters = new Filters(Source, From, To, string.IsNullOrWhiteSpace(Grain) ? UsualGrain : Grain, by, asOf);
        if (!string.IsNullOrWhiteSpace(asOf))
            Known = await ReadMeasureSql.KnownAsync(connection, Reader.Of(HttpContext), Filters.Asked(by), Now, ct);
        Feed = Known.Sources.FirstOrDefault(s => s.Source == Source);
        IsStale = Feed is { } feed && WatchFeeds.WatchFeeds.IsStale(feed.Source, feed.CompleteTo, feed.ReceivedAt, Now);
        return !IsEmpty;
    }

    /// <summary>The question the address asks; null where it cannot be answered, and then the page says why.</summary>
    protected MeasureQuery? Ask(Measure measure, string? by = null)
    {
        var (query, faults) = MeasureQuery.Read(measure, Filters.Asked(by), Known, Now);
        if (query is null)
        {
            foreach (var sentence in faults.Sentences.Distinct(StringComparer.Ordinal).Where(s => ModelState[""]?.Errors.Any(e => e.ErrorMessage == s) != true))
                ModelState.AddModelError("", sentence);
            Response.StatusCode = 422;
            return null;
        }

        Period = query.Grain;
        return query;
    }
}
