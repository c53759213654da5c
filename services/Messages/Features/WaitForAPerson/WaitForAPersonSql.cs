using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.WaitForAPerson;

/// <summary>One fact about one request to a person.</summary>
internal sealed record PauseNote(string Landlord, Guid RequestId, string HouseholdRef, DateTimeOffset? PausedAt = null, DateTimeOffset? ResumedAt = null, DateTimeOffset? DueBy = null);

internal static class WaitForAPersonSql
{
    private const string Note = """
        insert into attempt_pause (landlord, request_id, household_ref, paused_at, resumed_at, due_by)
        values (@Landlord, @RequestId, @HouseholdRef, @PausedAt, @ResumedAt, @DueBy)
        on conflict (landlord, request_id) do update
        set paused_at = least(attempt_pause.paused_at, excluded.paused_at),
            resumed_at = greatest(attempt_pause.resumed_at, excluded.resumed_at),
            due_by = coalesce(excluded.due_by, attempt_pause.due_by),
            noted_at = case when attempt_pause.paused_at is null then excluded.noted_at else attempt_pause.noted_at end
        """;

    private const string LookAgain = """
        update message
        set state = 'pending', because = null, why = null, next_try_at = @now
        where landlord = @landlord and household_ref = @household and state = 'held' and because = @because
        """;

    public static Task NoteAsync(UnitOfWork unit, PauseNote note, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Note, note, unit.Transaction, cancellationToken: ct));

    public static Task LookAgainAsync(UnitOfWork unit, string landlord, string household, string because, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(LookAgain, new { landlord, household, because, now }, unit.Transaction, cancellationToken: ct));
}
