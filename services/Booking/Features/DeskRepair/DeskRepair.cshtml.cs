using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One repair with its whole history, and what the desk can do with it. Its deeds note that a promised call was made, and that they were asked what would help.</summary>
internal sealed class DeskRepairModel(Database<BookingService> db, BusinessClock clock, ResidentLinks links, WhetherToRing whether) : DeskRepairPage
{
    /// <summary>What to give the resident: opens this repair without an account.</summary>
    public string Link => links.AddressOf(RepairId, Repair.LinkVersion);

    public string? ReasonWords => WithdrawReasons.Words(Repair.EndedReason);

    /// <summary>What to know before anybody makes the call we owe; null: nothing stands against it, or none is owed.</summary>
    public RingWarning? Warning { get; private set; }

    /// <summary>What to keep to in that call.</summary>
    public IEnumerable<string> Notes { get; private set; } = [];

    /// <summary>A time that is kept for them now; null: none.</summary>
    public WaitingPlace? Place { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using (var connection = await db.OpenAsync(stop))
            Place = await WaitingPlaceSql.OpenAsync(connection, null, Key, clock.Offset, stop);
        if (Repair.CallBackBy is null)
            return;
        var ringing = await whether.AskAsync(Caller.Landlord, Repair.HouseholdRef, stop);
        (Warning, Notes) = (ringing.WarningFor(Repair.CallBackBecause), ringing.Notes);
    }

    public async Task<IActionResult> OnPostAskedAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await RepairSql.AskWhatWouldHelpAsync(unit, Key, ask: false, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you. If something helps, write it down with them under What people need.";
        return Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await CallMadeSql.KeepAsync(unit, Key, Now, stop) is { } call)
            unit.Publish(new CallBackMade(Key.Landlord, RepairId, call.HouseholdRef, Now));
        await unit.CommitAsync(stop);
        TempData["Done"] = "Thank you. The call is noted.";
        return Redirect(Home);
    }
}
