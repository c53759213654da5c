using Dapper;
using Repairs.Contracts;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.KeepPromises;

/// <summary>A promise as it stands.</summary>
internal sealed record Promise
{
    public string Landlord { get; init; } = "";
    public Guid PromiseId { get; init; }
    public string HouseholdRef { get; init; } = "";
    public Guid RepairId { get; init; }
    public Guid? VisitId { get; init; }
    public string Template { get; init; } = "";
    public string Code { get; init; } = "";
    public string Said { get; init; } = "";
    public DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset DueBy { get; init; }
    public string State { get; init; } = "";
    public DateTimeOffset? SettledAt { get; init; }
}

internal static class PromiseSql
{
    private const string Columns = "landlord, promise_id, household_ref, repair_id, visit_id, template, code, said, made_at, due_by, state, settled_at";

    private const string Make = """
        insert into promise (landlord, promise_id, household_ref, repair_id, visit_id, message_id, template, code, said, about_at, made_at, due_by, kept_by, released_by, state)
        select @Landlord, @promiseId, @HouseholdRef, @RepairId, @VisitId, @MessageId, @Template, @Code, @Said, @AboutAt, @now, @DueBy, @Kept, @Released, 'open'
        where @Released is distinct from 'ResidentActed'
          or not exists (select from acted a where a.landlord = @Landlord and a.repair_id = @RepairId and a.at > @AboutAt)
        on conflict do nothing
        """;

    // Told again after it was released (declined twice, the same time both times): owed again.
    private const string MakeAsTold = """
        insert into promise (landlord, promise_id, household_ref, repair_id, visit_id, message_id, template, code, said, about_at, made_at, due_by, kept_by, released_by, state)
        values (@Landlord, @promiseId, @HouseholdRef, @RepairId, @VisitId, @MessageId, @Template, @Code, @Said, @AboutAt, @now, @DueBy, @Kept, @Released, 'open')
        on conflict (landlord, promise_id) do update
        set state = 'open', settled_at = null, about_at = excluded.about_at, made_at = excluded.made_at
        where promise.state = 'released' and promise.settled_at <= excluded.made_at
        """;

    private const string NoteCall = """
        insert into call_made (landlord, repair_id, at)
        values (@landlord, @repairId, @at)
        on conflict do nothing
        """;

    // A call may be heard of after what they asked for in it: it kept the promise before that released it.
    private const string KeepByCalls = """
        update promise
        set state = 'kept', settled_at = c.at
        from call_made c
        where promise.landlord = @landlord and promise.repair_id = @repairId and promise.kept_by = 'HumanContactAttempted'
          and (promise.state = 'open' or promise.state = 'released' and promise.settled_at >= c.at)
          and c.landlord = promise.landlord and c.repair_id = promise.repair_id and promise.made_at <= c.at and promise.due_by >= c.at
        returning promise.landlord, promise.promise_id, promise.household_ref, promise.repair_id, promise.visit_id, promise.template, promise.code, promise.said,
          promise.made_at, promise.due_by, promise.state, promise.settled_at
        """;

    private const string KeepByPerson = $"""
        update promise
        set state = 'kept', settled_at = @at
        where landlord = @landlord and household_ref = @household and state = 'open' and kept_by = 'HumanContactAttempted'
          and made_at <= @at and due_by >= @at
        returning {Columns}
        """;

    private const string KeepByVisit = $"""
        update promise
        set state = 'kept', settled_at = @at
        where landlord = @landlord and repair_id = @repairId and state = 'open' and kept_by = 'VisitOutcomeReported'
          and (visit_id = @visitId or visit_id is null) and due_by >= @at
        returning {Columns}
        """;

    private const string KeepOne = $"""
        update promise
        set state = 'kept', settled_at = @now
        where landlord = @landlord and promise_id = @promiseId and state = 'open' and due_by >= @now
        returning {Columns}
        """;

    private const string NoteActed = """
        insert into acted (landlord, repair_id, at)
        values (@landlord, @repairId, @at)
        on conflict (landlord, repair_id) do update set at = greatest(acted.at, excluded.at)
        """;

