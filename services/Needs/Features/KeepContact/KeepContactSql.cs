using Dapper;
using Repairs.Platform;

namespace Repairs.Needs.Features.KeepContact;

internal static class KeepContactSql
{
    // Told again it changes nothing. A new number or address is safe until somebody says otherwise; one that was marked unsafe stays so.
    private const string Keep = """
        insert into contact (landlord, household_ref, name, phone, email, changed_at)
        values (@landlord, @householdRef, @Name, @Phone, @Email, @now)
        on conflict (landlord, household_ref) do update
        set name = coalesce(excluded.name, contact.name),
            phone = coalesce(excluded.phone, contact.phone),
            phone_safe = case when excluded.phone <> contact.phone then true else contact.phone_safe end,
            email = coalesce(excluded.email, contact.email),
            email_safe = case when excluded.email <> contact.email then true else contact.email_safe end,
            changed_at = excluded.changed_at
        where (coalesce(excluded.name, contact.name), coalesce(excluded.phone, contact.phone), coalesce(excluded.email, contact.email))
          is distinct from (contact.name, contact.phone, contact.email)
        """;

    /// <summary>True where something changed.</summary>
    public static async Task<bool> KeepAsync(UnitOfWork unit, string landlord, string householdRef, GivenContact given, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { landlord, householdRef, given.Name, given.Phone, given.Email, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
