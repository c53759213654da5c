using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Analytics.Features.JudgeChange;

/// <summary>A question about a change, written down once and never altered.</summary>
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
        select {Columns}
        from change_plan
        where landlord = @landlord
        order by written_at desc
        limit 100
        """;

    private const string One = $"""
        select {Columns}
        from change_plan
        where landlord = @landlord and plan_id = @planId
        """;

    public static Task InsertAsync(UnitOfWork unit, string landlord, ChangePlan p, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { landlord, p.PlanId, p.Question, p.Source, p.MeasureId, p.Day, p.Patches, p.Compared, p.AlsoChanged, p.Author, p.WrittenAt },
            unit.Transaction,
            cancellationToken: ct));

    public static async Task<IReadOnlyList<ChangePlan>> AllAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<ChangePlan>(new CommandDefinition(All, new { landlord }, cancellationToken: ct))).AsList();

    public static Task<ChangePlan?> OneAsync(NpgsqlConnection connection, string landlord, Guid planId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ChangePlan>(new CommandDefinition(One, new { landlord, planId }, cancellationToken: ct));
}
