using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowMeasure;

/// <summary>One measure: what it is, its chart, its table. The no-access rate is never alone: what stands beside it stands here too.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class MeasurePageModel(Database<AnalyticsService> db, BusinessClock clock) : PageModel
{
    private static readonly string[] Headline = ["M01", "M02", "M03", "M04"];

    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Grain { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? AsOf { get; set; }

    public Measure Measure { get; private set; } = Measures.All[0];

    public Known Known { get; private set; } = new([], new HashSet<string>(), new HashSet<string>());

    public Filters Filters { get; private set; } = new(null, null, null, null, null, null);

    public Grain Period { get; private set; } = Statistics.Grain.Week;

    public MeasureAnswer? Answer { get; private set; }

    /// <summary>The measures that stand beside this one, over the same periods.</summary>
    public IReadOnlyList<MeasureAnswer> Beside { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (Measures.Find(id) is not { } measure)
            return NotFound();
        Measure = measure;
        var landlord = Caller.Of(HttpContext).Landlord;
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenAsync(ct);
        Known = await ReadMeasureSql.KnownAsync(connection, landlord, ct);
        Source = string.IsNullOrWhiteSpace(Source) ? Filters.FirstSource(Known) : Source;
        Filters = new Filters(Source, From, To, Grain, By, AsOf);
        if (Known.Sources.Count == 0)
            return Page();
        if (AsOf is { Length: > 0 })
            Known = await ReadMeasureSql.KnownAsync(connection, landlord, Filters.Asked(By), now, ct);
        var (query, faults) = MeasureQuery.Read(measure, Filters.Asked(By), Known, now);
        if (query is null)
        {
            foreach (var sentence in faults.Sentences)
                ModelState.AddModelError("", sentence);
            Response.StatusCode = 422;
            return Page();
        }

        Period = query.Grain;
        Answer = await MeasureAnswer.ReadAsync(connection, landlord, query, Known, now, ct);
        foreach (var other in Headline.Contains(measure.Id) && query.By is null && query.AsOf is null ? Headline.Where(h => h != measure.Id) : [])
            Beside = [.. Beside, await MeasureAnswer.ReadAsync(connection, landlord, query with { Measure = Measures.Find(other)! }, Known, now, ct)];
        return Page();
    }
}
