using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowExperience;

/// <summary>One statement: who agreed, all five levels, apart by whether the work was done, and over time. Levels and the split are kept for the whole landlord only.</summary>
internal sealed record Statement(Measure Measure, Figure Agree, IReadOnlyList<Figure> Levels, IReadOnlyList<Figure> Happened, MeasureAnswer Over);

/// <summary>How visits felt, kept or missed: safe, listened to, in control. Fewer than ten answers are hidden, in the trend too; how many answered is always shown.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsExperienceModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    private static readonly string[] Statements = ["M24a", "M24b", "M24c"];

    protected override Narrowing Narrows => Narrowing.Patch | Narrowing.Trade;

    protected override string? UsualGrain => "month";

    public MeasureQuery? Query { get; private set; }

    public IReadOnlyList<Statement> Felt { get; private set; } = [];

    public Figure? Reach { get; private set; }

    public Figure? Again { get; private set; }

    public MeasureAnswer? ReachOver { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct))
            return Page();
        if (Ask(Measures.Find("M25")!) is not { } query)
            return Page();
        Query = query;
        Reach = await WholeRange.OfAsync(connection, Landlord, query, Now, ct);
        ReachOver = await MeasureAnswer.ReadAsync(connection, Landlord, query, Known, Now, ct);
        Again = await WholeRange.OfAsync(connection, Landlord, query with { Measure = Measures.Find("M28")! }, Now, ct);
        foreach (var id in Statements)
        {
            var asked = query with { Measure = Measures.Find(id)! };
            Felt =
            [
                .. Felt,
                new Statement(
                    asked.Measure,
                    await WholeRange.OfAsync(connection, Landlord, asked, Now, ct),
                    query.IsPart ? [] : await WholeRange.RowsAsync(connection, Landlord, query with { Measure = Measures.Find(id + "-levels")! }, Now, ct),
                    query.IsPart ? [] : await WholeRange.ByAsync(connection, Landlord, asked, Dimensions.Happened, Now, ct),
                    await MeasureAnswer.ReadAsync(connection, Landlord, asked, Known, Now, ct)),
            ];
        }

        return Page();
    }
}
