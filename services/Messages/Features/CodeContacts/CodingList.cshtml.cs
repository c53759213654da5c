using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Messages.Features.CodeContacts;

/// <summary>What waits for a code, what waits for a second one, and where two people see it differently.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Messages}")]
internal sealed class CodingListModel(Database<MessagesService> db) : PageModel
{
    public IReadOnlyList<CodedContact> Uncoded { get; private set; } = [];

    public IReadOnlyList<CodedContact> Second { get; private set; } = [];

    public IReadOnlyList<CodedContact> Apart { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        var caller = Caller.Of(HttpContext);
        await using var connection = await db.OpenAsync(stop);
        Uncoded = await CodeContactsSql.UncodedAsync(connection, caller.Landlord, stop);
        Second = await CodeContactsSql.SecondAsync(connection, caller.Landlord, caller.Subject, stop);
        Apart = await CodeContactsSql.ApartAsync(connection, caller.Landlord, stop);
    }

    /// <summary>The beginning of what they said.</summary>
    public static string Begin(string words) => words.Length <= 80 ? words : $"{words[..80]}…";
}
