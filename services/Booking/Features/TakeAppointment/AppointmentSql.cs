using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class AppointmentSql
{
    private const string Release = """
        update place
        set status = 'cancelled'
        where landlord = @Landlord and appointment_id = @appointmentId;

        update appointment
        set status = 'cancelled', ended_by = @by, ended_at = @now, note = @note
        where landlord = @Landlord and appointment_id = @appointmentId;

        delete from hold
        where landlord = @Landlord and repair_id = @RepairId;

        delete from call_back
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null and because in ('pre-visit', 'needs');
        """;

    private const string StopWaiting = """
        delete from call_back
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null and because = 'pre-visit';

        delete from waiting_list
        where landlord = @Landlord and repair_id = @RepairId;

        update call_back
        set kept_at = @now
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null;

        update repair
        set declines = 0, next_try_at = null
        where landlord = @Landlord and repair_id = @RepairId;
        """;

    public static Task ReleaseAsync(UnitOfWork unit, RepairKey key, Guid? appointmentId, Actor by, string? note, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Release, new { key.Landlord, key.RepairId, appointmentId, by = by.ToString(), note, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>A booked visit ends the wait for one: the place on the waiting list and the call we promised.</summary>
    public static Task StopWaitingAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(StopWaiting, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));
}
