using System.Collections.Concurrent;
using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// How each landlord offers visits: the configuration, with what its desk changed over it. Kept in memory for at most a second, so that a change needs no
/// restart and two processes agree within a second.
/// </summary>
internal sealed partial class LandlordBookingSettings(Database<BookingService> db, BookingSettings defaults, ILogger<LandlordBookingSettings> log)
{
    private const long LongestMilliseconds = 900;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>What holds for a landlord that changed nothing.</summary>
    public BookingSettings Defaults => defaults;

    public async ValueTask<BookingSettings> ForAsync(string landlord, CancellationToken ct)
    {
        if (Fresh(landlord) is { } known)
            return known;
        await using var connection = await db.OpenAsync(ct);
        return await ReadAsync(connection, null, landlord, ct);
    }

    /// <summary>As the other, on the unit's own connection: whoever holds one never waits for a second.</summary>
    public async ValueTask<BookingSettings> ForAsync(UnitOfWork unit, string landlord, CancellationToken ct) =>
        Fresh(landlord) ?? await ReadAsync(unit.Connection, unit.Transaction, landlord, ct);

    /// <summary>As the other, on a connection that is open already.</summary>
    public async ValueTask<BookingSettings> ForAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, CancellationToken ct) =>
        Fresh(landlord) ?? await ReadAsync(connection, transaction, landlord, ct);

    /// <summary>Forgets what is in memory, after a change here.</summary>
    public void Forget(string landlord) => _known.TryRemove(landlord, out _);

    private BookingSettings? Fresh(string landlord) =>
        _known.TryGetValue(landlord, out var known) && Environment.TickCount64 - known.ReadAt < LongestMilliseconds ? known.Settings : null;

    private async Task<BookingSettings> ReadAsync(NpgsqlConnection connection, IDbTransaction? transaction, string landlord, CancellationToken ct)
    {
        var readAt = Environment.TickCount64;
        var row = await LandlordSettingSql.NewestAsync(connection, transaction, landlord, ct);
        var version = row?.Version ?? 0;
        var settings = _known.TryGetValue(landlord, out var before) && before.Version == version ? before.Settings : Merge(landlord, row);
        _known[landlord] = new Known(version, settings, readAt);
        return settings;
    }

    // The configuration may have changed since the desk's settings were checked: what no longer fits together is left out as a whole.
    private BookingSettings Merge(string landlord, LandlordSettingRow? row)
    {
        if (row is null)
            return defaults;
        var merged = row.Overrides.On(defaults);
        if (merged.FaultsByName().Select(f => f.Name).FirstOrDefault() is not { } wrong)
            return merged;
        LeftOut(landlord, row.Version, wrong);
        return defaults;
    }

    [LoggerMessage(LogLevel.Warning, "Settings version {Version} of landlord {Landlord} do not fit the configuration ({Setting}): the configuration holds until the desk changes them")]
    private partial void LeftOut(string landlord, int version, string setting);

    private sealed record Known(int Version, BookingSettings Settings, long ReadAt);
}
