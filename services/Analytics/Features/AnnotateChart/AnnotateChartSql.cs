using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.AnnotateChart;

/// <summary>Something that happened and may show in the figures.</summary>
internal sealed class Annotation
{
    public Guid AnnotationId { get; init; }

    public DateOnly Day { get; init; }

    public string Words { get; init; } = "";

    /// <summary>A change we made; else something outside (weather, a holiday, a strike).</summary>
    public bool Ours { get; init; }

    /// <summary>Who wrote it, from the sign-in.</summary>
    public string Author { get; init; } = "";

    public DateTimeOffset WrittenAt { get; init; }
}

internal static class AnnotateChartSql
{
    private const string Insert = """
        insert into annotation (landlord, annotation_id, day, words, ours, author, written_at)
        values (@landlord, @AnnotationId, @Day, @Words, @Ours, @Author, @WrittenAt)
        on conflict do nothing
        """;

    private const string Between = """
        select annotation_id, day, words, ours, author, written_at
        from annotation
        where landlord = @landlord and day between @from and @to
        order by day, written_at
        """;

    public static Task InsertAsync(UnitOfWork unit, string landlord, Annotation a, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord, a.AnnotationId, a.Day, a.Words, a.Ours, a.Author, a.WrittenAt }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<Annotation>> BetweenAsync(NpgsqlConnection connection, string landlord, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await connection.QueryAsync<Annotation>(new CommandDefinition(Between, new { landlord, from, to }, cancellationToken: ct))).AsList();
}
