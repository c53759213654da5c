using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.FindAbsence;

/// <summary>Finds visits that nobody reported by the end of the window and the grace time: our own miss, recorded by us, once, before anybody has to tell us.</summary>
internal sealed class FindAbsence : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        var missed = await FindAbsenceSql.RecordAsync(unit, now, ct);
        foreach (var (visit, reportId) in missed.Select(m => (m, m.ReportId)))
        {
            unit.Publish(
                new VisitOutcomeReported(
                    visit.Landlord, reportId, null, visit.VisitId, visit.RepairId, visit.HouseholdRef, visit.Patch, visit.Trade,
                    Enum.Parse<Priority>(visit.Priority!), visit.Contractor!, visit.OperativeRef!, DoorOutcome.DO22,
                    null, null, null, [], visit.WindowStart, visit.WindowEnd, Actor.System, now),
                reportId);
        }

        return missed.Count;
    }
}
