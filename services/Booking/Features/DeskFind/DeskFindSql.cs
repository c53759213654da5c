using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>A household at a home, with its repairs that are not finished.</summary>
internal sealed record FoundHome(string PropertyRef, string HouseholdRef, string Address, string Patch, IReadOnlyList<OpenRepair> Open);

/// <param name="Words">The beginning of the resident's words.</param>
internal sealed record OpenRepair(Guid RepairId, string Words, string Status);

internal static class DeskFindSql
{
    private const string Find = $"""
        with found as (
          select p.property_ref, h.household_ref, p.address, p.patch
          from property p
          join household h on h.landlord = p.landlord and h.property_ref = p.property_ref
          where p.landlord = @landlord
            and (p.address ilike @pattern escape '\' or lower(p.property_ref) = lower(@exact) or lower(h.household_ref) = lower(@exact))
          order by p.address, p.property_ref, h.household_ref
          limit @most
        )
        select f.property_ref, f.household_ref, f.address, f.patch, r.repair_id, {RepairSql.Words}, r.status
        from found f
        left join repair r on r.landlord = @landlord and r.household_ref = f.household_ref and r.status in ('open', 'booked')
        order by f.address, f.property_ref, f.household_ref, r.raised_at desc
        """;

    /// <summary>The first homes whose address holds <paramref name="query"/>, or whose reference it is.</summary>
    public static async Task<IReadOnlyList<FoundHome>> FindAsync(NpgsqlConnection connection, string landlord, string query, int most, CancellationToken ct)
    {
        var exact = query.Trim();
        var pattern = $"%{exact.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Find, new { landlord, pattern, exact, most }, cancellationToken: ct));
        return
        [
            .. rows.GroupBy(r => (r.PropertyRef, r.HouseholdRef)).Select(g => new FoundHome(
                g.Key.PropertyRef, g.Key.HouseholdRef, g.First().Address, g.First().Patch,
                [.. g.Where(r => r.RepairId is not null).Select(r => new OpenRepair(r.RepairId!.Value, r.Words!, r.Status!))])),
        ];
    }

    private sealed class Row
    {
        public string PropertyRef { get; init; } = "";

        public string HouseholdRef { get; init; } = "";

        public string Address { get; init; } = "";

        public string Patch { get; init; } = "";

        public Guid? RepairId { get; init; }

        public string? Words { get; init; }

        public string? Status { get; init; }
    }
}
