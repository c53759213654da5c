using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class ChangeReasonSql
{
    private const string Keep = """
        update appointment
        set reason = @reason, note = coalesce(@note, note)
        where landlord = @Landlord and appointment_id = @appointmentId and status in ('changed', 'cancelled')
        """;

    /// <summary>Keeps why a visit that no longer stands was changed or cancelled.</summary>
    public static Task KeepAsync(UnitOfWork unit, RepairKey key, Guid? appointmentId, string? reason, string? note, CancellationToken ct) =>
        reason is null || appointmentId is null ? Task.CompletedTask : unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { key.Landlord, appointmentId, reason, note = string.IsNullOrWhiteSpace(note) ? null : note.Trim() }, unit.Transaction, cancellationToken: ct));
}
