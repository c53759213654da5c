using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.KeepJobSheet;

/// <summary>Keeps a visit as Booking last told it. The newest event wins whichever comes first; a cancelled visit's address goes at once.</summary>
internal sealed class KeepJobSheet(VisitsSettings settings) : IHandle<AppointmentBooked>, IHandle<AppointmentChanged>, IHandle<AppointmentCancelled>
{
    public Task HandleAsync(AppointmentBooked e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KeepJobSheetSql.KeepAsync(unit, new StandingVisit
        {
            Landlord = e.Landlord,
            VisitId = e.VisitId,
            RepairId = e.RepairId,
            HouseholdRef = e.HouseholdRef,
            Patch = e.Patch,
            Trade = e.Trade,
            Priority = e.Priority.ToString(),
            Contractor = e.Contractor,
            OperativeRef = e.OperativeRef,
            VisitDate = e.Date,
            FromTime = e.From,
            ToTime = e.To,
            WindowStart = e.WindowStart,
            WindowEnd = e.WindowEnd,
            AsOf = e.OccurredAt,
            AsOfRank = 0,
            SheetDueAt = delivery.Now,
            SheetUntil = SheetUntil(e.WindowEnd),
            AbsenceDueAt = e.WindowEnd.AddMinutes(settings.GraceMinutes),
        }, ct);

    public Task HandleAsync(AppointmentChanged e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KeepJobSheetSql.KeepAsync(unit, new StandingVisit
        {
            Landlord = e.Landlord,
            VisitId = e.VisitId,
            RepairId = e.RepairId,
            HouseholdRef = e.HouseholdRef,
            Patch = e.Patch,
            Trade = e.Trade,
            Priority = e.Priority.ToString(),
            Contractor = e.Contractor,
            OperativeRef = e.OperativeRef,
            VisitDate = e.Date,
            FromTime = e.From,
            ToTime = e.To,
            WindowStart = e.WindowStart,
            WindowEnd = e.WindowEnd,
            AsOf = e.OccurredAt,
            AsOfRank = 1,
            SheetDueAt = delivery.Now,
            SheetUntil = SheetUntil(e.WindowEnd),
            AbsenceDueAt = e.WindowEnd.AddMinutes(settings.GraceMinutes),
        }, ct);

    public Task HandleAsync(AppointmentCancelled e, Delivery delivery, UnitOfWork unit, CancellationToken ct) =>
        KeepJobSheetSql.EndAsync(unit, new EndedVisit(
            e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.Patch, e.Trade, e.WindowStart, e.WindowEnd, e.OccurredAt,
            EndedTooLate(e) ? e.WindowEnd.AddMinutes(settings.GraceMinutes) : null), ct);

    /// <summary>
    /// Who was to come may still be missing after this: a cancelled window that had begun stays our miss where nobody came, and one the resident gave up while
    /// it ran does so once it is over.
    /// </summary>
    internal static bool EndedTooLate(AppointmentCancelled e) => e.OccurredAt >= (e.By == Actor.Resident ? e.WindowEnd : e.WindowStart);

    /// <summary>The address is kept to the end of the visit's local day, so that the operative can mend a report on the same day.</summary>
    internal static DateTimeOffset SheetUntil(DateTimeOffset windowEnd) => LondonTime.EndOf(LondonTime.DateOf(windowEnd));
}
