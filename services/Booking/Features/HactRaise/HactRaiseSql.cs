using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class HactRaiseSql
{
    private const string Homes = """
        select p.property_ref, h.household_ref, p.property_ref = any (@References) as by_reference
        from property p
        join household h on h.landlord = p.landlord and h.property_ref = p.property_ref
        where p.landlord = @landlord
          and (p.property_ref = any (@References)
            or trim(regexp_replace(lower(p.address), '[^a-z0-9]+', ' ', 'g')) = any (@Addresses))
        order by p.property_ref, h.household_ref
        limit 20
        """;

    /// <summary>The households whose home has one of the document's references, or its address in any of the spellings.</summary>
    public static async Task<IReadOnlyList<HactHome>> HomesAsync(UnitOfWork unit, string landlord, HactRepair repair, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<HactHome>(new CommandDefinition(
            Homes, new { landlord, References = repair.References.ToArray(), Addresses = repair.Addresses.ToArray() }, unit.Transaction, cancellationToken: ct))).AsList();
}
