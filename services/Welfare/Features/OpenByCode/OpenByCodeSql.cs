using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>A code on its way to Messages.</summary>
internal sealed record CodeToSend
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public Guid CodeId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

internal static class OpenByCodeSql
{
    private const string Ask = """
        insert into one_time_code (landlord, repair_id, household_ref, code_id, made_at, expires_at, asked_on, asked, next_send_at)
        values (@Landlord, @RepairId, @HouseholdRef, @codeId, @now, @expires, @today, 1, @now)
        on conflict (landlord, repair_id) do update
        set household_ref = excluded.household_ref, code_id = excluded.code_id, made_at = excluded.made_at, expires_at = excluded.expires_at, tries = 0, used_at = null,
          asked = case when one_time_code.asked_on = excluded.asked_on then one_time_code.asked + 1 else 1 end, asked_on = excluded.asked_on, next_send_at = excluded.next_send_at
        where one_time_code.made_at <= @before and (one_time_code.asked_on <> excluded.asked_on or one_time_code.asked < @most)
        """;

    /// <summary>Takes one of the tries: two windows at once take two.</summary>
    private const string Try = """
        update one_time_code
        set tries = tries + 1
        where landlord = @Landlord and repair_id = @RepairId and household_ref = @HouseholdRef and used_at is null and expires_at > @now and tries < @most
        returning code_id
        """;

    private const string Used = """
        update one_time_code
        set used_at = @now
        where landlord = @Landlord and repair_id = @RepairId
        """;

    private const string Pass = """
        delete from pass
        where landlord = @Landlord and expires_at <= @now;

        insert into pass (landlord, pass_hash, repair_id, household_ref, expires_at)
        values (@Landlord, @hash, @RepairId, @HouseholdRef, @expires)
        """;

    private const string IsOpen = """
        select exists (
          select 1
          from pass
          where landlord = @Landlord and pass_hash = @hash and repair_id = @RepairId and household_ref = @HouseholdRef and expires_at > @now)
        """;

    private const string Shut = """
        delete from pass
        where landlord = @Landlord and pass_hash = @hash
        """;

    private const string Claim = """
        select landlord, repair_id, household_ref, code_id, expires_at
        from one_time_code
        where next_send_at <= @now
        order by next_send_at
        limit 1
        for update skip locked
        """;

    private const string Sent = """
        update one_time_code
        set next_send_at = @again
        where landlord = @Landlord and repair_id = @RepairId
        """;

    public static Task AskAsync(UnitOfWork unit, LinkOpens link, Guid codeId, DateTimeOffset now, CancellationToken ct) =>
        ExecuteAsync(unit, Ask, new { link.Landlord, link.RepairId, link.HouseholdRef, codeId, now, expires = now + OneTimeCode.Life, today = LondonTime.DateOf(now), before = now - OneTimeCode.Between, most = OneTimeCode.ADay }, ct);

    public static Task<Guid?> TryAsync(UnitOfWork unit, LinkOpens link, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(Try, new { link.Landlord, link.RepairId, link.HouseholdRef, now, most = OneTimeCode.Tries }, unit.Transaction, cancellationToken: ct));

    public static Task UsedAsync(UnitOfWork unit, LinkOpens link, DateTimeOffset now, CancellationToken ct) =>
        ExecuteAsync(unit, Used, new { link.Landlord, link.RepairId, now }, ct);

    public static Task PassAsync(UnitOfWork unit, LinkOpens link, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        ExecuteAsync(unit, Pass, new { link.Landlord, link.RepairId, link.HouseholdRef, hash, now, expires = now + OneTimeCode.Life }, ct);

    public static Task<bool> IsOpenAsync(NpgsqlConnection connection, LinkOpens link, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsOpen, new { link.Landlord, link.RepairId, link.HouseholdRef, hash, now }, cancellationToken: ct));

    public static Task ShutAsync(UnitOfWork unit, LinkOpens link, byte[] hash, CancellationToken ct) => ExecuteAsync(unit, Shut, new { link.Landlord, hash }, ct);

    public static Task<CodeToSend?> ClaimAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<CodeToSend?>(new CommandDefinition(Claim, new { now }, unit.Transaction, cancellationToken: ct));

    /// <param name="again">Null: there is nothing more to do.</param>
    public static Task SentAsync(UnitOfWork unit, CodeToSend code, DateTimeOffset? again, CancellationToken ct) =>
        ExecuteAsync(unit, Sent, new { code.Landlord, code.RepairId, again }, ct);

    private static Task<int> ExecuteAsync(UnitOfWork unit, string sql, object values, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(sql, values, unit.Transaction, cancellationToken: ct));
}
