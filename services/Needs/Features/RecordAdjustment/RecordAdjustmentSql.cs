using Dapper;
using Repairs.Platform;

namespace Repairs.Needs.Features.RecordAdjustment;

internal static class RecordAdjustmentSql
{
    private const string Insert = """
        insert into adjustment (
          landlord, adjustment_id, household_ref, code, words, door_words, seen_by, consent_how, consent_at, basis_kind, basis_why, wait_minutes, people,
          not_before, not_after, avoid_dates, operative_gender, language, no_photos, recorded_by, recorded_at, review_by)
        values (
          @landlord, @adjustmentId, @householdRef, @Code, @Words, @DoorWords, @SeenBy, @ConsentHow, @ConsentAt, @BasisKind, @BasisWhy, @WaitMinutes, @People,
          @NotBefore, @NotAfter, @AvoidDates, @OperativeGender, @Language, @NoPhotos, @recordedBy, @now, @ReviewBy)
        on conflict (landlord, adjustment_id) do nothing
        """;

    /// <summary>False where this very adjustment is kept already: a form sent twice.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, string landlord, string householdRef, Guid adjustmentId, RecordedAdjustment a, string recordedBy, DateTimeOffset now, CancellationToken ct)
    {
        var parameters = new DynamicParameters(a);
        parameters.AddDynamicParams(new { landlord, adjustmentId, householdRef, recordedBy, now });
        return await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, parameters, unit.Transaction, cancellationToken: ct)) == 1;
    }
}
