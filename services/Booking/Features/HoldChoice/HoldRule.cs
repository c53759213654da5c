using Repairs.Platform;

namespace Repairs.Booking;

internal static class HoldRule
{
    /// <summary>Whether a choice lies over the visit the repair has: its time comes free only when the visit moves, so it cannot be kept beforehand.</summary>
    public static bool MeetsOwnVisit(RepairRow repair, StoredChoice choice) =>
        repair.AppointmentId is not null
        && LondonTime.Instant(choice.Date, choice.From) < repair.WindowEnd
        && repair.WindowStart < LondonTime.Instant(choice.Date, choice.To);
}
