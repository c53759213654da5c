using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Features.SplitLimits;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowMeasure;

/// <summary>One measure: its chart and the equal table, what changed beside it, how it compares, how it splits, and what it is. The no-access rate is never alone.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class MeasurePageModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    /// <summary><c>whole</c>: one set of limits, whatever splits people decided.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Limits { get; set; }

    public Measure Measure { get; private set; } = Measures.All[0];

    /// <summary>What this reader may split by.</summary>
    public IEnumerable<string> SplitsBy => Measure.By.Where(b => !SeesOwn || b is "patch" or "trade");

    protected override Narrowing Narrows =>
        (Measure.By.Contains("patch") ? Narrowing.Patch | Narrowing.Together : Narrowing.None)
        | (Measure.By.Contains("trade") ? Narrowing.Trade : Narrowing.None)
        | (Measure.HasAsOf ? Narrowing.AsOf : Narrowing.None);

    public MeasureAnswer? Answer { get; private set; }

    /// <summary>The measures that stand beside this one, over the same periods.</summary>
    public IReadOnlyList<MeasureAnswer> Beside { get; private set; } = [];

    public IReadOnlyList<Compared> Compared { get; private set; } = [];

    /// <summary>The whole range by group, in the order of names.</summary>
    public IReadOnlyList<Figure> Groups { get; private set; } = [];

    /// <summary>What stands beside each group.</summary>
    public IReadOnlyList<(Measure Measure, IReadOnlyDictionary<string, Figure> Groups)> BesideGroups { get; private set; } = [];

    /// <summary>With and without a reminder, among visits with as much notice; null where the page is not split by reminder.</summary>
    public Reminders? Reminders { get; private set; }

    public IReadOnlyList<Annotation> Notes { get; private set; } = [];

    /// <summary>The splits that stand.</summary>
    public IReadOnlyList<Split> Splits { get; private set; } = [];

    public bool IsWhole => Limits == "whole";

    /// <summary>This page, of the whole landlord, with what is known now, to send to others: the same figures tomorrow.</summary>
    public string Permalink => (Filters with { AsOf = AsOf ?? Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture) }).At($"/analytics/measures/{Measure.Id}");

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (Measures.Find(id) is not { } measure)
            return NotFound();
        Measure = measure;
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct, By) || await AskThenAsync(measure, By, ct) is not { } query)
            return Page();
        query = query with { Whole = IsWhole };
        Answer = await MeasureAnswer.ReadAsync(connection, Landlord, query, Known, Now, ct);
        Notes = await AnnotateChartSql.BetweenAsync(connection, Landlord, query.From, query.To, ct);
        if (query.By is { } by)
        {
            if (measure.Kind != Kind.Table)
                (Groups, BesideGroups) = (await WholeRange.ByAsync(connection, Landlord, query, by, Now, ct), await WholeRange.BesideAsync(connection, Landlord, query, by, Now, ct));
            if (measure.Kind == Kind.Rate && by is (Dimensions.Reminded or Dimensions.NoticeAndReminded))
                Reminders = ShowMeasure.Reminders.Of(await WholeRange.ByAsync(connection, Landlord, query, Dimensions.NoticeAndReminded, Now, ct));
            return Page();
        }

        Splits = [.. (await SplitLimitsSql.OfAsync(connection, Landlord, Source!, measure.Id, ct)).Where(s => s.TakenBackAt is null)];
        Compared = await ShowMeasure.Compared.ReadAsync(connection, Landlord, query, Feed, Now, ct);
        foreach (var other in Measures.BesideOf(measure).Where(m => m.Kind != Kind.Table))
        {
            var also = query with { Measure = other };
            if (!Has(other) || (query.AsOf is not null && await AskMoments.AskMoments.CloseToAsync(HttpContext, also, Now, ct) is not null))
                continue;
            Beside = [.. Beside, await MeasureAnswer.ReadAsync(connection, Landlord, also, Known, Now, ct)];
        }

        return Page();
    }
}
