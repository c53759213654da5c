using System.Text.Json;
using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Messages.Features.ConfirmAppointment;

internal sealed record VisitRow(string Landlord, Guid VisitId, Guid RepairId, string HouseholdRef, Guid AppointmentId, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool ChosenByResident, bool Standing, DateTimeOffset AsOf);

/// <summary>Instants of a window, and those that the same local times are since.</summary>
internal sealed class SameTimesRow
{
    public DateTimeOffset WasStart { get; init; }

    public DateTimeOffset WasEnd { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }
}

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

    // Neither when the window was set nor which appointment it is of: both are as they were told.
    private const string Follow = """
        insert into same_times (landlord, visit_id, was_start, was_end, window_start, window_end, at)
        values (@Landlord, @VisitId, @PreviousWindowStart, @PreviousWindowEnd, @WindowStart, @WindowEnd, @OccurredAt)
        on conflict do nothing;

        update visit
        set window_start = @WindowStart, window_end = @WindowEnd
        where landlord = @Landlord and visit_id = @VisitId and window_start = @PreviousWindowStart and window_end = @PreviousWindowEnd;

        update message
        set facts = facts || @facts::jsonb
        where landlord = @Landlord
          and household_ref = @HouseholdRef
          and visit_id = @VisitId
          and state in ('pending', 'sending', 'held', 'unknown')
          and (facts ->> 'windowStart')::timestamptz = @PreviousWindowStart
          and (facts ->> 'windowEnd')::timestamptz = @PreviousWindowEnd;
        """;

    private const string SameTimes = """
        select was_start, was_end, window_start, window_end
        from same_times
        where landlord = @landlord and visit_id = @visitId and at > @asOf
        order by at
        """;

    public static Task FollowAsync(UnitOfWork unit, AppointmentChanged e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Follow, new
        {
            e.Landlord, e.HouseholdRef, e.VisitId, e.PreviousWindowStart, e.PreviousWindowEnd, e.WindowStart, e.WindowEnd, e.OccurredAt,
            facts = JsonSerializer.Serialize(new { e.WindowStart, e.WindowEnd }, Json.Options),
        }, unit.Transaction, cancellationToken: ct));

    public static Task<IEnumerable<SameTimesRow>> SameTimesAsync(UnitOfWork unit, string landlord, Guid visitId, DateTimeOffset asOf, CancellationToken ct) =>
        unit.Connection.QueryAsync<SameTimesRow>(new CommandDefinition(SameTimes, new { landlord, visitId, asOf }, unit.Transaction, cancellationToken: ct));

    public static Task KeepAsync(UnitOfWork unit, VisitRow visit, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, visit, unit.Transaction, cancellationToken: ct));
}
