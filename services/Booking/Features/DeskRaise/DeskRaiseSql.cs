using Dapper;
using Npgsql;

namespace Repairs.Booking;

internal static class DeskRaiseSql
{
    private const string Address = """
        select p.address
        from household h
        join property p on p.landlord = h.landlord and p.property_ref = h.property_ref
        where h.landlord = @landlord
          and h.household_ref = @household
          and h.property_ref = @property
        """;

    /// <summary>The address where a household lives; null where the landlord has no such home.</summary>
    public static Task<string?> AddressAsync(NpgsqlConnection connection, string landlord, string property, string household, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Address, new { landlord, property, household }, cancellationToken: ct));
}
