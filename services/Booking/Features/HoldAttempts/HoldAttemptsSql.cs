using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HoldAttemptsSql
{
    private const string Pause = """
        insert into attempts_pause (landlord, request_id, household_ref, paused_at)
        values (@Landlord, @RequestId, @HouseholdRef, @OccurredAt)
        on conflict (landlord, request_id)
        do update set paused_at = excluded.paused_at
        """;

    private const string Resume = """
        insert into attempts_pause (landlord, request_id, household_ref, resumed_at)
        values (@Landlord, @RequestId, @HouseholdRef, @OccurredAt)
        on conflict (landlord, request_id)
        do update set resumed_at = excluded.resumed_at
        """;

    public static Task PauseAsync(UnitOfWork unit, AttemptsPaused e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Pause, new { e.Landlord, e.RequestId, e.HouseholdRef, e.OccurredAt }, unit.Transaction, cancellationToken: ct));

    public static Task ResumeAsync(UnitOfWork unit, AttemptsResumed e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Resume, new { e.Landlord, e.RequestId, e.HouseholdRef, e.OccurredAt }, unit.Transaction, cancellationToken: ct));
}
