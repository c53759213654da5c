using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.RecordContact;

internal static class RecordContactSql
{
    private const string Insert = """
        insert into contact (landlord, contact_id, household_ref, property_ref, repair_id, at, channel, words, code, recorded_by, recorded_at)
        values (@Landlord, @contactId, @HouseholdRef, @PropertyRef, @RepairId, @At, @Channel, @Words, @Code, @Subject, @now)
        on conflict do nothing
        """;

    public static Task<int> InsertAsync(UnitOfWork unit, Guid contactId, Caller caller, ContactRequest c, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { caller.Landlord, contactId, c.HouseholdRef, c.PropertyRef, c.RepairId, At = c.At!.Value.ToUniversalTime(), c.Channel, c.Words, c.Code, caller.Subject, now },
            unit.Transaction,
            cancellationToken: ct));
}
