using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal sealed class QuietRepair
{
    public Guid RepairId { get; init; }

    /// <summary>The beginning of the resident's words.</summary>
    public string Words { get; init; } = "";

    public string Address { get; init; } = "";

    public DateTimeOffset LetterAt { get; init; }
}

internal static class DeskQuietSql
{
    // Asked once, because they were silent or about a slip that could not be booked; then one letter; since then nothing.
    private const string List = $"""
        select r.repair_id, {RepairSql.Words}, p.address, r.letter_at
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        where r.landlord = @landlord
          and r.status = 'open'
          and (r.asked_at is not null
            or exists (select from call_back s where s.landlord = r.landlord and s.repair_id = r.repair_id and s.because = 'slip' and s.kept_at <= r.letter_at))
          and r.letter_at is not null
          and (r.heard_at is null or r.heard_at < r.letter_at)
          and not exists (select from call_back c where c.landlord = r.landlord and c.repair_id = r.repair_id and c.made_at >= r.letter_at)
          and not exists (select from appointment a where a.landlord = r.landlord and a.repair_id = r.repair_id and a.booked_at >= r.letter_at)
        order by r.letter_at, r.repair_id
        limit 200
        """;

    /// <summary>The one that waits longest at the top.</summary>
    public static async Task<IReadOnlyList<QuietRepair>> ListAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<QuietRepair>(new CommandDefinition(List, new { landlord }, cancellationToken: ct))).AsList();
}
