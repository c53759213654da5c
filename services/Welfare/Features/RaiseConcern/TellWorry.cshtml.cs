using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Welfare.RaiseConcern;

/// <summary>The concern line, for anyone. The code is shown in the answer itself: it is in no address, cookie or log.</summary>
internal sealed class TellWorryModel(Database<WelfareService> db, PlatformSettings platform, BusinessClock clock) : PageModel
{
    [BindProperty]
    public string? Worry { get; set; }

    [BindProperty]
    public string? Where { get; set; }

    /// <summary>Which landlord, where an installation serves several.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Landlord { get; set; }

    /// <summary>Made with the form: pressing twice tells us once and shows the same code.</summary>
    [BindProperty]
    public string? Once { get; set; } = Guid.NewGuid().ToString();

    public string? Code { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = new RaiseConcern.Body(Worry, string.IsNullOrWhiteSpace(Where) ? null : Where, Landlord);
        if (RaiseConcern.Check(body, platform) is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(field == "where" ? nameof(Where) : field == "worry" ? nameof(Worry) : "", sentences[0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        Code = await RaiseConcern.AddAsync(unit, RaiseConcern.LandlordOf(Landlord, platform)!, Guid.TryParse(Once, out var once) && once != Guid.Empty ? once : Guid.NewGuid(), body, clock.GetUtcNow(), stop);
        await unit.CommitAsync(stop);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
