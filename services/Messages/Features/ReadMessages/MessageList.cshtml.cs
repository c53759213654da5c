using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Messages.Features.ReadMessages;

/// <summary>What was sent, to which household, and what waits and why. Newest first.</summary>
[Authorize(Roles = Roles.Desk + "," + Roles.Messages)]
public sealed class MessageListModel(Database<MessagesService> db) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? Household { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary>The newest that fit.</summary>
    internal IReadOnlyList<MessageRow> Messages { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        State ??= "";
        await using var connection = await db.OpenAsync(stop);
        Messages = await ReadMessagesSql.ListAsync(connection, Caller.Of(HttpContext).Landlord, Given(Household), Given(State), Most, stop);
    }

    private static string? Given(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
