using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class FindPropertySql
{
    private const string Find = """
        select p.property_ref, h.household_ref, p.address, p.patch
        from property p
        join household h on h.landlord = p.landlord and h.property_ref = p.property_ref
        where p.landlord = @landlord
          and (@like::text is null or p.address ilike @like or p.property_ref ilike @like or h.household_ref ilike @like)
        order by p.property_ref, h.household_ref
        limit @limit
        """;

    public static async Task<IReadOnlyList<PropertyLine>> FindAsync(NpgsqlConnection connection, string landlord, string? q, int limit, CancellationToken ct) =>
        (await connection.QueryAsync<PropertyLine>(new CommandDefinition(Find, new { landlord, like = Like.Containing(q), limit }, cancellationToken: ct))).AsList();
}
