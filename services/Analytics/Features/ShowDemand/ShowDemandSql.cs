using Dapper;
using Npgsql;

namespace Repairs.Analytics.Features.ShowDemand;

/// <summary>Contacts with a code, or with none.</summary>
internal sealed class CodeCount
{
    /// <summary>Null: not coded.</summary>
    public string? Code { get; init; }

    public long N { get; init; }
}

/// <summary>How often two people chose this pair of codes for the same contact.</summary>
internal sealed class CodePair
{
    public string First { get; init; } = "";

    public string Second { get; init; } = "";

    public int N { get; init; }
}

internal static class ShowDemandSql
{
    private const string Codes = """
        select code, count(*) as n
        from event
        where landlord = @landlord and source = any(@sources) and type = 'ContactReceived' and state = 0
          and day between @from and @to
        group by code
        """;

    private const string Pairs = """
        select body ->> 'firstCode' as first, body ->> 'secondCode' as second, count(*)::int as n
        from event
        where landlord = @landlord and source = any(@sources) and type = 'ContactCodedTwice' and state = 0
          and day between @from and @to
        group by 1, 2
        """;

    public static async Task<IReadOnlyList<CodeCount>> CodesAsync(NpgsqlConnection connection, string landlord, string[] sources, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await connection.QueryAsync<CodeCount>(new CommandDefinition(Codes, new { landlord, sources, from, to }, cancellationToken: ct))).AsList();

    public static async Task<IReadOnlyList<CodePair>> PairsAsync(NpgsqlConnection connection, string landlord, string[] sources, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await connection.QueryAsync<CodePair>(new CommandDefinition(Pairs, new { landlord, sources, from, to }, cancellationToken: ct))).AsList();
}
