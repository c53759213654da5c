using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Platform;

namespace Repairs.Messages.Features.WatchPromises;

/// <summary>Open promises, with the one due first at the top, and a button for what a person did.</summary>
[Authorize(Roles = Roles.Desk + "," + Roles.Messages)]
public sealed class PromiseListModel(Database<MessagesService> db, BusinessClock clock) : PageModel
{
    /// <summary>Open promises.</summary>
    internal IReadOnlyList<Promise> Promises { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Promises = [.. (await PromiseSql.ListAsync(connection, Caller.Of(HttpContext).Landlord, "open", stop)).OrderBy(p => p.DueBy)];
    }

    public async Task<IActionResult> OnPostKeptAsync(Guid promiseId, CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await PromiseSql.KeepOneAsync(unit, Caller.Of(HttpContext).Landlord, promiseId, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you. That promise is kept";
        return Redirect("/messages/promises");
    }
}
