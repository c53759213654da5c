using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.GiveFeedback;

/// <summary>Three statements (policy.md §7.3). "Does not apply" and "I would rather not say" are answers too.</summary>
internal sealed class VisitFeedbackModel(Database<NoAccessService> db, GiveFeedback feedback) : VisitRecordPage
{
    /// <summary>The scale, most agreeing first.</summary>
    public static IReadOnlyList<(string Value, string Words)> Answers { get; } =
    [
        ("5", "Agree strongly"), ("4", "Agree"), ("3", "Neither"), ("2", "Disagree"), ("1", "Disagree strongly"),
        ("does-not-apply", "Does not apply"), ("rather-not-say", "I would rather not say"),
    ];

    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Safe { get; set; }

    [BindProperty]
    public string? Heard { get; set; }

    [BindProperty]
    public string? InControl { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public ResidentVisit Visit { get; private set; } = null!;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Record.Visit(VisitId) is not { } visit)
            context.Result = NotFound();
        else
            Visit = visit;
    }

    public IActionResult OnGet() => Visit.GaveFeedback || !Record.AskForFeedback ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        string[] notRated = [.. new[] { ("safe", Safe), ("heard", Heard), ("inControl", InControl) }.Where(a => a.Item2 is "does-not-apply" or "rather-not-say").Select(a => $"{a.Item1}:{a.Item2}")];
        var body = new GiveFeedback.Body(Number(Safe), Number(Heard), Number(InControl), string.IsNullOrWhiteSpace(Words) ? null : Words, notRated);
        if (GiveFeedback.Check(body) is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "words" ? nameof(Words) : nameof(Safe), sentences[0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        await feedback.AddAsync(unit, Record, Visit, body, Now, stop);
        await unit.CommitAsync(stop);
        if (body.Safe is 1 or 2)
        {
            TempData["Done"] = $"Thank you for telling us. A person gets in touch {FeltUnsafe.When(Now)}, in the way you chose.";
            return Redirect(Home);
        }

        return Redirect($"{Home}/{VisitId}/promises");
    }

    private static int? Number(string? answer) => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
