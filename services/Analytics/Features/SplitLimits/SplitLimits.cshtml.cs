using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.SplitLimits;

/// <summary>A person splits a chart's limits at one of its points, says why, and can take it back.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class SplitLimitsModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    [BindProperty]
    public string? At { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>A split to take back.</summary>
    [BindProperty]
    public string? Back { get; set; }

    public Measure Measure { get; private set; } = Measures.All[0];

    public IReadOnlyList<Split> Splits { get; private set; } = [];

    public IReadOnlyList<Figure> Points { get; private set; } = [];

    public IEnumerable<SelectListItem> Choices => Points.Skip(1).Reverse().Select(p => new SelectListItem(Show.Row(p.Period, Period), p.Period.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    public DateOnly? Hint { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct) => await ReadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct))
            return NotFound();
        if (IsOthers)
            return Page();
        var caller = Caller.Of(HttpContext);
        if (DateOf(Back) is { } back)
        {
            await using var taking = await WriteAsync(ct);
            await SplitLimitsSql.TakeBackAsync(taking, caller.Landlord, Source!, Measure.Id, back, caller.Subject, Now, ct);
            await taking.CommitAsync(ct);
            TempData["Done"] = "The split is taken back. The chart has one set of limits there again.";
            return Redirect(Filters.At($"/analytics/measures/{Measure.Id}/limits"));
        }

        var at = DateOf(At);
        if (Starts.Fault(at, Points) is { } fault)
            ModelState.AddModelError(nameof(At), fault);
        if (Note.Fault(Reason) is { } missing)
            ModelState.AddModelError(nameof(Reason), missing);
        if (!ModelState.IsValid)
            return Page();
        await using var unit = await WriteAsync(ct);
        await SplitLimitsSql.InsertAsync(unit, caller.Landlord, Source!, Measure.Id, new Split { Day = at!.Value, Reason = Reason!.Trim(), Author = caller.Subject, DecidedAt = Now }, ct);
        await unit.CommitAsync(ct);
        TempData["Done"] = $"The limits start again at {Show.Row(at.Value, Period)}.";
        return Redirect(Filters.At($"/analytics/measures/{Measure.Id}"));
    }

    private async Task<bool> ReadAsync(string id, CancellationToken ct)
    {
        if (Measures.Find(id) is not { } measure)
            return false;
        Measure = measure;
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct) || Ask(measure) is not { } query)
            return true;
        Splits = await SplitLimitsSql.OfAsync(connection, Landlord, Source!, measure.Id, ct);
        var answer = await MeasureAnswer.ReadAsync(connection, Landlord, query, Known, Now, ct);
        Points = answer.Points;
        Hint = Starts.Hint(answer.Spc, answer.Points);
        return true;
    }

    private static DateOnly? DateOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
