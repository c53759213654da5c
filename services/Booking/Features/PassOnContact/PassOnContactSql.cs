using System.Text.Json;
using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed class WaitingContact
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string Contact { get; init; } = "";

    public GivenContact Read() => JsonSerializer.Deserialize<GivenContact>(Contact, Json.Options)!;
}

internal static class PassOnContactSql
{
    private const string Keep = """
        insert into contact_to_pass_on (landlord, repair_id, household_ref, contact, next_try_at)
        values (@Landlord, @RepairId, @householdRef, @contact::jsonb, @now)
        """;

    // The next try is set before this one is made: claimed rows come back after a while, whatever happens.
    private const string Claim = """
        update contact_to_pass_on
        set next_try_at = @now + interval '30 seconds'
        where (landlord, repair_id) in (
          select landlord, repair_id
          from contact_to_pass_on
          where next_try_at <= @now
          order by next_try_at
          limit 1
          for update skip locked)
        returning landlord, repair_id, household_ref, contact::text as contact
        """;

    private const string Delete = """
        delete from contact_to_pass_on
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string TellDesk = """
        update repair
        set contact_to_ask_again = true
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static Task KeepAsync(UnitOfWork unit, RepairKey key, string householdRef, GivenContact contact, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep, new { key.Landlord, key.RepairId, householdRef, contact = JsonSerializer.Serialize(contact, Json.Options), now }, unit.Transaction, cancellationToken: ct));

    public static Task<WaitingContact?> ClaimAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<WaitingContact?>(new CommandDefinition(Claim, new { now }, unit.Transaction, cancellationToken: ct));

    /// <summary>The repair's page at the desk says that the details are to be asked for again.</summary>
    public static Task TellDeskAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(TellDesk, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct));

    public static Task DeleteAsync(UnitOfWork unit, WaitingContact waiting, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Delete, new { waiting.Landlord, waiting.RepairId }, unit.Transaction, cancellationToken: ct));
}
