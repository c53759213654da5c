using Dapper;
using Repairs.Platform;

namespace Repairs.Needs.Features.WithdrawAdjustment;

internal sealed record Withdrawn
{
    public string Code { get; init; } = "";

    public bool Fresh { get; init; }
}

internal static class WithdrawAdjustmentSql
{
    private const string Withdraw = """
        with found as (
          select landlord, adjustment_id, code, withdrawn_at is null as fresh
          from adjustment
          where landlord = @landlord
          and household_ref = @householdRef
          and adjustment_id = @adjustmentId
          for update),
        ended as (
          update adjustment a
          set withdrawn_at = @now, withdrawn_by = @by
          from found f
          where a.landlord = f.landlord
          and a.adjustment_id = f.adjustment_id
          and f.fresh)
        select code, fresh
        from found
        """;

    /// <summary>Null: unknown for this household.</summary>
    public static Task<Withdrawn?> WithdrawAsync(UnitOfWork unit, string landlord, string householdRef, Guid adjustmentId, string by, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Withdrawn>(new CommandDefinition(
            Withdraw, new { landlord, householdRef, adjustmentId, by, now }, unit.Transaction, cancellationToken: ct));
}
