using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>The code. Whatever is wrong with one is told in the same words.</summary>
internal sealed class TellUsCodeModel(Database<WelfareService> db, OpenByCode open) : SafePage
{
    [BindProperty]
    public string? Code { get; set; }

    protected override bool NeedsCode => false;

    public IActionResult OnGet() => IsOpen ? Redirect(Home) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (IsOpen)
            return Redirect(Home);
        await using var unit = await db.BeginAsync(stop);
        if (await open.UseAsync(unit, Link, Code, Now, stop))
        {
            Keep(await OpenByCode.PassAsync(unit, Link, Now, stop));
            await unit.CommitAsync(stop);
            return Redirect(Home);
        }

        await unit.CommitAsync(stop);
        Code = null;
        ModelState.Clear();
        ModelState.AddModelError(nameof(Code), "That code does not work. Check the numbers, or ask for a new code");
        return Page();
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await OpenByCode.AskAsync(unit, Link, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "If we know a safe phone or email, a code is on its way.";
        return Redirect($"{Start}/code");
    }
}
