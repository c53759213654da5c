using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.SplitLimits;

/// <summary>A day from which a measure's limits are worked out anew, by whom and why.</summary>
internal sealed class Split
{
    public DateOnly Day { get; init; }

    public string Reason { get; init; } = "";

    public string Author { get; init; } = "";

    public DateTimeOffset DecidedAt { get; init; }

    public string? TakenBackBy { get; init; }

    public DateTimeOffset? TakenBackAt { get; init; }
}

internal static class SplitLimitsSql
{
    private const string Insert = """
        insert into rebase (landlord, source, measure_id, day, reason, author, decided_at)
        values (@landlord, @source, @measure, @Day, @Reason, @Author, @DecidedAt)
        on conflict (landlord, source, measure_id, day) do update
        set reason = excluded.reason, author = excluded.author, decided_at = excluded.decided_at, taken_back_by = null, taken_back_at = null
        where rebase.taken_back_at is not null
        """;

    private const string TakeBack = """
        update rebase
        set reason = '', taken_back_by = @author, taken_back_at = @now
        where landlord = @landlord and source = @source and measure_id = @measure and day = @day and taken_back_at is null
        """;

    private const string Of = """
        select day, reason, author, decided_at, taken_back_by, taken_back_at
        from rebase
        where landlord = @landlord and source = @source and measure_id = @measure
        order by day
        """;

    /// <summary>The same day twice changes nothing, unless it was taken back between.</summary>
    public static Task InsertAsync(UnitOfWork unit, string landlord, string source, string measure, Split s, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord, source, measure, s.Day, s.Reason, s.Author, s.DecidedAt }, unit.Transaction, cancellationToken: ct));

    /// <summary>Its reason goes; that there was a split, and who took it back, stays.</summary>
    public static Task TakeBackAsync(UnitOfWork unit, string landlord, string source, string measure, DateOnly day, string author, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(TakeBack, new { landlord, source, measure, day, author, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>All of them, those taken back too.</summary>
    public static async Task<IReadOnlyList<Split>> OfAsync(NpgsqlConnection connection, string landlord, string source, string measure, CancellationToken ct) =>
        (await connection.QueryAsync<Split>(new CommandDefinition(Of, new { landlord, source, measure }, cancellationToken: ct))).AsList();
}
