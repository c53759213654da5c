using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowPatches;

/// <summary>All patches beside each other, as a funnel.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsPatchesModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    /// <summary>The measure's id.</summary>
    [BindProperty(SupportsGet = true, Name = "measure")]
    public string? MeasureId { get; set; }

    /// <summary>Measures that are a share and are kept by patch.</summary>
    public static IReadOnlyList<Measure> Choices { get; } = [.. Measures.All.Where(m => m is { Kind: Kind.Rate, Of: not null, Sensitive: false } && m.By.Contains("patch"))];

    protected override Narrowing Narrows => Narrowing.EachPatch | (Measure.By.Contains("trade") ? Narrowing.Trade : Narrowing.None);

    public Measure Measure { get; private set; } = Choices[0];

    public PatchFunnel? Funnel { get; private set; }

    /// <summary>What stands beside each patch.</summary>
    public IReadOnlyList<(Measure Measure, IReadOnlyDictionary<string, Figure> Groups)> Beside { get; private set; } = [];

    public MeasureQuery? Query { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (MeasureId is { Length: > 0 })
        {
            if (Choices.FirstOrDefault(m => m.Id.Equals(MeasureId, StringComparison.OrdinalIgnoreCase)) is not { } measure)
                return NotFound();
            Measure = measure;
        }

        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct) || Ask(Measure, "patch") is not { } query)
            return Page();
        Query = query;
        Funnel = PatchFunnel.Of(Measure.Name, await WholeRange.ByAsync(connection, Landlord, query, "patch", Now, ct));
        Beside = await WholeRange.BesideAsync(connection, Landlord, query, "patch", Now, ct);
        return Page();
    }
}
