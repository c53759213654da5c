using Dapper;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AssignFollowUp;

internal static class AssignFollowUpSql
{
    private const string Save = """
        update follow_up
        set owner = @owner, risk = @risk, due_by = @due
        where landlord = @Landlord and follow_up_id = @FollowUpId
        """;

    public static Task SaveAsync(UnitOfWork unit, FollowUpRow f, string owner, string risk, DateTimeOffset due, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { f.Landlord, f.FollowUpId, owner, risk, due }, unit.Transaction, cancellationToken: ct));
}
