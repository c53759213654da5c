using Dapper;
using Repairs.Platform;

namespace Repairs.Needs.Features.KeepContact;

internal static class KeepContactSql
{
    // Details that come with a repair fill what is empty. They never replace a number or an address, nor make one safe that somebody called unsafe.
    private const string Keep = """
        insert into contact (landlord, household_ref, name, phone, email, changed_at)
        values (@landlord, @householdRef, @Name, @Phone, @Email, @now)
        on conflict (landlord, household_ref) do update
        set name = coalesce(contact.name, excluded.name),
            phone = coalesce(contact.phone, excluded.phone),
            email = coalesce(contact.email, excluded.email),
            changed_at = excluded.changed_at
        where (coalesce(contact.name, excluded.name), coalesce(contact.phone, excluded.phone), coalesce(contact.email, excluded.email))
          is distinct from (contact.name, contact.phone, contact.email)
        """;

    /// <summary>True where something changed.</summary>
    public static async Task<bool> KeepAsync(UnitOfWork unit, string landlord, string householdRef, GivenContact given, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { landlord, householdRef, given.Name, given.Phone, given.Email, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
