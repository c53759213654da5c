using Dapper;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.CloseFollowUp;

internal static class CloseFollowUpSql
{
    private const string Save = """
        update follow_up
        set state = 'closed', closed_at = @now, closed_by = @by, outcome = @outcome, reason = @reason, contact_made = @Reached, supervisor = @supervisor
        where landlord = @Landlord and follow_up_id = @FollowUpId
        """;

    public static Task SaveAsync(UnitOfWork unit, FollowUpRow f, string outcome, string reason, string? supervisor, string by, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { f.Landlord, f.FollowUpId, f.Reached, outcome, reason, supervisor, by, now }, unit.Transaction, cancellationToken: ct));
}
