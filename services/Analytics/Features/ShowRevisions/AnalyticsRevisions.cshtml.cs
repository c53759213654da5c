using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ReadRevisions;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowRevisions;

/// <summary>Which figures changed after they were final, from what to what, and why.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsRevisionsModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    public const int Most = 200;

    protected override string? UsualGrain => "month";

    public MeasureQuery? Query { get; private set; }

    public IReadOnlyList<RevisionEntry> Entries { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct))
            return Page();
        if (Ask(Measures.Find("M01")!) is not { } query)
            return Page();
        Query = query;
        Entries = await RevisionLog.ReadAsync(connection, Landlord, new RevisionQuery(Source, null, query.Grain, query.From, query.To), Known, Now, ct);
        return Page();
    }
}
