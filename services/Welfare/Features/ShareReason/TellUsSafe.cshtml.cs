using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.OpenByCode;

namespace Repairs.Welfare.ShareReason;

/// <summary>For whom it is unsafe at home: how may we reach you? Until they say, we write to where the code went and nowhere else.</summary>
internal sealed class TellUsSafeModel(Database<WelfareService> db) : SafePage
{
    [BindProperty]
    public string? How { get; set; }

    [BindProperty]
    public string? OtherWay { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!ReasonWords.Ways.Any(w => w.Code == How))
            ModelState.AddModelError(nameof(How), "Choose one of these");
        else if (How == "other" && string.IsNullOrWhiteSpace(OtherWay))
            ModelState.AddModelError(nameof(OtherWay), "Write which way is safe");
        if (OtherWay?.Length > 1000)
            ModelState.AddModelError(nameof(OtherWay), "Use at most 1000 characters.");
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        await ShareReasonSql.SaveReachAsync(unit, Link, How!, string.IsNullOrWhiteSpace(OtherWay) ? null : OtherWay.Trim(), Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you. We do what you told us.";
        return Redirect(Home);
    }
}
