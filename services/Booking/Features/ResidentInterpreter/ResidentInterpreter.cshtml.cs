using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A call in the resident's own language: promised with a due time. The language is kept by Needs for everyone else who rings or comes.</summary>
internal sealed class ResidentInterpreterModel(Database<BookingService> db, BusinessClock clock, PromiseCall promise, AskedOfNeeds needs) : ResidentPage
{
    private const int Longest = 60;

    [BindProperty]
    public string? Language { get; set; }

    public void OnGet() => Language = Speech.Code switch { "cy" => "Cymraeg", "pl" => "Polski", "ar" => "العربية", "ur" => "اردو", _ => null };

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var language = Language?.Trim();
        if (string.IsNullOrEmpty(language) || language.Length > Longest)
        {
            ModelState.AddModelError(nameof(Language), "Enter a language");
            return Page();
        }

        await using (var unit = await db.BeginAsync(stop))
        {
            if (await RepairSql.LockAsync(unit, Repair.Key, clock.Offset, stop) is not { IsEnded: false } repair)
                return Redirect(Home);
            await promise.RunAsync(unit, repair, "interpreter", language, stop);
            await unit.CommitAsync(stop);
        }

        // The call stands either way: where Needs cannot be reached, the person who rings writes the language down.
        await needs.TellAsync(Repair, ["A08"], language, stop);
        return Redirect($"{Home}/next");
    }
}
