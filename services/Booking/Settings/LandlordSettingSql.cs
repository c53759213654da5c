using System.Data;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One version of what a landlord changed.</summary>
internal sealed class LandlordSettingRow
{
    public int Version { get; init; }

    public string Settings { get; init; } = "{}";

    /// <summary>The role of whoever changed it.</summary>
    public string ChangedBy { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }

    public LandlordOverrides Overrides => LandlordOverrides.FromJson(Settings);
}

internal static class LandlordSettingSql
{
    private const string Newest = """
        select version, settings::text as settings, changed_by, changed_at
        from landlord_setting
        where landlord = @landlord
        order by version desc
        limit @most
        """;

    private const string Insert = """
        insert into landlord_setting (landlord, version, settings, changed_by, changed_at)
        values (@landlord, @version, @settings::jsonb, @by, @now)
        on conflict do nothing
        """;

    public static async Task<LandlordSettingRow?> NewestAsync(NpgsqlConnection connection, IDbTransaction? transaction, string landlord, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<LandlordSettingRow?>(new CommandDefinition(Newest, new { landlord, most = 1 }, transaction, cancellationToken: ct));

    /// <summary>The last versions, the newest first.</summary>
    public static async Task<IReadOnlyList<LandlordSettingRow>> HistoryAsync(NpgsqlConnection connection, string landlord, int most, CancellationToken ct) =>
        (await connection.QueryAsync<LandlordSettingRow>(new CommandDefinition(Newest, new { landlord, most }, cancellationToken: ct))).AsList();

    /// <summary>False when somebody else wrote this version first.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, string landlord, int version, string settings, string by, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { landlord, version, settings, by, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
