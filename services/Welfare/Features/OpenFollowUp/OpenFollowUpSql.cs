using Dapper;
using Repairs.Platform;

namespace Repairs.Welfare.OpenFollowUp;

internal static class OpenFollowUpSql
{
    private const string LockRota = """
        select 1
        from pg_advisory_xact_lock(hashtextextended('rota ' || @landlord, 0));

        select o.name, o.cap, o.cover, o.away_from, o.away_until,
          coalesce((select sum(f.weight) from follow_up f where f.landlord = o.landlord and f.owner = o.name and f.state = 'open'), 0)::int as carries
        from officer o
        where o.landlord = @landlord
        order by o.name;
        """;

    /// <summary>A question is not asked beside a follow-up that is open already.</summary>
    private const string Open = """
        insert into follow_up (landlord, follow_up_id, request_id, household_ref, kind, repair_id, visit_ids, because, proposed_risk, risk, weight, owner, opened_at, due_by)
        select @Landlord, @Id, @RequestId, @HouseholdRef, @Kind, @RepairId, @VisitIds, @Because, @risk, @risk, @weight, @owner, @now, @due
        where not exists (
          select 1
          from follow_up
          where landlord = @Landlord and household_ref = @HouseholdRef and kind = 'follow-up' and state = 'open')
        on conflict do nothing
        """;

    private const string AbsorbQuestion = """
        update follow_up
        set state = 'closed', closed_at = @now, closed_by = 'system', contact_made = false, supervisor = 'not needed',
          outcome = 'Became a follow-up', reason = 'A follow-up was opened for this household'
        where landlord = @landlord and household_ref = @household and kind = 'person-asks' and state = 'open'
        """;

    /// <summary>What is new goes to the one who has the open case already; the same request changes nothing.</summary>
    private const string AddToOpen = """
        update follow_up
        set because = because || array(select code from unnest(@because) code where code <> all (because)),
          due_by = least(due_by, @due)
        where landlord = @landlord and household_ref = @household and state = 'open' and request_id <> @request
          and not @because <@ because
        """;

    /// <summary>The rota with what everyone carries, locked against other assignments until the transaction ends.</summary>
    public static async Task<IReadOnlyList<Officer>> LockRotaAsync(UnitOfWork unit, string landlord, CancellationToken ct)
    {
        await using var read = await unit.Connection.QueryMultipleAsync(new CommandDefinition(LockRota, new { landlord }, unit.Transaction, cancellationToken: ct));
        await read.ReadAsync<int>();
        return [.. await read.ReadAsync<Officer>()];
    }

    public static async Task<bool> OpenAsync(UnitOfWork unit, NewFollowUp f, int weight, string owner, DateTimeOffset now, DateTimeOffset due, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Open,
            new { f.Landlord, f.Id, f.RequestId, f.HouseholdRef, f.Kind, f.RepairId, f.VisitIds, f.Because, risk = f.Risk.ToString(), weight, owner, now, due },
            unit.Transaction,
            cancellationToken: ct)) == 1;

    public static Task<int> AddToOpenAsync(UnitOfWork unit, string landlord, string household, Guid request, string[] because, DateTimeOffset due, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(AddToOpen, new { landlord, household, request, because, due }, unit.Transaction, cancellationToken: ct));

    public static Task<int> AbsorbQuestionAsync(UnitOfWork unit, string landlord, string household, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(AbsorbQuestion, new { landlord, household, now }, unit.Transaction, cancellationToken: ct));
}
