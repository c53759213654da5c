using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Shows the picked time once more; yes books it, or moves the visit there.</summary>
internal sealed class ResidentConfirmModel(Database<BookingService> db, BusinessClock clock, Appointments appointments) : ResidentPage
{
    [FromRoute]
    public string ChoiceId { get; set; } = "";

    public override bool OpensForSupporters => true;

    public StoredChoice Choice { get; private set; } = null!;

    /// <summary>What the household asked for, and what becomes of it at this time.</summary>
    public IReadOnlyList<Honour> Honours { get; private set; } = [];

    /// <summary>Where other times are: <c>choose</c> or <c>change</c>.</summary>
    public string Deed => Repair.VisitId is null ? "choose" : "change";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await OfferedChoice.FindAsync(unit, Repair.Key, ChoiceId, stop) is not { Choice: { } choice } offered)
            return Redirect($"{Home}/{Deed}");
        if (IsStanding(choice, Repair.Date, Repair.FromTime, Repair.ToTime))
            return Redirect($"{Home}/booked");
        Choice = choice;
        if (await RepairSql.FindAsync(unit.Connection, Repair.Key, clock.Offset, stop) is { } repair)
            Honours = Honoured.Of(offered.Offer, choice, repair);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await appointments.LockVisitAsync(unit, Repair.Key, ChoiceId, stop) is not { } repair
            || await OfferedChoice.FindAsync(unit, Repair.Key, ChoiceId, stop) is not { Choice: { } choice })
            return Redirect($"{Home}/{Deed}");
        if (IsStanding(choice, repair.Date, repair.FromTime, repair.ToTime))
            return Redirect($"{Home}/booked");

        var answer = repair.VisitId is null
            ? await appointments.TakeAsync(unit, Repair.Key, ChoiceId, Actor.Resident, stop)
            : await appointments.ChangeAsync(unit, Repair.Key, ChoiceId, Actor.Resident, stop);
        if (answer.Value is not null)
            await NoteSupporterAsync(unit, repair.VisitId is null ? "chose" : "changed", stop);
        await unit.CommitAsync(stop);
        if (answer.Value is not null)
            return Redirect($"{Home}/booked");
        return Redirect(answer.Refusal?.Fresh is { } fresh ? $"{Home}/{Deed}?offer={fresh.OfferId}&picked={ChoiceId}" : Home);
    }

    /// <summary>The button was pressed twice, or the visit is there already.</summary>
    private static bool IsStanding(StoredChoice choice, DateOnly? date, TimeOnly? from, TimeOnly? to) => choice.Date == date && choice.From == from && choice.To == to;
}
