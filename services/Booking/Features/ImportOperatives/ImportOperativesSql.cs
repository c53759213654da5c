using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class ImportOperativesSql
{
    private const string Write = """
        with given as (
          select g.contractor, g.operative_ref, g.name, g.trades, g.patches, g.lat, g.lon, g.gender
          from unnest(@contractors, @refs, @names, @trades, @patches, @lats, @lons, @genders) as g (contractor, operative_ref, name, trades, patches, lat, lon, gender)
        ),
        people as (
          insert into operative (contractor, operative_ref, name, trades, lat, lon, gender)
          select contractor, operative_ref, name, string_to_array(trades, ';'), lat, lon, nullif(gender, '')
          from given
          on conflict (contractor, operative_ref)
          do update set name = excluded.name, trades = excluded.trades, lat = excluded.lat, lon = excluded.lon, gender = case when @speaks then excluded.gender else operative.gender end
          returning operative_id, contractor, operative_ref
        )
        insert into operative_patch (landlord, operative_id, patches)
        select @landlord, p.operative_id, string_to_array(g.patches, ';')
        from people p
        join given g on g.contractor = p.contractor and g.operative_ref = p.operative_ref
        on conflict (landlord, operative_id)
        do update set patches = excluded.patches
        """;

    public static Task WriteAsync(UnitOfWork unit, string landlord, IReadOnlyList<ImportedOperative> batch, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Write, new
        {
            landlord,
            contractors = batch.Select(o => o.Contractor).ToArray(),
            refs = batch.Select(o => o.OperativeRef).ToArray(),
            names = batch.Select(o => o.Name).ToArray(),
            trades = batch.Select(o => o.Trades).ToArray(),
            patches = batch.Select(o => o.Patches).ToArray(),
            lats = batch.Select(o => o.Lat).ToArray(),
            lons = batch.Select(o => o.Lon).ToArray(),
            speaks = batch.Any(o => o.Gender is not null),
            genders = batch.Select(o => o.Gender).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
}
