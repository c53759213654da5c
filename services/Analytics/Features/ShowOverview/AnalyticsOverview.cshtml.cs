using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>The overview: no-access visits and, always beside them, our own misses, what lacks evidence and what is disputed.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsOverviewModel(Database<AnalyticsService> db, BusinessClock clock) : PageModel
{
    private static readonly string[] Headline = ["M01", "M02", "M03", "M04"];
    private static readonly string[] Beside = ["M01a", "M01b", "M10", "M11", "M12", "M17", "M18", "M30"];
    private static readonly TimeSpan Stale = TimeSpan.FromHours(24);

    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Grain { get; set; }

    public Known Known { get; private set; } = new([], new HashSet<string>(), new HashSet<string>());

    public Filters Filters { get; private set; } = new(null, null, null, null, null, null);

    public Grain Period { get; private set; } = Statistics.Grain.Week;

    public KnownSource? Feed { get; private set; }

    public bool IsStale { get; private set; }

    /// <summary>M01 to M04 over time.</summary>
    public IReadOnlyList<MeasureAnswer> Over { get; private set; } = [];

    /// <summary>The whole range as one figure for each measure.</summary>
    public IReadOnlyList<Summary> Whole { get; private set; } = [];

    /// <summary>M01 to M04 by patch, over the whole range.</summary>
    public IReadOnlyList<PatchRow> ByPatch { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var landlord = Caller.Of(HttpContext).Landlord;
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(ct);
        Known = await ReadMeasureSql.KnownAsync(connection, landlord, ct);
        Source = string.IsNullOrWhiteSpace(Source) ? Filters.FirstSource(Known) : Source;
        Filters = new Filters(Source, From, To, Grain, null, null);
        Feed = Known.Sources.FirstOrDefault(s => s.Source == Source);
        IsStale = Source == CollectEvents.Sources.Ours && Feed?.ReceivedAt is { } last && now - last > Stale;
        if (Known.Sources.Count == 0)
            return Page();

        foreach (var id in Headline)
        {
            var (query, faults) = MeasureQuery.Read(Measures.Find(id)!, Filters.Asked(), Known, now);
            if (query is null)
            {
                foreach (var sentence in faults.Sentences.Distinct(StringComparer.Ordinal).Where(s => ModelState[""]?.Errors.Any(e => e.ErrorMessage == s) != true))
                    ModelState.AddModelError("", sentence);
                Response.StatusCode = 422;
                return Page();
            }

            Period = query.Grain;
            Over = [.. Over, await MeasureAnswer.ReadAsync(connection, landlord, query, Known, now, ct)];
        }

        var (from, to) = (Over[0].From, Over[0].To);
        foreach (var id in Headline.Concat(Beside))
        {
            // What we received has a date of its own: history taken in today was received today.
            var measure = Measures.Find(id)!;
            var (begin, end) = measure.Of is null ? (LondonTime.DateOf(now).AddYears(-1), LondonTime.DateOf(now)) : (from, to);
            Whole = [.. Whole, await Summary.ReadAsync(connection, landlord, measure, begin, end, Source!, now, ct)];
        }

        ByPatch = await PatchRow.ReadAsync(connection, landlord, from, to, Source!, Headline, now, ct);
        return Page();
    }
}
