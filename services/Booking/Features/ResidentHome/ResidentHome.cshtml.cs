using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The first page of a resident's link. Its one deed opens a withdrawn repair again.</summary>
internal sealed class ResidentHomeModel(Database<BookingService> db, BusinessClock clock, EndRepair end, SignedLink links) : ResidentPage
{
    public bool EndedByResident => Repair.EndedBy == nameof(Actor.Resident);

    /// <summary>The repair is still going on.</summary>
    public bool IsAlive => State is not (ResidentState.Finished or ResidentState.Withdrawn or ResidentState.WithdrawnLongAgo);

    /// <summary>A place that came free and is kept for them.</summary>
    public WaitingPlace? Place { get; private set; }

    public override bool OpensForSupporters => true;

    /// <summary>The household's other open repairs: they say which comes first.</summary>
    public IReadOnlyList<(string Words, string Link, string? Day)> Others { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Place = await WaitingPlaceSql.OpenAsync(connection, null, Repair.Key, clock.Offset, stop);
        if (!IsSupporter)
            Others = [.. (await ResidentRepairSql.OthersAsync(connection, Repair.Key, stop)).Select(o => (o.Description, $"/r/{links.Make(o.RepairId, o.LinkVersion)}", o.Date is { } date ? Speech.Day(date) : null))];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (IsSupporter)
            return NotFound();
        await using var unit = await db.BeginAsync(stop);
        var answer = await end.ReopenAsync(unit, Repair.Key, Actor.Resident, stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            TempData["Done"] = "Your repair is open again.";
        return Redirect(Home);
    }
}
