using Dapper;
using Npgsql;
using NpgsqlTypes;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ListRejected;

/// <summary>A file some lines of which could not be read.</summary>
internal sealed class BrokenIntake
{
    public long Intake { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public long Lines { get; init; }
}

internal static class ListRejectedSql
{
    private const string Forget = """
        delete from rejected_line
        where received_at < @before
        """;

    private const string Copy = "copy rejected_line (landlord, intake, line, reason, received_at) from stdin (format binary)";

    private const string Of = """
        select line, reason
        from rejected_line
        where landlord = @landlord and intake = @intake
        order by line
        """;

    private const string Latest = """
        select intake, received_at, count(*) as lines
        from rejected_line
        where landlord = @landlord
        group by intake, received_at
        order by intake desc
        limit 20
        """;

    public static Task ForgetAsync(UnitOfWork unit, DateTimeOffset before, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Forget, new { before }, unit.Transaction, cancellationToken: ct));

    public static async Task KeepAsync(UnitOfWork unit, string landlord, long intake, IReadOnlyList<Doubt> rejected, DateTimeOffset now, CancellationToken ct)
    {
        await using var copy = await unit.Connection.BeginBinaryImportAsync(Copy, ct);
        foreach (var line in rejected)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(landlord, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(intake, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(line.Line, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(line.Reason, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>Read as they are written out, so that memory stays flat.</summary>
    public static IAsyncEnumerable<Doubt> ReadAsync(NpgsqlConnection connection, string landlord, long intake) =>
        connection.QueryUnbufferedAsync<Doubt>(Of, new { landlord, intake });

    public static async Task<IReadOnlyList<BrokenIntake>> LatestAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<BrokenIntake>(new CommandDefinition(Latest, new { landlord }, cancellationToken: ct))).AsList();
}
