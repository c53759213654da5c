using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A second link for somebody who helps the resident: it ends by itself, or when the resident ends it, and opens times alone.</summary>
internal sealed class ResidentSupporterModel(Database<BookingService> db, SignedLink links, PlatformSettings platform) : ResidentPage
{
    private const int Days = 28;

    [BindProperty]
    public string? Deed { get; set; }

    public SupporterLink? Link { get; private set; }

    public IReadOnlyList<SupporterDeed> Deeds { get; private set; } = [];

    public string Address => $"{platform.PublicUrl.TrimEnd('/')}/r/{links.Make(Link!.SupporterId, SupporterSql.TokenVersion)}";

    public static string Words(string deed) => deed switch
    {
        "chose" => "They chose a time",
        "changed" => "They changed the time",
        "none" => "They said that none of the times work",
        _ => "They let a time pass",
    };

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Link = await SupporterSql.StandingAsync(connection, Repair.Key, Now, stop);
        Deeds = await SupporterSql.DeedsAsync(connection, Repair.Key, stop);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (Deed == "end")
            await SupporterSql.EndAsync(unit, Repair.Key, Now, stop);
        else
            await SupporterSql.MakeAsync(unit, Repair.Key, Guid.CreateVersion7(), Now, Now.AddDays(Days), stop);
        await unit.CommitAsync(stop);
        if (Deed == "end")
            TempData["Done"] = "Their link opens nothing any more.";
        return Redirect($"{Home}/supporter");
    }
}
