using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>One question of the gate.</summary>
[Authorize(Roles = Roles.Manager)]
internal sealed class ChronologyQuestionModel(Database<NoAccessService> db) : PageModel
{
    [FromRoute]
    public Guid RepairId { get; set; }

    [FromRoute]
    public Guid OpeningId { get; set; }

    [FromRoute(Name = "question")]
    public string Key { get; set; } = "";

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public GateQuestion Question { get; private set; } = Gate.Questions[0];

    public string Home => $"/chronology/{RepairId}/{OpeningId}";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (!Knows() || await OpeningSql.FindAsync(connection, Caller.Of(HttpContext), RepairId, OpeningId, stop) is not { } opening)
            return NotFound();
        if (opening.OpenedAt is not null)
            return Redirect(Home);
        (Answer, Name) = (Key == "purpose" ? opening.Purpose : Question.Answer(opening), opening.Name);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!Knows())
            return NotFound();
        foreach (var (field, sentences) in Gate.Check(Key, Answer, Name).ByField)
            ModelState.AddModelError(field == "name" ? nameof(Name) : nameof(Answer), sentences[0]);
        if (!ModelState.IsValid)
            return Page();
        await using var unit = await db.BeginAsync(stop);
        if (await OpeningSql.LockAsync(unit, Caller.Of(HttpContext), RepairId, OpeningId, stop) is not { } opening)
            return NotFound();
        await OpeningSql.SaveAsync(unit, Caller.Of(HttpContext).Landlord, Gate.With(opening, Key, Answer!.Trim(), Name?.Trim()), stop);
        await unit.CommitAsync(stop);
        return Redirect(Home);
    }

    private bool Knows()
    {
        if (Gate.Questions.FirstOrDefault(q => q.Key == Key) is not { } question)
            return false;
        (Question, ViewData["Back"]) = (question, Key == "purpose" ? "/chronology" : Home);
        return true;
    }
}
