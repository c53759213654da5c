using Dapper;
using Repairs.Platform;

namespace Repairs.Visits.Features.ReadBrief;

/// <summary>What events about a visit carry of it.</summary>
internal sealed record VisitFacts
{
    public string Landlord { get; init; } = "";

    public Guid VisitId { get; init; }

    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    public string? Priority { get; init; }

    public string? Contractor { get; init; }

    public string? OperativeRef { get; init; }

    public DateTimeOffset WindowStart { get; init; }

    public DateTimeOffset WindowEnd { get; init; }

    /// <summary>Somebody else has it now, and whoever had it tells of when they did.</summary>
    public bool GivenAway { get; init; }
}

internal static class ReadBriefSql
{
    internal const string VisitColumns = "landlord, visit_id, repair_id, household_ref, patch, trade, priority, contractor, operative_ref, window_start, window_end";

    private const string Lock = $"""
        select {VisitColumns}
        from visit
        where landlord = @landlord
        and visit_id = @visitId
        and operative_ref = @operativeRef
        for update
        """;

    private const string Read = """
        insert into brief_read (landlord, visit_id, operative_ref, version, instructions, no_photos, wait_minutes, no_calls, read_at, first_read_at)
        values (@landlord, @visitId, @operativeRef, @version, @instructions, @noPhotos, @waitMinutes, @noCalls, @now, @now)
        on conflict (landlord, visit_id, operative_ref) do update
        set version = excluded.version,
            instructions = excluded.instructions,
            no_photos = excluded.no_photos,
            wait_minutes = excluded.wait_minutes,
            no_calls = excluded.no_calls,
            read_at = excluded.read_at
        where brief_read.version <> excluded.version
        """;

    /// <summary>The caller's own visit, locked until the unit ends; null: unknown or somebody else's, which are the same to the caller.</summary>
    public static Task<VisitFacts?> LockAsync(UnitOfWork unit, string landlord, string operativeRef, Guid visitId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<VisitFacts>(new CommandDefinition(Lock, new { landlord, operativeRef, visitId }, unit.Transaction, cancellationToken: ct));

    /// <summary>True where this version of the brief had not been confirmed before.</summary>
    public static async Task<bool> ReadAsync(UnitOfWork unit, VisitFacts visit, Door door, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Read,
            new
            {
                landlord = visit.Landlord,
                visitId = visit.VisitId,
                operativeRef = visit.OperativeRef,
                version = door.Version,
                instructions = door.Instructions.Count,
                noPhotos = door.Evidence.NoPhotos,
                waitMinutes = door.Evidence.WaitMinutes,
                noCalls = door.NoCalls,
                now,
            },
            unit.Transaction,
            cancellationToken: ct)) == 1;
}
