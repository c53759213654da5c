using Dapper;
using Repairs.Platform;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.AgreeHelp;

internal static class AgreeHelpSql
{
    private const string Save = """
        update follow_up
        set would_help = @words
        where landlord = @Landlord and follow_up_id = @FollowUpId
        """;

    public static Task SaveAsync(UnitOfWork unit, FollowUpRow f, string words, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Save, new { f.Landlord, f.FollowUpId, words }, unit.Transaction, cancellationToken: ct));
}
