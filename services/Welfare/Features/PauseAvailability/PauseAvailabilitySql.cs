using Dapper;
using Repairs.Platform;

namespace Repairs.Welfare.PauseAvailability;

internal static class PauseAvailabilitySql
{
    private const string Start = """
        insert into pause (landlord, pause_id, household_ref, kind, starts_at, ends_at, recorded_by, recorded_at)
        values (@landlord, @pause, @household, @kind, @from, @to, @by, @now)
        on conflict (landlord, pause_id) do nothing
        """;

    private const string FindStart = """
        select starts_at
        from pause
        where landlord = @landlord and household_ref = @household and pause_id = @pause
        for update
        """;

    private const string End = """
        update pause
        set ended_at = @at
        where landlord = @landlord and pause_id = @pause and ended_at is null
        """;

    /// <summary>False where it is recorded already.</summary>
    public static async Task<bool> StartAsync(UnitOfWork unit, string landlord, Guid pause, string household, string kind, DateTimeOffset from, DateTimeOffset? to, string by, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Start, new { landlord, pause, household, kind, from, to, by, now }, unit.Transaction, cancellationToken: ct)) == 1;

    public static Task<DateTimeOffset?> FindStartAsync(UnitOfWork unit, string landlord, string household, Guid pause, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(FindStart, new { landlord, household, pause }, unit.Transaction, cancellationToken: ct));

    public static async Task<bool> EndAsync(UnitOfWork unit, string landlord, Guid pause, DateTimeOffset at, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(End, new { landlord, pause, at }, unit.Transaction, cancellationToken: ct)) == 1;
}
