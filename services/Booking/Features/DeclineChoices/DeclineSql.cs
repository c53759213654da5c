using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class DeclineSql
{
    private const string Household = """
        select household_ref
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Count = """
        update repair
        set declines = declines + 1
        where landlord = @Landlord and repair_id = @RepairId;

        delete from hold
        where landlord = @Landlord and repair_id = @RepairId;

        update call_back
        set kept_at = @now
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null and because = 'silence';
        """;

    private const string Wait = """
        insert into waiting_list (landlord, repair_id, since, due_by)
        values (@Landlord, @RepairId, @since, @DueBy)
        on conflict (landlord, repair_id) do update
        set asked = true
        """;

    private const string Promise = """
        insert into call_back (landlord, call_back_id, repair_id, because, made_at, due_at)
        values (@Landlord, @id, @RepairId, @because, @now, @due)
        on conflict (landlord, repair_id) where kept_at is null
        do update set due_at = case when call_back.due_at <= @now then excluded.due_at else least(call_back.due_at, excluded.due_at) end, because = case when call_back.because = 'silence' or (@because in ('visit-cancelled', 'person-first') and call_back.because in ('pre-visit', 'needs')) then excluded.because else call_back.because end
        returning due_at
        """;

    public static Task<string?> HouseholdAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(Household, key, unit.Transaction, cancellationToken: ct));

    /// <summary>Answers by when we ring, where we do: a call promised before for an earlier time stays.</summary>
    public static async Task<DateTimeOffset?> RecordAsync(UnitOfWork unit, RepairRow repair, Declined declined, DateTimeOffset now, CancellationToken ct)
    {
        if (repair.HoldId is not null)
            await PlaceSql.TouchAsync(unit, [repair.Key], ct);
        await unit.Connection.ExecuteAsync(new CommandDefinition(Count, new { repair.Landlord, repair.RepairId, now }, unit.Transaction, cancellationToken: ct));
        if (declined.WaitingSince is { } since)
            await unit.Connection.ExecuteAsync(new CommandDefinition(Wait, new { repair.Landlord, repair.RepairId, repair.DueBy, since }, unit.Transaction, cancellationToken: ct));
        return declined.CallBackBy is { } due ? await PromiseCallAsync(unit, repair.Key, "none-suited", now, due, ct) : null;
    }

    /// <summary>A call we owe: one open for each repair, the earlier of two times counts; one that is over is not promised again. Once they have said something, we no longer ring because they said nothing; once a visit is cancelled, not about what was to be settled before it.</summary>
    public static Task<DateTimeOffset> PromiseCallAsync(UnitOfWork unit, RepairKey key, string because, DateTimeOffset now, DateTimeOffset due, CancellationToken ct) =>
        unit.Connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(
            Promise, new { key.Landlord, key.RepairId, id = Guid.CreateVersion7(), because, now, due }, unit.Transaction, cancellationToken: ct));
}
