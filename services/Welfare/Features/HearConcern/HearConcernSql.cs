using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Welfare.HearConcern;

internal static class HearConcernSql
{
    private const string Raise = """
        update follow_up
        set risk = case when risk = 'Immediate' then risk else @risk end,
          due_by = least(due_by, @due),
          weight = 2,
          because = case when 'welfare-concern' = any(because) then because else array_append(because, 'welfare-concern') end
        where landlord = @landlord and household_ref = @household and kind = 'follow-up' and state = 'open'
        """;

    public static Task RaiseAsync(UnitOfWork unit, string landlord, string household, Risk risk, DateTimeOffset due, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Raise, new { landlord, household, risk = risk.ToString(), due }, unit.Transaction, cancellationToken: ct));
}
