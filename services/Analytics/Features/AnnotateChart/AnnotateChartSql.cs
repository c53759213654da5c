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

    public string? TakenBackBy { get; init; }

    /// <summary>Its words went then; null: it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }
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
        where landlord = @landlord and day between @from and @to and taken_back_at is null
        order by day, written_at
        """;

    private const string All = """
        select annotation_id, day, words, ours, author, written_at, taken_back_by, taken_back_at
        from annotation
        where landlord = @landlord
        order by day, written_at
        """;

    private const string TakeBack = """
        update annotation
        set words = '', taken_back_by = @author, taken_back_at = @now
        where landlord = @landlord and annotation_id = @id and taken_back_at is null
        """;

    public static Task InsertAsync(UnitOfWork unit, string landlord, Annotation a, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert, new { landlord, a.AnnotationId, a.Day, a.Words, a.Ours, a.Author, a.WrittenAt }, unit.Transaction, cancellationToken: ct));

    /// <summary>Its words are gone; twice changes nothing.</summary>
    public static Task TakeBackAsync(UnitOfWork unit, string landlord, Guid id, string author, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(TakeBack, new { landlord, id, author, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>All of them, those taken back too.</summary>
    public static async Task<IReadOnlyList<Annotation>> AllAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<Annotation>(new CommandDefinition(All, new { landlord }, cancellationToken: ct))).AsList();

    /// <summary>Those that stand.</summary>
    public static async Task<IReadOnlyList<Annotation>> BetweenAsync(NpgsqlConnection connection, string landlord, DateOnly from, DateOnly to, CancellationToken ct) =>
        (await connection.QueryAsync<Annotation>(new CommandDefinition(Between, new { landlord, from, to }, cancellationToken: ct))).AsList();
}
