using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>The way in: says who reads it, and sends a code.</summary>
internal sealed class TellUsModel(Database<WelfareService> db) : SafePage
{
    protected override bool NeedsCode => false;

    public IActionResult OnGet() => IsOpen ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await OpenByCode.AskAsync(unit, Link, Now, stop);
        await unit.CommitAsync(stop);
        return Redirect($"{Start}/code");
    }
}
