using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Messages.Features.RecordContact;

/// <summary>The desk writes down why a resident got in touch.</summary>
[Authorize(Roles = Roles.Desk)]
public sealed class ContactFormModel(Database<MessagesService> db, BusinessClock clock) : PageModel
{
    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Channel { get; set; } = "phone";

    [BindProperty]
    public string? Household { get; set; }

    /// <summary>Made with the form: pressing twice records once.</summary>
    [BindProperty]
    public string? Once { get; set; }

    public void OnGet() => Once = Guid.CreateVersion7().ToString();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var contact = new ContactRequest(Given(Household), null, now, Channel, Words, Given(Code), null);
        if (string.IsNullOrWhiteSpace(Words))
            ModelState.AddModelError(nameof(Words), "Enter what they said");
        else if (RecordContact.Check(contact, now) is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "householdRef" ? nameof(Household) : char.ToUpperInvariant(field[0]) + field[1..], sentences[0]);
        }

        if (!ModelState.IsValid)
            return Page();
        await using var unit = await db.BeginAsync(stop);
        await RecordContact.SaveAsync(unit, Caller.Of(HttpContext), contact, now, stop, Guid.TryParse(Once, out var once) ? once : null);
        await unit.CommitAsync(stop);
        TempData["Done"] = "We have saved what they said";
        return Redirect("/messages/contacts");
    }

    private static string? Given(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
