using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Contracts;
using Repairs.Messages.Features.RecordContact;
using Repairs.Platform;

namespace Repairs.Messages.Features.CodeContacts;

/// <summary>One contact in the person's words, and the code that fits them. The second coder does not see the first code.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Messages}")]
internal sealed class CodeContactModel(Database<MessagesService> db, BusinessClock clock) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    public CodedContact Contact { get; private set; } = new();

    public CodingTurn Turn { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid contactId, CancellationToken stop) => await ReadAsync(contactId, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid contactId, CancellationToken stop)
    {
        if (!await ReadAsync(contactId, stop))
            return NotFound();
        if (RecordContact.RecordContact.Codes.All(c => c.Code != Code))
            ModelState.AddModelError(nameof(Code), "Choose what it was about");
        if (!ModelState.IsValid)
            return Page();

        var caller = Caller.Of(HttpContext);
        var now = clock.GetUtcNow();
        await using var unit = await db.BeginAsync(stop);
        var saved = Turn switch
        {
            CodingTurn.First => await CodeContactsSql.FirstAsync(unit, caller.Landlord, contactId, Code!, caller.Subject, now, stop),
            CodingTurn.Second => await CodeContactsSql.AgainAsync(unit, caller.Landlord, contactId, Code!, caller.Subject, now, stop),
            _ => 0,
        };
        if (saved == 1 && Turn == CodingTurn.Second)
            unit.Publish(new ContactCodedTwice(caller.Landlord, contactId, Contact.Code!, Code!, now));
        else if (saved == 1 && Contact.EventId is { } told)
            unit.Publish(Coded(caller.Landlord, told, await RecordContactSql.AboutAsync(unit, caller.Landlord, Contact.OfHousehold ? Contact.RepairId : null, Contact.OfHousehold ? Contact.HouseholdRef : null, stop)));
        await unit.CommitAsync(stop);
        TempData["Done"] = saved == 1 ? "The code is saved" : "Somebody has coded it already";
        return Redirect("/messages/coding");
    }

    /// <summary>The same contact as it was told, now with its code.</summary>
    private ContactReceived Coded(string landlord, Guid told, ContactAbout about) => new(
        landlord,
        Contact.ContactId,
        Contact.OfHousehold ? Contact.HouseholdRef : null,
        Contact.OfHousehold ? Contact.PropertyRef : null,
        Contact.OfHousehold ? Contact.RepairId : null,
        Contact.Channel,
        Code,
        Contact.At.ToUniversalTime(),
        told,
        about.Patch,
        about.Trade);

    private async Task<bool> ReadAsync(Guid contactId, CancellationToken stop)
    {
        var caller = Caller.Of(HttpContext);
        await using var connection = await db.OpenAsync(stop);
        if (await CodeContactsSql.OneAsync(connection, caller.Landlord, contactId, stop) is not { } contact)
            return false;
        (Contact, Turn) = (contact, Coding.TurnOf(contact, caller.Subject));
        return true;
    }
}
