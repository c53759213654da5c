using Dapper;
using Npgsql;
using Repairs.Platform;
using Repairs.Welfare.OpenByCode;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.ShareReason;

/// <summary>What a resident told us themselves.</summary>
internal sealed record ToldReason
{
    public Guid ReasonId { get; init; }

    public Guid VisitId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string Code { get; init; } = "";

    public string? Words { get; init; }

    public DateTimeOffset At { get; init; }

    public string? How { get; init; }

    public string? HowWords { get; init; }
}

internal static class ShareReasonSql
{
    /// <summary>Every change is later than the one before it, so that whoever hears of both knows which stands.</summary>
    private const string Save = """
        insert into reason (landlord, reason_id, visit_id, household_ref, code, words, learned_by, by_resident, at)
        values (@Landlord, @id, @visitId, @HouseholdRef, @code, @words, 'the resident', true, @now)
        on conflict (landlord, visit_id) where by_resident do update
        set code = excluded.code, words = excluded.words, read_by = null, at = greatest(excluded.at, reason.at + interval '1 millisecond')
        where (reason.code, reason.words) is distinct from (excluded.code, excluded.words)
        returning at
        """;

    private const string Forget = """
        delete from reason
        where landlord = @Landlord and visit_id = @visitId and household_ref = @HouseholdRef and by_resident
        returning greatest(@now, at + interval '1 millisecond')
        """;

    private const string Standing = """
        select code
        from reason
        where landlord = @Landlord and visit_id = @visitId and household_ref = @HouseholdRef
        order by at desc
        limit 1
        """;

    private const string Own = """
        select reason_id, visit_id, household_ref, code, words, at
        from reason
        where landlord = @Landlord and household_ref = @HouseholdRef and by_resident;

        select f.landlord, f.follow_up_id, f.request_id, f.household_ref, f.kind, f.because, f.owner, f.opened_at, f.due_by, f.would_help, f.state, f.closed_at,
          (select count(*) from attempt a where a.landlord = f.landlord and a.follow_up_id = f.follow_up_id)::int as attempts,
          exists (select 1 from attempt a where a.landlord = f.landlord and a.follow_up_id = f.follow_up_id and a.reached) as reached
        from follow_up f
        where f.landlord = @Landlord and f.household_ref = @HouseholdRef and f.state = 'open'
        order by f.kind;
        """;

    private const string SaveReach = """
        insert into safe_reach (landlord, household_ref, how, words, at)
        values (@Landlord, @HouseholdRef, @how, @words, @now)
        on conflict (landlord, household_ref) do update
        set how = excluded.how, words = excluded.words, at = excluded.at
        """;

    private const string Unread = """
        select r.reason_id, r.visit_id, r.household_ref, r.code, r.words, r.at, s.how, s.words as how_words
        from reason r
        left join safe_reach s on s.landlord = r.landlord and s.household_ref = r.household_ref
        where r.landlord = @landlord and r.by_resident and r.read_by is null
        order by r.at
        limit 200
        """;

    private const string Read = """
        update reason
        set read_by = @by
        where landlord = @landlord and reason_id = @id and by_resident and read_by is null
        """;

    private const string Reach = """
        select how, words as how_words
        from safe_reach
        where landlord = @Landlord and household_ref = @HouseholdRef
        """;

    /// <summary>When it was said; null where the same stands already.</summary>
    public static Task<DateTimeOffset?> SaveAsync(UnitOfWork unit, LinkOpens link, Guid visitId, string code, string? words, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(Save, new { link.Landlord, link.HouseholdRef, id = Guid.CreateVersion7(), visitId, code, words, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>When it was taken back; null where there was nothing.</summary>
    public static Task<DateTimeOffset?> ForgetAsync(UnitOfWork unit, LinkOpens link, Guid visitId, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(Forget, new { link.Landlord, link.HouseholdRef, visitId, now }, unit.Transaction, cancellationToken: ct));

    public static Task<string?> StandingAsync(UnitOfWork unit, LinkOpens link, Guid visitId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(Standing, new { link.Landlord, link.HouseholdRef, visitId }, unit.Transaction, cancellationToken: ct));

    /// <summary>What a household told us itself, and who would like to get in touch with it.</summary>
    public static async Task<(IReadOnlyList<ToldReason> Told, FollowUpRow? Open)> OwnAsync(NpgsqlConnection connection, LinkOpens link, CancellationToken ct)
    {
        await using var read = await connection.QueryMultipleAsync(new CommandDefinition(Own, new { link.Landlord, link.HouseholdRef }, cancellationToken: ct));
        return ([.. await read.ReadAsync<ToldReason>()], (await read.ReadAsync<FollowUpRow>()).FirstOrDefault());
    }

    public static Task SaveReachAsync(UnitOfWork unit, LinkOpens link, string how, string? words, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(SaveReach, new { link.Landlord, link.HouseholdRef, how, words, now }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<ToldReason>> UnreadAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        [.. await connection.QueryAsync<ToldReason>(new CommandDefinition(Unread, new { landlord }, cancellationToken: ct))];

    public static Task ReadAsync(UnitOfWork unit, Caller by, Guid id, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Read, new { landlord = by.Landlord, by = by.Subject, id }, unit.Transaction, cancellationToken: ct));

    public static Task<ToldReason?> ReachAsync(NpgsqlConnection connection, FollowUpRow f, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ToldReason?>(new CommandDefinition(Reach, new { f.Landlord, f.HouseholdRef }, cancellationToken: ct));
}
