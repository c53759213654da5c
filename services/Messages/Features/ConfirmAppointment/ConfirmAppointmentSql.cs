using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.ConfirmAppointment;

internal sealed record VisitRow(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, Guid AppointmentId, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool ChosenByResident, bool Standing, DateTimeOffset AsOf);

internal static class ConfirmAppointmentSql
{
    // An older event that comes later changes nothing.
    private const string Keep = """
        insert into visit (landlord, visit_id, repair_id, household_ref, appointment_id, window_start, window_end, chosen_by_resident, standing, as_of)
        values (@Landlord, @VisitId, @RepairId, @HouseholdRef, @AppointmentId, @WindowStart, @WindowEnd, @ChosenByResident, @Standing, @AsOf)
        on conflict (landlord, visit_id) do update
        set appointment_id = excluded.appointment_id, window_start = excluded.window_start, window_end = excluded.window_end,
            chosen_by_resident = excluded.chosen_by_resident, standing = excluded.standing, as_of = excluded.as_of
        where excluded.as_of > visit.as_of
        """;

    public static Task KeepAsync(UnitOfWork unit, VisitRow visit, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, visit, unit.Transaction, cancellationToken: ct));
}
