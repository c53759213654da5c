using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A resident's link opens one repair: its choices, visits and feedback, and nothing more. Opening it changes nothing.</summary>
internal sealed class ResidentLinks(Database<BookingService> db, SignedLink links, PlatformSettings settings)
{
    /// <summary>The repair a token opens; null where it is not ours, or a newer link replaced it.</summary>
    public async Task<RepairKey?> OpenAsync(string? token, CancellationToken ct)
    {
        if (links.Read(token) is not { } read)
            return null;
        await using var connection = await db.OpenAsync(ct);
        return await RepairSql.FindLinkAsync(connection, read.Id, ct) is { } row && row.LinkVersion == read.Version
            ? new RepairKey(row.Landlord, row.RepairId)
            : null;
    }

    /// <summary>The link as an absolute address.</summary>
    public string AddressOf(Guid repairId, int version) => $"{settings.PublicUrl.TrimEnd('/')}/r/{links.Make(repairId, version)}";
}
