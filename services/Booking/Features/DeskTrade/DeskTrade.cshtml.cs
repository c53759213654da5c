using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Says which trade a repair of the triage list needs; from then on the resident can choose a time.</summary>
internal sealed class DeskTradeModel(Database<BookingService> db, TriageRepair triage) : DeskRepairPage
{
    [BindProperty]
    public string? Trade { get; set; }

    public IReadOnlyList<string> Trades { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await ReadTradesAsync(stop);
        return Repair is { IsOpen: true, Next: null } ? Page() : Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await ReadTradesAsync(stop);
        if (Trade is not { } trade || !Trades.Contains(trade))
        {
            ModelState.AddModelError(nameof(Trade), "Choose who can do it");
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var answer = await triage.RunAsync(unit, Key, trade, null, null, stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "Saved. The resident can choose a time now.";
        return Redirect(Home);
    }

    private async Task ReadTradesAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Trades = await DeskTradeSql.TradesAsync(connection, Caller.Landlord, stop);
    }
}
