using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Messages.Features.ReadMessages;

/// <summary>One message: its words, its state and why; and for one that waits for a person, what they can do.</summary>
[Authorize(Roles = Roles.Desk + "," + Roles.Messages)]
public sealed class OneMessageModel(Database<MessagesService> db, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid MessageId { get; set; }

    /// <summary>The message; set before the page is shown.</summary>
    internal MessageRow? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Message = await ReadMessagesSql.FindAsync(connection, Caller.Of(HttpContext).Landlord, MessageId, stop);
        return Message is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await ReadMessagesSql.TryAgainAsync(unit, Caller.Of(HttpContext).Landlord, MessageId, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "We try it again now";
        return Redirect($"/messages/{MessageId}");
    }

    public async Task<IActionResult> OnPostAsideAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await ReadMessagesSql.SetAsideAsync(unit, Caller.Of(HttpContext).Landlord, MessageId, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you. This message is put aside";
        return Redirect($"/messages/{MessageId}");
    }
}
