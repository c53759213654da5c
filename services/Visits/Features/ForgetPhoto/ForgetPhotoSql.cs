using Dapper;
using Repairs.Platform;

namespace Repairs.Visits.Features.ForgetPhoto;

/// <summary>A photo whose time is over.</summary>
internal sealed record PhotoToForget
{
    public string Landlord { get; init; } = "";

    public Guid PhotoId { get; init; }
}

internal static class ForgetPhotoSql
{
    private const string Claim = """
        select p.landlord, p.photo_id
        from photo p
        where p.received_at <= @ordinary
        and (
          p.received_at <= @hazard
          or not exists (
            select 1
            from report r
            where r.landlord = p.landlord
            and r.visit_id = p.visit_id
            and 'DO30' = any(r.observed)))
        order by p.received_at
        limit 100
        for update of p skip locked
        """;

    private const string Remove = """
        delete from photo
        where landlord = @Landlord
        and photo_id = @PhotoId
        """;

    public static async Task<List<PhotoToForget>> ClaimAsync(UnitOfWork unit, DateTimeOffset now, VisitsSettings settings, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<PhotoToForget>(new CommandDefinition(
            Claim, new { ordinary = now.AddDays(-settings.PhotoDays), hazard = now.AddDays(-settings.HazardPhotoDays) }, unit.Transaction, cancellationToken: ct))).AsList();

    public static Task RemoveAsync(UnitOfWork unit, PhotoToForget photo, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Remove, photo, unit.Transaction, cancellationToken: ct));
}