    private const string Release = """
        update promise
        set state = 'released', settled_at = @at
        where landlord = @landlord and repair_id = @repairId and state = 'open' and released_by = 'ResidentActed' and about_at <= @at
        """;

    private const string ReleaseVisit = """
        update promise
        set state = 'released', settled_at = @at
        where landlord = @landlord and visit_id = @visitId and state = 'open' and code = 'visit' and made_at <= @at
        """;

    private const string FollowVisit = """
        update promise
        set due_by = @ends
        where landlord = @landlord and visit_id = @visitId and state = 'open' and code = 'visit' and due_by = @ended
        """;

    private const string SlipVisit = $"""
        update promise
        set state = 'slipped', settled_at = @at
        where landlord = @landlord and visit_id = @visitId and state = 'open' and code = 'visit'
        returning {Columns}
        """;

    // A visit's promise is settled by its outcome alone: the system itself reports one where nobody came.
    private const string ClaimDue = $"""
        select {Columns}
        from promise
        where state = 'open' and due_by < @before and code <> 'visit'
        order by due_by
        limit 20
        for update skip locked
        """;

    private const string Slip = """
        update promise
        set state = 'slipped', settled_at = @now
        where landlord = @Landlord and promise_id = @PromiseId
        """;

    private const string List = $"""
        select {Columns}
        from promise
        where landlord = @landlord and (@state::text is null or state = @state)
        order by due_by desc, promise_id
        limit 500
        """;

