using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>A question about a change, written down once and never altered; only taken back.</summary>
internal sealed class ChangePlan
{
    public Guid PlanId { get; init; }

    public string Question { get; init; } = "";

    public string Source { get; init; } = "";

    public string MeasureId { get; init; } = "";

    /// <summary>The first day with the change.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Patches the change came to; none: everywhere.</summary>
    public string[] Patches { get; init; } = [];

    /// <summary>Patches to compare with.</summary>
    public string[] Compared { get; init; } = [];

    public string AlsoChanged { get; init; } = "";

    public string Author { get; init; } = "";

    public DateTimeOffset WrittenAt { get; init; }

    public string? TakenBackBy { get; init; }

    /// <summary>Its words went then; null: it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }
}

internal static class JudgeChangeSql
{
    private const string Columns = "plan_id, question, source, measure_id, day, patches, compared, also_changed, author, written_at";

    private const string Insert = $"""
        insert into change_plan (landlord, {Columns})
        values (@landlord, @PlanId, @Question, @Source, @MeasureId, @Day, @Patches, @Compared, @AlsoChanged, @Author, @WrittenAt)
        on conflict do nothing
        """;

    private const string All = $"""
        select {Columns}, taken_back_by, taken_back_at
        from change_plan
        where landlord = @landlord
        order by written_at desc
        limit 100
        """;

    private const string One = $"""
        select {Columns}
        from change_plan
        where landlord = @landlord and plan_id = @planId and taken_back_at is null
        """;

    private const string TakeBack = """
        update change_plan
        set question = '', also_changed = '', taken_back_by = @author, taken_back_at = @now
        where landlord = @landlord and plan_id = @planId and taken_back_at is null
        """;

    public static Task InsertAsync(UnitOfWork unit, string landlord, ChangePlan p, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { landlord, p.PlanId, p.Question, p.Source, p.MeasureId, p.Day, p.Patches, p.Compared, p.AlsoChanged, p.Author, p.WrittenAt },
            unit.Transaction,
            cancellationToken: ct));

    /// <summary>Its words are gone; that something was asked of this measure and day stays. Twice changes nothing.</summary>
    public static Task TakeBackAsync(UnitOfWork unit, string landlord, Guid planId, string author, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(TakeBack, new { landlord, planId, author, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>The latest hundred, those taken back too.</summary>
    public static async Task<IReadOnlyList<ChangePlan>> AllAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<ChangePlan>(new CommandDefinition(All, new { landlord }, cancellationToken: ct))).AsList();

    /// <summary>One that stands.</summary>
    public static Task<ChangePlan?> OneAsync(NpgsqlConnection connection, string landlord, Guid planId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ChangePlan>(new CommandDefinition(One, new { landlord, planId }, cancellationToken: ct));
}
