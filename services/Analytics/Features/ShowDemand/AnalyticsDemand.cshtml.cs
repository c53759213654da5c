using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowDemand;

/// <summary>Why people get in touch: what we caused, who had to ask again, and what follows a missed visit.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsDemandModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    private static readonly string[] Windows = ["M18-7", "M18-14", "M18"];

    protected override Narrowing Narrows => Narrowing.Patch | Narrowing.Trade;

    public MeasureQuery? Query { get; private set; }

    public MeasureAnswer? Share { get; private set; }

    public Figure? Whole { get; private set; }

    /// <summary>M17a over the whole time.</summary>
    public Figure? Uncoded { get; private set; }

    /// <summary>M17-codes over the whole time; nothing where only a part of the landlord is shown.</summary>
    public IReadOnlyList<Figure> Reasons { get; private set; } = [];

    /// <summary>Null where only a part of the landlord is shown.</summary>
    public string? Agreement { get; private set; }

    /// <summary>Why a part of the landlord says less than the whole; null where the whole is shown.</summary>
    public string? NotTold { get; private set; }

    /// <summary>At 7, 14 and 28 days.</summary>
    public IReadOnlyList<(MeasureAnswer Answer, Figure Whole)> Again { get; private set; } = [];

    /// <summary>M19 over the whole time.</summary>
    public Figure? Followed { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct) || Ask(Measures.Find("M17")!) is not { } query)
            return Page();
        Query = query;
        Share = await MeasureAnswer.ReadAsync(connection, Landlord, query, Known, Now, ct);
        Whole = await WholeRange.OfAsync(connection, Landlord, query, Now, ct);
        Uncoded = await WholeRange.OfAsync(connection, Landlord, query with { Measure = Measures.Find("M17a")! }, Now, ct);
        if (!query.IsPart)
            await ReadReasonsAsync(connection, query, ct);
        else
            NotTold = await NotToldAsync(connection, query, ct);
        foreach (var id in Windows)
        {
            var asked = query with { Measure = Measures.Find(id)! };
            Again = [.. Again, (await MeasureAnswer.ReadAsync(connection, Landlord, asked, Known, Now, ct), await WholeRange.OfAsync(connection, Landlord, asked, Now, ct))];
        }

        Followed = await WholeRange.OfAsync(connection, Landlord, query with { Measure = Measures.Find("M19")! }, Now, ct);
        return Page();
    }

    private async Task<string> NotToldAsync(NpgsqlConnection connection, MeasureQuery query, CancellationToken ct)
    {
        var part = query.Patch is not null ? "patch" : "trade";
        return await ShowDemandSql.TellsPartsAsync(connection, Landlord, [.. query.Sources], part, ct)
            ? $"A contact that does not say its {part} is in the figures of the whole landlord only."
            : $"Contacts are not known by {part} for this source, so nothing can be said of one. They are in the figures of the whole landlord.";
    }

    /// <summary>Single reasons and how far coders agree are kept for the whole landlord: of a patch they would be a handful.</summary>
    private async Task ReadReasonsAsync(NpgsqlConnection connection, MeasureQuery query, CancellationToken ct)
    {
        Reasons = await WholeRange.RowsAsync(connection, Landlord, query with { Measure = Measures.Find("M17-codes")! }, Now, ct);
        Agreement = CodersAgree.Words(await WholeRange.OfAsync(connection, Landlord, query with { Measure = Measures.Find("M17-kappa")! }, Now, ct));
    }
}
