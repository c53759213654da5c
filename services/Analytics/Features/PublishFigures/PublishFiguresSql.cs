using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.PublishFigures;

internal static class PublishFiguresSql
{
    private const string Keep = """
        insert into publication (landlord, id, title, first_day, last_day, grain, sources, measures, published_at, published_by, answer, csv)
        values (@landlord, @Id, @Title, @FirstDay, @LastDay, @Grain, @sources, @measures, @PublishedAt, @PublishedBy, @answer, @csv)
        """;

    private const string List = """
        select id, title, first_day, last_day, grain, sources, measures, published_at, published_by
        from publication
        where landlord = @landlord
        order by published_at desc, id desc
        limit 500
        """;

    private const string Text = """
        select case when @csv then csv else answer end
        from publication
        where landlord = @landlord and id = @id
        """;

    public static Task KeepAsync(UnitOfWork unit, string landlord, Publication publication, string answer, string csv, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep,
            new
            {
                landlord,
                publication.Id,
                publication.Title,
                publication.FirstDay,
                publication.LastDay,
                publication.Grain,
                sources = publication.Answers[0].Sources.ToArray(),
                measures = publication.Answers.Select(a => a.Measure.Id).ToArray(),
                publication.PublishedAt,
                publication.PublishedBy,
                answer,
                csv,
            },
            unit.Transaction,
            cancellationToken: ct));

    /// <summary>The latest first.</summary>
    public static async Task<List<PublicationRow>> ListAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<PublicationRow>(new CommandDefinition(List, new { landlord }, cancellationToken: ct))).AsList();

    /// <summary>As it was published: JSON or CSV.</summary>
    public static Task<string?> TextAsync(NpgsqlConnection connection, string landlord, Guid id, bool csv, CancellationToken ct) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition(Text, new { landlord, id, csv }, cancellationToken: ct));
}
