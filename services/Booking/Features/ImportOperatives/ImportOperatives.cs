using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record ImportedOperative(string Contractor, string OperativeRef, string Name, string Trades, string Patches, double? Lat, double? Lon);

/// <summary>Takes the people a landlord may send: who they are at their contractor, what they can do, and on which of this landlord's patches.</summary>
internal sealed class ImportOperatives(BusinessClock clock)
{
    private static readonly IReadOnlyList<string> Columns = ["operativeRef", "contractor", "name", "trades", "patches"];

    public Task<Answer<Imported>> RunAsync(UnitOfWork unit, string landlord, Stream file, CancellationToken ct)
    {
        var seen = new Dictionary<(string, string), int>();
        return Importing.RunAsync(unit, landlord, "operatives", file, Columns, clock.GetUtcNow(),
            row => Read(row, seen), batch => ImportOperativesSql.WriteAsync(unit, landlord, batch, ct), ct);
    }

    internal static (ImportedOperative? Record, string? Reason) Read(CsvRow row, Dictionary<(string, string), int> seen)
    {
        var reason = Importing.Missing(row, 100, "operativeRef", "contractor") ?? Importing.Missing(row, 200, "name") ?? Importing.Missing(row, 1000, "trades", "patches");
        double? lat = null, lon = null;
        reason ??= Importing.Place(row, out lat, out lon);
        var operative = new ImportedOperative(
            row["contractor"], row["operativeRef"], row["name"], Importing.List(row["trades"], lower: true), Importing.List(row["patches"], lower: false), lat, lon);
        if (reason is null && operative.Trades.Length == 0)
            reason = "trades is missing.";
        if (reason is null && operative.Patches.Length == 0)
            reason = "patches is missing.";
        if (reason is null && !seen.TryAdd((operative.Contractor, operative.OperativeRef), row.Line))
            reason = $"contractor and operativeRef are the same as on line {seen[(operative.Contractor, operative.OperativeRef)]}.";
        return reason is null ? (operative, null) : (null, reason);
    }
}
