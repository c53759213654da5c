using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record PropertyLine(string PropertyRef, string HouseholdRef, string Address, string Patch);

/// <summary>Finds homes by part of an address or reference.</summary>
internal sealed class FindProperty(Database<BookingService> db)
{
    public async Task<IReadOnlyList<PropertyLine>> RunAsync(string landlord, string? q, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await FindPropertySql.FindAsync(connection, landlord, q, limit, ct);
    }
}
