using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Due work: nobody has chosen, declined or got in touch by the day we named, so a person asks once. From that morning it is on the desk's list of calls.
/// Only what people do counts: whether a link was opened is not known here.
/// </summary>
internal sealed class AskOnce(LandlordBookingSettings landlords) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        var due = await AskOnceSql.ClaimAsync(unit, LondonTime.EndOf(LondonTime.DateOf(now)), ct);
        foreach (var repair in due)
        {
            if (repair.Acted)
                await AskOnceSql.NothingToAskAsync(unit, repair.Key, ct);
            else
                await AskAsync(unit, repair, now, ct);
        }

        return due.Count;
    }

    private async Task AskAsync(UnitOfWork unit, SilentRepair repair, DateTimeOffset now, CancellationToken ct)
    {
        var next = await CallBackDue.NextAsync(unit, await landlords.ForAsync(unit, repair.Landlord, ct), now, ct);
        await PromiseCall.ByAsync(unit, repair.Key, repair.HouseholdRef, "silence", AskRule.DueBy(repair.AskBy, next, now), now, ct);
        await AskOnceSql.AskedAsync(unit, repair.Key, now, ct);
    }
}

/// <summary>
/// They got in touch: nobody needs to ask why they are silent. Where it is not written down about which repair, about all that are open. The call that began
/// a repair is no answer to it.
/// </summary>
internal sealed class LearnHeard : IHandle<ContactReceived>
{
    private const string NewRepair = "VD01";

    public Task HandleAsync(ContactReceived e, Delivery delivery, UnitOfWork unit, CancellationToken ct) => e switch
    {
        // The same contact, coded later: it was heard when it came, and may not answer for a repair raised since.
        { Supersedes: not null } => Task.CompletedTask,
        { Code: NewRepair } => Task.CompletedTask,
        { RepairId: { } repairId } => AskOnceSql.HeardAsync(unit, new RepairKey(e.Landlord, repairId), e.OccurredAt, ct),
        { HouseholdRef: { } household } => AskOnceSql.HeardOfHouseholdAsync(unit, e.Landlord, household, e.OccurredAt, ct),
        _ => Task.CompletedTask,
    };
}