    /// <summary>A promise for the case that we hear nothing is not made where we have heard by now.</summary>
    public static async Task MakeAsync(UnitOfWork unit, Message m, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var p in m.Promises)
        {
            var promiseId = IdOf(m.Landlord, p, m.RepairId, m.VisitId);
            var made = await unit.Connection.ExecuteAsync(new CommandDefinition(
                Make,
                new { m.Landlord, promiseId, m.HouseholdRef, m.RepairId, m.VisitId, m.MessageId, m.Template, p.Code, p.Said, p.DueBy, p.Kept, p.Released, m.AboutAt, now },
                unit.Transaction,
                cancellationToken: ct));
            if (made == 1)
                unit.Publish(new PromiseMade(m.Landlord, promiseId, m.HouseholdRef, p.Code, p.DueBy, now), StableId.Of("made", promiseId.ToString()));
        }
    }

    /// <summary>A promise that a page has told already; the message that repeats it makes no second one.</summary>
    public static async Task MakeAsToldAsync(UnitOfWork unit, NewMessage m, SaidPromise p, DateTimeOffset now, CancellationToken ct)
    {
        var promiseId = IdOf(m.Landlord, p, m.RepairId, m.VisitId);
        var made = await unit.Connection.ExecuteAsync(new CommandDefinition(
            MakeAsTold,
            new { m.Landlord, promiseId, m.HouseholdRef, m.RepairId, m.VisitId, m.MessageId, m.Template, p.Code, p.Said, m.AboutAt, p.DueBy, p.Kept, p.Released, now },
            unit.Transaction,
            cancellationToken: ct));
        if (made == 1)
            unit.Publish(new PromiseMade(m.Landlord, promiseId, m.HouseholdRef, p.Code, p.DueBy, now), StableId.Of("made", promiseId.ToString()));
    }

    /// <summary>The same thing said twice (a confirmation, then a reminder) is one promise.</summary>
    private static Guid IdOf(string landlord, SaidPromise p, Guid repairId, Guid? visitId) =>
        StableId.Of(landlord, p.Code, repairId.ToString(), visitId?.ToString() ?? "", p.DueBy.ToUniversalTime().ToString("O"));

    public static Task NoteCallAsync(UnitOfWork unit, string landlord, Guid repairId, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NoteCall, new { landlord, repairId, at }, unit.Transaction, cancellationToken: ct));

    /// <summary>Promises to get in touch about a repair that a call we know of has kept.</summary>
    public static async Task KeepByCallsAsync(UnitOfWork unit, string landlord, Guid repairId, CancellationToken ct)
    {
        foreach (var kept in await QueryAsync(unit, KeepByCalls, new { landlord, repairId }, ct))
            Kept(unit, [kept], kept.SettledAt!.Value);
    }

    public static async Task KeepByPersonAsync(UnitOfWork unit, string landlord, string household, DateTimeOffset at, CancellationToken ct) =>
        Kept(unit, await QueryAsync(unit, KeepByPerson, new { landlord, household, at }, ct), at);

    public static async Task KeepByVisitAsync(UnitOfWork unit, string landlord, Guid repairId, Guid visitId, DateTimeOffset at, CancellationToken ct) =>
        Kept(unit, await QueryAsync(unit, KeepByVisit, new { landlord, repairId, visitId, at }, ct), at);

    public static async Task KeepOneAsync(UnitOfWork unit, string landlord, Guid promiseId, DateTimeOffset now, CancellationToken ct) =>
        Kept(unit, await QueryAsync(unit, KeepOne, new { landlord, promiseId, now }, ct), now);

    /// <summary>They acted: what we said we would do if we heard nothing is not owed any more, also where the message that says it is still to leave.</summary>
    public static async Task ReleaseByResidentAsync(UnitOfWork unit, string landlord, Guid repairId, DateTimeOffset at, CancellationToken ct)
    {
        await unit.Connection.ExecuteAsync(new CommandDefinition(NoteActed, new { landlord, repairId, at }, unit.Transaction, cancellationToken: ct));
        await ReleaseAsync(unit, landlord, repairId, at, ct);
    }

    /// <summary>What we did takes the place of what we had said. A message that leaves after it is a promise again: from them we have heard nothing.</summary>
    public static Task ReleaseAsync(UnitOfWork unit, string landlord, Guid repairId, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Release, new { landlord, repairId, at }, unit.Transaction, cancellationToken: ct));

    public static Task ReleaseVisitAsync(UnitOfWork unit, string landlord, Guid visitId, DateTimeOffset at, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(ReleaseVisit, new { landlord, visitId, at }, unit.Transaction, cancellationToken: ct));

    /// <summary>The same local time is another instant now.</summary>
    public static Task FollowVisitAsync(UnitOfWork unit, string landlord, Guid visitId, DateTimeOffset ended, DateTimeOffset ends, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(FollowVisit, new { landlord, visitId, ended, ends }, unit.Transaction, cancellationToken: ct));

    public static async Task SlipVisitAsync(UnitOfWork unit, string landlord, Guid visitId, DateTimeOffset at, CancellationToken ct)
    {
        foreach (var p in await QueryAsync(unit, SlipVisit, new { landlord, visitId, at }, ct))
            unit.Publish(Slipped(p, at), StableId.Of("slipped", p.PromiseId.ToString()));
    }

    public static Task<List<Promise>> ClaimDueAsync(UnitOfWork unit, DateTimeOffset before, CancellationToken ct) => QueryAsync(unit, ClaimDue, new { before }, ct);

    public static Task SlipAsync(UnitOfWork unit, Promise p, DateTimeOffset now, CancellationToken ct)
    {
        unit.Publish(Slipped(p, now), StableId.Of("slipped", p.PromiseId.ToString()));
        return unit.Connection.ExecuteAsync(new CommandDefinition(Slip, new { p.Landlord, p.PromiseId, now }, unit.Transaction, cancellationToken: ct));
    }

    public static async Task<List<Promise>> ListAsync(Npgsql.NpgsqlConnection connection, string landlord, string? state, CancellationToken ct) =>
        (await connection.QueryAsync<Promise>(new CommandDefinition(List, new { landlord, state }, cancellationToken: ct))).AsList();

    private static PromiseSlipped Slipped(Promise p, DateTimeOffset at) => new(p.Landlord, p.PromiseId, p.HouseholdRef, p.Code, p.DueBy, at);

    private static void Kept(UnitOfWork unit, List<Promise> kept, DateTimeOffset at)
    {
        foreach (var p in kept)
            unit.Publish(new PromiseKept(p.Landlord, p.PromiseId, p.Code, p.DueBy, at), StableId.Of("kept", p.PromiseId.ToString()));
    }

    private static async Task<List<Promise>> QueryAsync(UnitOfWork unit, string sql, object parameters, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<Promise>(new CommandDefinition(sql, parameters, unit.Transaction, cancellationToken: ct))).AsList();
}
