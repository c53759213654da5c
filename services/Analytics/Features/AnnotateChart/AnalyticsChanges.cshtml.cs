using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Analytics.Features.AnnotateChart;

/// <summary>An analyst writes down what changed on a day, so that the charts can say so.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsChangesModel(Database<AnalyticsService> db, BusinessClock clock) : PageModel
{
    [BindProperty]
    public DateFields Day { get; set; } = new();

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    /// <summary>Made with the form: pressing twice writes once.</summary>
    [BindProperty]
    public string? Once { get; set; }

    /// <summary>A change to take back.</summary>
    [BindProperty]
    public string? Back { get; set; }

    public IReadOnlyList<Annotation> Written { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct)
    {
        Once = Guid.CreateVersion7().ToString();
        return ReadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var caller = Caller.Of(HttpContext);
        if (Guid.TryParse(Back, out var back))
        {
            await using var taking = await db.BeginAsync(ct);
            await AnnotateChartSql.TakeBackAsync(taking, caller.Landlord, back, caller.Subject, clock.GetUtcNow(), ct);
            await taking.CommitAsync(ct);
            TempData["Done"] = "The change is taken back. Its words are gone, here and from the charts.";
            return Redirect("/analytics/changes");
        }

        var day = Day.Read(ModelState, nameof(Day), "the day it changed");
        if (Note.Fault(Words) is { } fault)
            ModelState.AddModelError(nameof(Words), fault);
        if (Kind is not ("ours" or "outside"))
            ModelState.AddModelError(nameof(Kind), "Choose whose change it was");
        if (day < new DateOnly(1990, 1, 1) || day > LondonTime.DateOf(clock.GetUtcNow()).AddYears(1))
            ModelState.AddModelError(nameof(Day), "The day must lie between 1990 and a year from now");
        if (!ModelState.IsValid)
        {
            await ReadAsync(ct);
            return Page();
        }

        await using var unit = await db.BeginAsync(ct);
        await AnnotateChartSql.InsertAsync(
            unit,
            caller.Landlord,
            new Annotation { AnnotationId = Guid.TryParse(Once, out var once) ? once : Guid.CreateVersion7(), Day = day!.Value, Words = Words!.Trim(), Ours = Kind == "ours", Author = caller.Subject, WrittenAt = clock.GetUtcNow() },
            ct);
        await unit.CommitAsync(ct);
        TempData["Done"] = "The change is written down. It stands on the charts now.";
        return Redirect("/analytics/changes");
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        Written = await AnnotateChartSql.AllAsync(connection, Caller.Of(HttpContext).Landlord, ct);
    }
}

/// <summary>Words that people write beside figures.</summary>
internal static class Note
{
    public const int Longest = 200;

    /// <summary>What is wrong with them; null where nothing is.</summary>
    public static string? Fault(string? words) =>
        string.IsNullOrWhiteSpace(words) ? "Enter what changed"
        : words.Contains('\0', StringComparison.Ordinal) ? "Leave out characters that cannot be printed"
        : words.Trim().Length > Longest ? $"Use at most {Longest} characters"
        : null;
}
