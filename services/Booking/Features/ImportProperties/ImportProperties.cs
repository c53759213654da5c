using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record ImportedProperty(string PropertyRef, string HouseholdRef, string Address, string Patch, double? Lat, double? Lon);

/// <summary>Takes homes and households from a landlord's system. A reference that is known already is brought up to date.</summary>
internal sealed class ImportProperties(BusinessClock clock)
{
    private static readonly IReadOnlyList<string> Columns = ["propertyRef", "householdRef", "address", "patch", "lat", "lon"];

    public Task<Answer<Imported>> RunAsync(UnitOfWork unit, string landlord, Stream file, CancellationToken ct)
    {
        var properties = new Dictionary<string, int>(StringComparer.Ordinal);
        var households = new Dictionary<string, int>(StringComparer.Ordinal);
        return Importing.RunAsync(unit, landlord, "properties", file, Columns, clock.GetUtcNow(),
            row => Read(row, properties, households), batch => ImportPropertiesSql.WriteAsync(unit, landlord, batch, ct), ct);
    }

    internal static (ImportedProperty? Record, string? Reason) Read(CsvRow row, Dictionary<string, int> properties, Dictionary<string, int> households)
    {
        var reason = Importing.Missing(row, 100, "propertyRef", "householdRef", "patch") ?? Importing.Missing(row, 500, "address");
        double? lat = null, lon = null;
        reason ??= Importing.Place(row, out lat, out lon);
        if (reason is null && properties.TryGetValue(row["propertyRef"], out var line))
            reason = $"propertyRef is the same as on line {line}.";
        if (reason is null && households.TryGetValue(row["householdRef"], out line))
            reason = $"householdRef is the same as on line {line}.";
        if (reason is not null)
            return (null, reason);
        properties[row["propertyRef"]] = households[row["householdRef"]] = row.Line;
        return (new ImportedProperty(row["propertyRef"], row["householdRef"], row["address"], row["patch"], lat, lon), null);
    }
}
