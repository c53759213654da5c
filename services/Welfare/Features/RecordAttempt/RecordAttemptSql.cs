using Dapper;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.RecordAttempt;

internal static class RecordAttemptSql
{
    private const string Save = """
        insert into attempt (landlord, attempt_id, follow_up_id, how, reached, learned, by, at)
        values (@Landlord, @attempt, @FollowUpId, @how, @reached, @learned, @by, @now)
        on conflict (landlord, attempt_id) do nothing
        """;

    private const string SaveReason = """
        insert into reason (landlord, reason_id, visit_id, household_ref, code, words, learned_by, at)
        values (@Landlord, @reason, @visit, @HouseholdRef, @code, @words, @by, @now)
        """;

    /// <summary>False where it is saved already.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork unit, FollowUpRow f, Guid attempt, string how, bool reached, string? learned, string by, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { f.Landlord, attempt, f.FollowUpId, how, reached, learned, by, now }, unit.Transaction, cancellationToken: ct)) == 1;

    public static Task SaveReasonAsync(UnitOfWork unit, FollowUpRow f, Guid visit, string code, string? words, string by, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SaveReason, new { f.Landlord, reason = Guid.CreateVersion7(), visit, f.HouseholdRef, code, words, by, now }, unit.Transaction, cancellationToken: ct));
}
