using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.SeeVisits;
using Repairs.NoAccess.WriteSummary;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>The resident's own: everything about their repair, who else opened it and why, and what we wrote to them about a hazard. No gate.</summary>
internal sealed class TheirChronologyModel(Database<NoAccessService> db, OpenChronology open) : VisitRecordPage
{
    public Copy Copy { get; private set; } = null!;

    /// <summary>Managers who opened it, each with the same copy.</summary>
    public IReadOnlyList<Opening> Openings { get; private set; } = [];

    /// <summary>What we found, paragraph by paragraph.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Summaries { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Copy = await open.TheirsAsync(connection, Record.Repair.Landlord, Record.Repair.RepairId, Now, stop);
        Openings = await OpeningSql.OfRepairAsync(connection, Record.Repair.Landlord, Record.Repair.RepairId, stop);
        Summaries = [.. (await HazardSql.SentOfAsync(connection, Record.Repair.Landlord, Record.Repair.RepairId, stop)).Select(h => SummaryRule.Text(h, Landlord))];
    }
}
