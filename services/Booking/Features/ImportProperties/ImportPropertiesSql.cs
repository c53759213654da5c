using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class ImportPropertiesSql
{
    private const string Write = """
        with given as (
          select g.property_ref, g.household_ref, g.address, g.patch, g.lat, g.lon
          from unnest(@propertyRefs, @householdRefs, @addresses, @patches, @lats, @lons) as g (property_ref, household_ref, address, patch, lat, lon)
        ),
        homes as (
          insert into property (landlord, property_ref, address, patch, lat, lon)
          select @landlord, property_ref, address, patch, lat, lon
          from given
          on conflict (landlord, property_ref)
          do update set address = excluded.address, patch = excluded.patch, lat = excluded.lat, lon = excluded.lon
        )
        insert into household (landlord, household_ref, property_ref)
        select @landlord, household_ref, property_ref
        from given
        on conflict (landlord, household_ref)
        do update set property_ref = excluded.property_ref
        """;

    public static Task WriteAsync(UnitOfWork unit, string landlord, IReadOnlyList<ImportedProperty> batch, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Write, new
        {
            landlord,
            propertyRefs = batch.Select(p => p.PropertyRef).ToArray(),
            householdRefs = batch.Select(p => p.HouseholdRef).ToArray(),
            addresses = batch.Select(p => p.Address).ToArray(),
            patches = batch.Select(p => p.Patch).ToArray(),
            lats = batch.Select(p => p.Lat).ToArray(),
            lons = batch.Select(p => p.Lon).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
}
