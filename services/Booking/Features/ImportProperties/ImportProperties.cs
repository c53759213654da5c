using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record ImportedProperty(string PropertyRef, string HouseholdRef, string Address, string Patch, double? Lat, double? Lon);

/// <summary>Takes homes and households from a landlord's system. A reference that is known already is brought up to date.</summary>
internal sealed class ImportProperties : IImport
{
    public IReadOnlyList<string> Columns { get; } = ["propertyRef", "householdRef", "address", "patch", "lat", "lon"];

    public Task<ImportPass> StartAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string kind, CancellationToken ct) =>
        Task.FromResult<ImportPass>(new Pass(landlord));

    private sealed class Pass(string landlord) : ImportPass
    {
        private readonly Dictionary<string, int> _properties = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _households = new(StringComparer.Ordinal);

        public override Judged Judge(CsvRow row)
        {
            var reason = Importing.Missing(row, 100, "propertyRef", "householdRef", "patch") ?? Importing.Missing(row, 500, "address");
            double? lat = null, lon = null;
            reason ??= Importing.Place(row, out lat, out lon);
            if (reason is null && _properties.TryGetValue(row["propertyRef"], out var line))
                reason = $"propertyRef is the same as on line {line}.";
            if (reason is null && _households.TryGetValue(row["householdRef"], out line))
                reason = $"householdRef is the same as on line {line}.";
            if (reason is not null)
                return Judged.Wrong(row, reason);
            _properties[row["propertyRef"]] = _households[row["householdRef"]] = row.Line;
            return new Judged(row.Line, new ImportedProperty(row["propertyRef"], row["householdRef"], row["address"], row["patch"], lat, lon), null);
        }

        public override async Task<IReadOnlyList<RowNote>> WriteAsync(UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            await ImportPropertiesSql.WriteAsync(unit, landlord, [.. rows.Select(r => (ImportedProperty)r.Record!)], ct);
            return [];
        }
    }
}
