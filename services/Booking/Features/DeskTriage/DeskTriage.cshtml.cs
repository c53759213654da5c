namespace Repairs.Booking;

/// <summary>Repairs without a trade, the one due first at the top.</summary>
internal sealed class DeskTriageModel(SeeRepair see) : DeskPage
{
    private const int Most = 100;

    public IReadOnlyList<RepairLine> Repairs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop) => Repairs = await see.ListAsync(Caller.Landlord, "triage", null, Most, stop);
}
