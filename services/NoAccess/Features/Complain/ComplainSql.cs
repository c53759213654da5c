using Dapper;
using Npgsql;
using Repairs.NoAccess.KnowRepair;
using Repairs.Platform;

namespace Repairs.NoAccess.Complain;

/// <summary>A complaint as it stands.</summary>
internal sealed record Complaint
{
    public Guid ComplaintId { get; init; }

    public Guid RepairId { get; init; }

    public string? HouseholdRef { get; init; }

    /// <summary>1; or 2, where the answer is looked at again.</summary>
    public int Stage { get; init; }

    /// <summary>Who looks after it, by name.</summary>
    public string Handler { get; init; } = "";

    public DateTimeOffset RaisedAt { get; init; }

    public DateOnly AcknowledgeBy { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>What we understood it to be about; the resident reads it.</summary>
    public string? Understood { get; init; }

    public DateOnly AnswerBy { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The resident reads it.</summary>
    public string? Answer { get; init; }

    /// <summary>What the resident said, the first first.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>They have asked for the answer to be looked at again.</summary>
    public bool LookedAtAgain { get; init; }

    /// <summary>The next day by which somebody writes to the resident; null once it is answered.</summary>
    public DateOnly? NextBy => AnsweredAt is not null ? null : AcknowledgedAt is null ? AcknowledgeBy : AnswerBy;
}

internal static class ComplainSql
{
    public const string Columns = """
        select c.complaint_id, c.repair_id, c.household_ref, c.stage, c.handler, c.raised_at, c.acknowledge_by, c.acknowledged_at, c.understood, c.answer_by, c.answered_at, c.answer,
          array(select w.words from complaint_words w where w.landlord = c.landlord and w.complaint_id in (c.complaint_id, c.follows) and w.words is not null order by w.at) as words,
          exists (select 1 from complaint n where n.landlord = c.landlord and n.follows = c.complaint_id) as looked_at_again
        from complaint c
        """;

    private const string OfRepair = Columns + """

        where c.landlord = @Landlord and c.repair_id = @RepairId
        order by c.raised_at desc
        """;

    private const string Find = Columns + """

        where c.landlord = @landlord and c.complaint_id = @id
        """;

    /// <summary>What was said before under the same id opens nothing new, whatever became of it.</summary>
    private const string Raise = """
        insert into complaint (landlord, complaint_id, repair_id, household_ref, stage, handler, raised_at, acknowledge_by, answer_by)
        select @landlord, @ComplaintId, @RepairId, @HouseholdRef, 1, @Handler, @RaisedAt, @AcknowledgeBy, @AnswerBy
        where not exists (
          select 1
          from complaint_words
          where landlord = @landlord and words_id = @once)
        on conflict do nothing
        """;

    private const string Say = """
        insert into complaint_words (landlord, words_id, complaint_id, words, at)
        select landlord, @once, complaint_id, @words, @RaisedAt
        from complaint
        where landlord = @landlord and repair_id = @RepairId and stage = 1 and answered_at is null
        for update
        on conflict do nothing
        """;

    private const string SaidIn = """
        select complaint_id
        from complaint_words
        where landlord = @landlord and words_id = @once
        """;

    private const string Again = """
        insert into complaint (landlord, complaint_id, repair_id, household_ref, stage, follows, handler, raised_at, acknowledge_by, answer_by)
        select landlord, @id, repair_id, household_ref, 2, complaint_id, @handler, @now, @acknowledgeBy, @answerBy
        from complaint
        where landlord = @Landlord and repair_id = @RepairId and stage = 1 and answered_at is not null
        order by answered_at desc
        limit 1
        on conflict do nothing
        """;

    private const string LastAgain = Columns + """

        where c.landlord = @Landlord and c.repair_id = @RepairId and c.stage = 2
        order by c.raised_at desc
        limit 1
        """;

    public static async Task<IReadOnlyList<Complaint>> OfRepairAsync(NpgsqlConnection connection, KnownRepair repair, CancellationToken ct) =>
        [.. await connection.QueryAsync<Complaint>(new CommandDefinition(OfRepair, new { repair.Landlord, repair.RepairId }, cancellationToken: ct))];

    /// <summary>The complaint that these words belong to: the one that is open for the repair, or a new one.</summary>
    public static async Task<Complaint> RaiseAsync(UnitOfWork unit, string landlord, Complaint c, Guid once, string? words, CancellationToken ct)
    {
        var values = new { landlord, c.ComplaintId, c.RepairId, c.HouseholdRef, c.Handler, c.RaisedAt, c.AcknowledgeBy, c.AnswerBy, once, words };
        CommandDefinition Of(string sql) => new(sql, values, unit.Transaction, cancellationToken: ct);
        Guid? id;
        do
        {
            // Again only where the one that was open was answered between the two statements.
            await unit.Connection.ExecuteAsync(Of(Raise));
            await unit.Connection.ExecuteAsync(Of(Say));
            id = await unit.Connection.ExecuteScalarAsync<Guid?>(Of(SaidIn));
        }
        while (id is null);

        return await unit.Connection.QuerySingleAsync<Complaint>(new CommandDefinition(Find, new { landlord, id }, unit.Transaction, cancellationToken: ct));
    }

    public static async Task<Complaint?> AgainAsync(UnitOfWork unit, KnownRepair repair, string handler, DateTimeOffset now, DateOnly acknowledgeBy, DateOnly answerBy, CancellationToken ct)
    {
        await unit.Connection.ExecuteAsync(new CommandDefinition(Again, new { repair.Landlord, repair.RepairId, id = Guid.CreateVersion7(), handler, now, acknowledgeBy, answerBy }, unit.Transaction, cancellationToken: ct));
        return await unit.Connection.QuerySingleOrDefaultAsync<Complaint?>(new CommandDefinition(LastAgain, new { repair.Landlord, repair.RepairId }, unit.Transaction, cancellationToken: ct));
    }
}
