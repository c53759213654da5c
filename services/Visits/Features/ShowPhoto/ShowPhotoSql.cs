using Dapper;
using Npgsql;

namespace Repairs.Visits.Features.ShowPhoto;

internal sealed record PhotoOfVisit
{
    public Guid PhotoId { get; init; }

    public string ContentType { get; init; } = "";
}

internal static class ShowPhotoSql
{
    private const string OfVisit = """
        select p.photo_id, p.content_type
        from report r
        join photo p on p.landlord = r.landlord and p.photo_id = r.card_photo_id and p.visit_id = r.visit_id
        where r.landlord = @landlord
        and r.visit_id = @visitId
        and r.superseded_by is null
        """;

    /// <summary>Null where the report that stands has none.</summary>
    public static Task<PhotoOfVisit?> OfVisitAsync(NpgsqlConnection connection, string landlord, Guid visitId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<PhotoOfVisit>(new CommandDefinition(OfVisit, new { landlord, visitId }, cancellationToken: ct));
}
