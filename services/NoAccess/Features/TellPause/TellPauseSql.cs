using Dapper;
using Npgsql;

namespace Repairs.NoAccess.TellPause;

internal static class TellPauseSql
{
    private const string IsPaused = """
        select exists (
          select 1
          from decision
          where landlord = @landlord and household_ref = @household
            and kind in ('person-asks', 'follow-up') and paused_until is null)
        """;

    public static Task<bool> IsPausedAsync(NpgsqlConnection connection, string landlord, string household, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsPaused, new { landlord, household }, cancellationToken: ct));
}
