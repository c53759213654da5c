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

    private const string Learn = """
        insert into repair_about (landlord, repair_id, household_ref, patch, trade, at)
        values (@landlord, @repairId, @household, @patch, @trade, @at)
        on conflict (landlord, repair_id) do update
        set trade = coalesce(excluded.trade, repair_about.trade)
        """;

    private const string About = """
        select patch, case when repair_id = @repairId then trade end as trade
        from repair_about
        where landlord = @landlord and (repair_id = @repairId or household_ref = @household)
        order by repair_id = @repairId desc nulls last, at desc, repair_id
        limit 1
        """;

    /// <summary>Notes where a repair is, and of which trade once that is known.</summary>
    public static Task LearnAsync(UnitOfWork unit, string landlord, Guid repairId, string household, string patch, string? trade, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Learn, new { landlord, repairId, household, patch, trade, at }, unit.Transaction, cancellationToken: ct));

    /// <summary>The patch and trade of the repair that a contact names; else the patch of the home's latest repair.</summary>
    public static async Task<ContactAbout> AboutAsync(UnitOfWork unit, string landlord, Guid? repairId, string? household, CancellationToken ct) =>
        await unit.Connection.QuerySingleOrDefaultAsync<ContactAbout>(new CommandDefinition(About, new { landlord, repairId, household }, unit.Transaction, cancellationToken: ct)) ?? new ContactAbout();

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

/// <summary>Where a contact is counted; null where nobody knows.</summary>
internal sealed class ContactAbout
{
    public string? Patch { get; init; }

    public string? Trade { get; init; }
}
