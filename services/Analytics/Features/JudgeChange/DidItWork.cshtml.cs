using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>Asks whether a change did what it was meant to: the question is written down first, with the time, and answered on a page of its own.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class DidItWorkModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? MeasureId { get; set; }

    [BindProperty]
    public DateFields Day { get; set; } = new();

    [BindProperty]
    public string? ForWhom { get; set; }

    [BindProperty]
    public List<string> Patches { get; set; } = [];

    [BindProperty]
    public List<string> Compared { get; set; } = [];

    [BindProperty]
    public string? AlsoChanged { get; set; }

    /// <summary>Made with the form: pressing twice writes once.</summary>
    [BindProperty]
    public string? Once { get; set; }

    /// <summary>A question to take back.</summary>
    [BindProperty]
    public string? Back { get; set; }

    public IReadOnlyList<ChangePlan> Plans { get; private set; } = [];

    public static IReadOnlyList<Measure> Asked { get; } = [.. Measures.All.Where(m => m is { Kind: Kind.Rate, Of: not null, Sensitive: false } && m.By.Contains("patch") && m.By.Contains("trade"))];

    public static IEnumerable<SelectListItem> Choices => Asked.Select(m => new SelectListItem(m.Name, m.Id));

    public async Task OnGetAsync(CancellationToken ct)
    {
        Once = Guid.CreateVersion7().ToString();
        await ReadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        if (IsEmpty)
            return Page();
        if (Guid.TryParse(Back, out var back))
        {
            await using var taking = await WriteAsync(ct);
            await JudgeChangeSql.TakeBackAsync(taking, Landlord, back, Caller.Of(HttpContext).Subject, Now, ct);
            await taking.CommitAsync(ct);
            TempData["Done"] = "The question is taken back. Its words are gone; that there was one stays.";
            return Redirect("/analytics/did-it-work");
        }

        var day = Day.Read(ModelState, nameof(Day), "the first day with the change");
        if (string.IsNullOrWhiteSpace(Question))
            ModelState.AddModelError(nameof(Question), "Enter what you want to know");
        else if (Note.Fault(Question) is { } fault)
            ModelState.AddModelError(nameof(Question), fault);
        if (!string.IsNullOrWhiteSpace(AlsoChanged) && Note.Fault(AlsoChanged) is { } other)
            ModelState.AddModelError(nameof(AlsoChanged), other);
        if (Asked.All(m => m.Id != MeasureId))
            ModelState.AddModelError(nameof(MeasureId), "Choose a measure");
        if (day < new DateOnly(1990, 1, 1) || day > LondonTime.DateOf(Now).AddYears(2))
            ModelState.AddModelError(nameof(Day), "The day must lie between 1990 and two years from now");
        var patches = ForWhom == JudgeChange.ForWhom.Patches ? Chosen(Patches) : [];
        if (PlanRules.Patches(ForWhom, patches, Chosen(Compared)) is { } refusal)
            ModelState.AddModelError(nameof(ForWhom), refusal);
        if (Known.Sources.All(s => s.Source != Source))
            ModelState.AddModelError("", "Choose where the figures come from");
        if (!ModelState.IsValid)
            return Page();

        var caller = Caller.Of(HttpContext);
        var plan = new ChangePlan
        {
            PlanId = Guid.TryParse(Once, out var once) ? once : Guid.CreateVersion7(),
            Question = Question!.Trim(), Source = Source!, MeasureId = MeasureId!, Day = day!.Value, Patches = [.. patches], Compared = [.. Chosen(Compared)],
            AlsoChanged = AlsoChanged?.Trim() ?? "", Author = caller.Subject, WrittenAt = Now,
        };
        await using var unit = await WriteAsync(ct);
        await JudgeChangeSql.InsertAsync(unit, caller.Landlord, plan, ct);
        await unit.CommitAsync(ct);
        return Redirect(string.Create(CultureInfo.InvariantCulture, $"/analytics/did-it-work/{plan.PlanId}"));
    }

    private List<string> Chosen(List<string> names) => [.. names.Where(Known.Patches.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private async Task ReadAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (await BeginAsync(connection, ct))
            Plans = await JudgeChangeSql.AllAsync(connection, Landlord, ct);
    }
}
