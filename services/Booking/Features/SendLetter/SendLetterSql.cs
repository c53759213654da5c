using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A reply slip as it was printed.</summary>
internal sealed record Slip
{
    public string Reference { get; init; } = "";

    public DateOnly ReplyBy { get; init; }
}

internal static class SendLetterSql
{
    private const string Owed = """
        update repair
        set letter_at = @now
        where landlord = @Landlord and repair_id = @RepairId and (letter_at is null or @because <> 'silence')
        """;

    private const string Find = """
        select reference, reply_by
        from slip
        where landlord = @Landlord and offer_id = @offerId
        """;

    private const string Insert = """
        insert into slip (landlord, reference, repair_id, offer_id, reply_by, made_at)
        values (@Landlord, @reference, @RepairId, @offerId, @replyBy, @now)
        on conflict (landlord, reference) do nothing
        """;

    private const string Told = $"""
        select {OfferSql.Window}
        from slip s
        join offer o on o.landlord = s.landlord and o.offer_id = s.offer_id
        cross join jsonb_array_elements(o.choices) c
        where s.landlord = @Landlord and s.repair_id = @RepairId
        """;

    /// <summary>Notes when the last letter was owed; false where they are silent and have had one.</summary>
    public static async Task<bool> OwedAsync(UnitOfWork unit, RepairKey key, string because, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Owed, new { key.Landlord, key.RepairId, because, now }, unit.Transaction, cancellationToken: ct)) == 1;

    public static Task<Slip?> FindAsync(UnitOfWork unit, RepairKey key, Guid offerId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Slip?>(new CommandDefinition(Find, new { key.Landlord, offerId }, unit.Transaction, cancellationToken: ct));

    /// <summary>False where the reference is another slip's.</summary>
    public static async Task<bool> InsertAsync(UnitOfWork unit, RepairKey key, Guid offerId, Slip slip, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { key.Landlord, key.RepairId, offerId, reference = slip.Reference, replyBy = slip.ReplyBy, now }, unit.Transaction, cancellationToken: ct)) == 1;

    /// <summary>Windows that were on earlier slips for the repair, as "date from to".</summary>
    public static async Task<IReadOnlySet<string>> ToldAsync(NpgsqlConnection connection, RepairKey key, CancellationToken ct) =>
        (await connection.QueryAsync<string>(new CommandDefinition(Told, new { key.Landlord, key.RepairId }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
}
