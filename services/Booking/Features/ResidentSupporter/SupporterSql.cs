using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A link for somebody who helps.</summary>
internal sealed class SupporterLink
{
    public Guid SupporterId { get; init; }

    public Guid RepairId { get; init; }

    public int LinkVersion { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What somebody did with such a link.</summary>
internal sealed class SupporterDeed
{
    public string Deed { get; init; } = "";

    public DateTimeOffset At { get; init; }
}

internal static class SupporterSql
{
    /// <summary>The version in the link's token: ending a link is a date, not another version.</summary>
    public const int TokenVersion = 1;

    // A new resident's link ends the supporter's too: it stands only with the version it was made beside.
    private const string Open = """
        select s.supporter_id, s.repair_id, r.link_version, s.expires_at
        from supporter_link s
        join repair r on r.landlord = s.landlord and r.repair_id = s.repair_id and r.link_version = s.link_version
        where s.supporter_id = @id
          and @version = 1
          and s.ended_at is null
          and s.expires_at > @now
        """;

    private const string Standing = """
        select s.supporter_id, s.repair_id, s.link_version, s.expires_at
        from supporter_link s
        join repair r on r.landlord = s.landlord and r.repair_id = s.repair_id and r.link_version = s.link_version
        where s.landlord = @Landlord and s.repair_id = @RepairId and s.ended_at is null and s.expires_at > @now
        order by s.made_at desc
        limit 1
        """;

    private const string Make = """
        update supporter_link
        set ended_at = @now
        where landlord = @Landlord and repair_id = @RepairId and ended_at is null and expires_at <= @now;

        insert into supporter_link (landlord, supporter_id, repair_id, link_version, made_at, expires_at)
        select r.landlord, @id, r.repair_id, r.link_version, @now, @expiresAt
        from repair r
        where r.landlord = @Landlord and r.repair_id = @RepairId
        on conflict do nothing
        """;

    private const string End = """
        update supporter_link
        set ended_at = @now
        where landlord = @Landlord and repair_id = @RepairId and ended_at is null
        """;

    private const string Note = """
        insert into supporter_deed (landlord, supporter_id, repair_id, deed, at)
        values (@Landlord, @id, @RepairId, @deed, @now)
        """;

    private const string Deeds = """
        select deed, at
        from supporter_deed
        where landlord = @Landlord and repair_id = @RepairId
        order by at desc
        limit 20
        """;

    /// <summary>The repair a supporter's link opens now.</summary>
    public static Task<SupporterLink?> OpenAsync(NpgsqlConnection connection, Guid id, int version, DateTimeOffset now, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<SupporterLink?>(new CommandDefinition(Open, new { id, version, now }, cancellationToken: ct));

    public static Task<SupporterLink?> StandingAsync(NpgsqlConnection connection, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<SupporterLink?>(new CommandDefinition(Standing, new { key.Landlord, key.RepairId, now }, cancellationToken: ct));

    /// <summary>One for each repair: pressed twice, the first stands.</summary>
    public static Task MakeAsync(UnitOfWork unit, RepairKey key, Guid id, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Make, new { key.Landlord, key.RepairId, id, now, expiresAt }, unit.Transaction, cancellationToken: ct));

    public static Task EndAsync(UnitOfWork unit, RepairKey key, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(End, new { key.Landlord, key.RepairId, now }, unit.Transaction, cancellationToken: ct));

    public static Task NoteAsync(UnitOfWork unit, RepairKey key, Guid id, string deed, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Note, new { key.Landlord, key.RepairId, id, deed, now }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<SupporterDeed>> DeedsAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        (await connection.QueryAsync<SupporterDeed>(new CommandDefinition(Deeds, new { key.Landlord, key.RepairId }, cancellationToken: ct))).AsList();
}
