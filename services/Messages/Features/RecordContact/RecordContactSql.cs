using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.RecordContact;

internal static class RecordContactSql
{
    private const string Insert = """
        insert into contact (landlord, contact_id, household_ref, property_ref, repair_id, at, channel, words, code, recorded_by, recorded_at, event_id, of_household, coded_by, coded_at)
        values (@Landlord, @contactId, @HouseholdRef, @PropertyRef, @RepairId, @At, @Channel, @Words, @Code, @Subject, @now, @eventId, @ofTheHousehold,
                case when @Code::text is not null then @Subject end, case when @Code::text is not null then @now end)
        on conflict do nothing
        """;

    private const string Waiting = """
        select repair_id
        from promise
        where landlord = @landlord and household_ref = @household and template = 'repair-raised' and state = 'open' and released_by = 'ResidentActed'
        union
        select repair_id
        from message
        where landlord = @landlord and household_ref = @household and template = 'repair-raised' and state in ('pending', 'sending', 'held', 'unknown')
        order by repair_id
        """;

    /// <summary>Repairs of a household about which a person asks if we hear nothing, or will once the first message has left.</summary>
    public static async Task<IReadOnlyList<Guid>> WaitingAsync(UnitOfWork unit, string landlord, string household, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<Guid>(new CommandDefinition(Waiting, new { landlord, household }, unit.Transaction, cancellationToken: ct))).AsList();

    public static Task<int> InsertAsync(UnitOfWork unit, Guid contactId, Guid eventId, bool ofTheHousehold, Caller caller, ContactRequest c, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { caller.Landlord, contactId, eventId, ofTheHousehold, c.HouseholdRef, c.PropertyRef, c.RepairId, At = c.At!.Value.ToUniversalTime(), c.Channel, c.Words, c.Code, caller.Subject, now },
            unit.Transaction,
            cancellationToken: ct));
}
