using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Statistics;
using Repairs.Platform;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>What may honestly be said of a change: a sentence, the reasons, the raw lines, and what moved beside it.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class ChangeAnswerModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    private const int Fewest = 6;
    private static readonly string[] Always = [.. Measures.Headline.Except(Harm.Watched), "M01a", "M01b", "M18"];

    /// <summary>Kinds of work or visit to compare within.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Within { get; set; }

    public ChangePlan Plan { get; private set; } = new();

    public Measure Measure { get; private set; } = Measures.All[0];

    public Judgement Judgement { get; private set; } = Judgement.Refused("");

    public string Timing { get; private set; } = "";

    public ChangeSeries? There { get; private set; }

    public ChangeSeries? Elsewhere { get; private set; }

    public IReadOnlyList<BesideIt> Beside { get; private set; } = [];

    public IReadOnlyList<Harm> Harms { get; private set; } = [];

    public (DateOnly From, DateOnly Before, DateOnly After, DateOnly To)? Windows { get; private set; }

    public IReadOnlyList<(Figure Before, Figure After)> Kinds { get; private set; } = [];

    public Result<StrataWords>? WithinWords { get; private set; }

    public string Option { get; private set; } = "{}";

    public async Task<IActionResult> OnGetAsync(Guid planId, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (await JudgeChangeSql.OneAsync(connection, Landlord, planId, ct) is not { } plan || Measures.Find(plan.MeasureId) is not { } measure)
            return NotFound();
        (Plan, Measure, Source) = (plan, measure, plan.Source);
        Within = measure.By.Contains(Within) && Within != "patch" ? Within! : "trade";
        Timing = PlanRules.Timing(plan.Day, LondonTime.DateOf(plan.WrittenAt));
        if (!await BeginAsync(connection, ct) || Ask(measure) is not { } query || Feed is null)
            return Page();

        There = await ReadChange.SeriesAsync(connection, Landlord, query, plan, plan.Patches.Length > 0 ? "With the change" : "Everyone", plan.Patches, Feed, Now, ct);
        if (plan.Compared.Length > 0)
            Elsewhere = await ReadChange.SeriesAsync(connection, Landlord, query, plan, "Compared with", plan.Compared, Feed, Now, ct);
        Windows = ReadChange.Windows(plan.Day, Feed);
        Judgement = await JudgeAsync(connection, query, ct);
        Option = Draw();
        if (Windows is { } windows)
        {
            Beside = await ReadChange.BesideAsync(connection, Landlord, query, windows, [measure.Id, .. Always], Now, ct);
            Harms = await ReadChange.HarmsAsync(connection, Landlord, query, plan, windows, Feed, Now, ct);
            Kinds = await ReadChange.ByAsync(connection, Landlord, query, windows, Within, Now, ct);
            WithinWords = StrataWords.Of(ReadChange.Strata(Kinds), Show.By(Within).ToLowerInvariant());
        }

        return Page();
    }

    private async Task<Judgement> JudgeAsync(NpgsqlConnection connection, MeasureQuery query, CancellationToken ct)
    {
        var written = await AnnotateChartSql.BetweenAsync(connection, Landlord, Plan.Day.AddYears(-5), Plan.Day.AddYears(5), ct);
        if (PlanRules.Overlap(Plan.Day, Period, written) is { } overlap)
            return Judgement.Refused(overlap);
        if (Plan.Patches.Length < Fewest || Plan.Compared.Length < Fewest || Windows is not { } windows)
            return Judgement.Of(There!, Elsewhere);
        if (There!.Estimate.Value is null)
            return Judgement.Of(There, Elsewhere);
        if (PlanRules.TooShortBefore(Plan.Day, Feed!.FirstDay) is { } tooShort)
            return Judgement.Of(There, Elsewhere).And(tooShort);
        var patches = await ReadChange.ByAsync(connection, Landlord, query, windows, "patch", Now, ct);
        var estimate = DifferenceInDifferences.Estimate(ReadChange.Units(patches, Plan));
        return estimate.Value is { } difference ? Judgement.Of(difference) : Judgement.Of(There, Elsewhere).And(estimate.Reason!);
    }

    private string Draw()
    {
        var periods = There!.Figures.Select(f => f.Period).ToList();
        var start = Statistics.Period.Of(Plan.Day, Period);
        object Series(ChangeSeries series, string symbol, bool mark) => new
        {
            name = series.Name,
            type = "line",
            symbol,
            symbolSize = 6,
            data = periods.Select(p => series.Figures.FirstOrDefault(f => f.Period == p)?.Value is { } v ? (double)Math.Round((decimal)v * 100, 1, MidpointRounding.AwayFromZero) : (double?)null),
            markLine = !mark || !periods.Contains(start) ? null : new
            {
                symbol = "none",
                lineStyle = new { type = "solid", color = "#1d2b2a", width = 2 },
                label = new { formatter = "the change" },
                data = new[] { new { xAxis = MeasureChart.Label(start, Period) } },
            },
        };
        return JsonSerializer.Serialize(
            new
            {
                xAxis = new { type = "category", data = periods.Select(p => MeasureChart.Label(p, Period)) },
                yAxis = new { type = "value", min = 0, axisLabel = new { formatter = "{value}%" } },
                legend = new { data = new[] { There.Name, Elsewhere?.Name }.OfType<string>(), type = "scroll" },
                series = new[] { Series(There, "circle", true), Elsewhere is null ? null : Series(Elsewhere, "triangle", false) }.OfType<object>(),
                aria = new { label = new { description = $"{Measure.Name} before and after {Show.Date(Plan.Day)}. {Judgement.Words} The table that follows holds the same numbers." } },
            },
            Json.Options);
    }
}
