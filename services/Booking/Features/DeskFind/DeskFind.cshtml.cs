using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Finds a home by address or reference. The search is a POST so that no address ends up in a log of web addresses.</summary>
internal sealed class DeskFindModel(Database<BookingService> db) : DeskPage
{
    public const int Most = 20;

    [BindProperty]
    public string? Query { get; set; }

    /// <summary>Null before a search.</summary>
    public IReadOnlyList<FoundHome>? Homes { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(Query))
            ModelState.AddModelError(nameof(Query), "Enter part of the address, or the reference");
        else if (Query.Length > 100)
            ModelState.AddModelError(nameof(Query), "Use at most 100 characters");
        if (!ModelState.IsValid)
            return Page();

        await using var connection = await db.OpenAsync(stop);
        Homes = await DeskFindSql.FindAsync(connection, Caller.Landlord, Query!, Most, stop);
        return Page();
    }
}
