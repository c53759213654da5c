using Dapper;
using Npgsql;
using Repairs.Analytics.Features.CountFacts;

namespace Repairs.Analytics.Features.ShowDemand;

internal static class ShowDemandSql
{
    private const string TellsParts = """
        select exists (
          select from rollup
          where landlord = @landlord and source = any(@sources) and dimension = @dimension and counter = any(@counters) and value <> '' and n > 0)
        """;

    /// <summary>Whether any contact of these sources says its patch, or its trade.</summary>
    public static Task<bool> TellsPartsAsync(NpgsqlConnection connection, string landlord, string[] sources, string dimension, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            TellsParts, new { landlord, sources, dimension, counters = new[] { Counters.Coded, Counters.Uncoded } }, cancellationToken: ct));
}
