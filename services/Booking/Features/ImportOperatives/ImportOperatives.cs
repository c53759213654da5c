using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <param name="Gender">What the person chose to state; empty: nothing, null: the file does not speak of it.</param>
internal sealed record ImportedOperative(string Contractor, string OperativeRef, string Name, string Trades, string Patches, double? Lat, double? Lon, string? Gender);

/// <summary>Takes the people a landlord may send: who they are at their contractor, what they can do, and on which of this landlord's patches.</summary>
internal sealed class ImportOperatives(LandlordBookingSettings settings) : IImport
{
    public IReadOnlyList<string> Columns { get; } = ["operativeRef", "contractor", "name", "trades", "patches"];

    public async Task<ImportPass> StartAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string kind, CancellationToken ct) =>
        new Pass(landlord, (await settings.ForAsync(connection, transaction, landlord, ct)).TravelMinutes);

    private sealed class Pass(string landlord, int travelMinutes) : ImportPass
    {
        private readonly Dictionary<(string, string), int> _seen = [];

        public override Judged Judge(CsvRow row)
        {
            var reason = Importing.Missing(row, 100, "operativeRef", "contractor") ?? Importing.Missing(row, 200, "name") ?? Importing.Missing(row, 1000, "trades", "patches");
            double? lat = null, lon = null;
            reason ??= Importing.Place(row, out lat, out lon);
            var operative = new ImportedOperative(
                row["contractor"], row["operativeRef"], row["name"], Importing.List(row["trades"], lower: true), Importing.List(row["patches"], lower: false), lat, lon, row.Columns.ContainsKey("gender") ? row["gender"].ToLowerInvariant() : null);
            if (reason is null && operative.Trades.Length == 0)
                reason = "trades is missing.";
            if (reason is null && operative.Patches.Length == 0)
                reason = "patches is missing.";
            if (reason is null && operative.Gender is not (null or "" or "female" or "male"))
                reason = "gender is female or male where the person chose to state it, and empty otherwise.";
            if (reason is null && !_seen.TryAdd((operative.Contractor, operative.OperativeRef), row.Line))
                reason = $"contractor and operativeRef are the same as on line {_seen[(operative.Contractor, operative.OperativeRef)]}.";
            return reason is not null ? Judged.Wrong(row, reason)
                : new Judged(row.Line, operative, null, lat is null ? $"No place on the map is given: travel from where they start is taken as {travelMinutes} minutes." : null);
        }

        public override async Task<IReadOnlyList<RowNote>> WriteAsync(UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            await ImportOperativesSql.WriteAsync(unit, landlord, [.. rows.Select(r => (ImportedOperative)r.Record!)], ct);
            return [];
        }
    }
}
