using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>A repair in a list.</summary>
internal sealed class ListedRepair
{
    public Guid RepairId { get; init; }

    /// <summary>The beginning of the resident's words.</summary>
    public string Words { get; init; } = "";

    public string Address { get; init; } = "";

    public string? Trade { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public DateOnly? Date { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? ToTime { get; init; }
}

internal static class DeskListSql
{
    private const string Open = $"""
        select r.repair_id, {RepairSql.Words}, p.address, r.trade, r.due_by, a.date, a.from_time, a.to_time
        from repair r
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started')
        where r.landlord = @landlord
          and r.status in ('open', 'booked')
        order by r.due_by, r.repair_id
        offset @skip limit @take
        """;

    /// <summary>Open repairs, the one due first at the top.</summary>
    public static async Task<IReadOnlyList<ListedRepair>> OpenAsync(NpgsqlConnection connection, string landlord, int skip, int take, CancellationToken ct) =>
        (await connection.QueryAsync<ListedRepair>(new CommandDefinition(Open, new { landlord, skip, take }, cancellationToken: ct))).AsList();
}
