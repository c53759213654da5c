using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What the pages show of a place that is kept.</summary>
internal sealed record WaitingPlaceShown(string Home, WaitingPlace Place, string VisitWords)
{
    /// <summary>"2:20pm", and the day for a time we owe, which may be tomorrow.</summary>
    public string Until => LondonTime.Words(LondonTime.TimeOf(Place.ExpiresAt)) + (Place.Owed ? $" on {LondonTime.Words(LondonTime.DateOf(Place.ExpiresAt))}" : "");
}

/// <summary>A place that came free and is kept for this household: one tap takes it, another lets it pass, and neither asks why.</summary>
internal sealed class ResidentFreeModel(Database<BookingService> db, BusinessClock clock, Appointments appointments) : ResidentPage
{
    public override bool OpensForSupporters => true;

    /// <summary>Which place the button was about: a place offered since is never taken by an old button.</summary>
    [BindProperty]
    public Guid Kept { get; set; }

    /// <summary><c>take</c> or <c>pass</c>.</summary>
    [BindProperty]
    public string? Deed { get; set; }

    public WaitingPlace? Place { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Place = await WaitingPlaceSql.OpenAsync(connection, null, Repair.Key, clock.Offset, stop);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        var named = await WaitingPlaceSql.OpenAsync(unit.Connection, unit.Transaction, Repair.Key, clock.Offset, stop);
        if (await appointments.LockVisitAsync(unit, Repair.Key, named?.ChoiceId, stop) is not { } repair)
            return NotFound();
        var place = await WaitingPlaceSql.OpenAsync(unit.Connection, unit.Transaction, Repair.Key, clock.Offset, stop);
        if (place is null || place.WaitingOfferId != Kept)
            return Redirect(State is ResidentState.Booked ? $"{Home}/booked" : $"{Home}/free");
        return Deed == "take" ? await TakeAsync(unit, repair, place, stop) : await PassAsync(unit, repair, place, stop);
    }

    private async Task<IActionResult> TakeAsync(UnitOfWork unit, RepairRow repair, WaitingPlace place, CancellationToken stop)
    {
        var answer = repair.VisitId is null
            ? await appointments.TakeAsync(unit, Repair.Key, place.ChoiceId, Actor.Resident, stop)
            : await appointments.ChangeAsync(unit, Repair.Key, place.ChoiceId, Actor.Resident, stop);
        if (answer.Value is not null)
        {
            await WaitingPlaceSql.EndAsync(unit, Repair.Key, "taken", clock.GetUtcNow(), stop);
            await NoteSupporterAsync(unit, repair.VisitId is null ? "chose" : "changed", stop);
        }

        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            return Redirect($"{Home}/booked");
        return Redirect(answer.Refusal?.Fresh is { } fresh ? $"{Home}/choose?offer={fresh.OfferId}&picked={place.ChoiceId}" : Home);
    }

    private async Task<IActionResult> PassAsync(UnitOfWork unit, RepairRow repair, WaitingPlace place, CancellationToken stop)
    {
        await PassOnWaitingPlace.EndAsync(unit, repair, "let-pass", clock.GetUtcNow(), stop);
        await NoteSupporterAsync(unit, "let-pass", stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = place.Owed ? "That is fine. You can choose any other time here." : "That is fine. You stay on our list.";
        return Redirect(Home);
    }
}
