using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>What we know that a chronology has to tell.</summary>
internal sealed record KnownToTell(IReadOnlyList<IEvent> Facts, IReadOnlyList<Asked> Asked, IReadOnlyList<Guid> Visits, IReadOnlyList<(Guid HazardId, string Step)> Done);

internal static class ChronologyCheckSql
{
    private const string Read = """
        select f.type, f.body
        from fact f
        where f.landlord = @landlord and f.household_ref = coalesce(
          (select household_ref from repair where landlord = @landlord and repair_id = @repairId),
          (select household_ref from visit where landlord = @landlord and repair_id = @repairId limit 1),
          (select household_ref from hazard where landlord = @landlord and repair_id = @repairId limit 1));

        select d.decision_id, d.kind, d.decided_at, d.paused_until, d.closed_at
        from decision d
        where d.landlord = @landlord and d.kind in ('person-asks', 'follow-up') and d.household_ref = coalesce(
          (select household_ref from repair where landlord = @landlord and repair_id = @repairId),
          (select household_ref from visit where landlord = @landlord and repair_id = @repairId limit 1),
          (select household_ref from hazard where landlord = @landlord and repair_id = @repairId limit 1));

        select visit_id
        from visit
        where landlord = @landlord and repair_id = @repairId;

        select d.hazard_id, d.step
        from duty d
        join hazard h on h.landlord = d.landlord and h.hazard_id = d.hazard_id
        where h.landlord = @landlord and h.repair_id = @repairId and d.done_at is not null;
        """;

    public static async Task<KnownToTell> ReadAsync(NpgsqlConnection connection, string landlord, Guid repairId, CancellationToken ct)
    {
        await using var read = await connection.QueryMultipleAsync(new CommandDefinition(Read, new { landlord, repairId }, cancellationToken: ct));
        var facts = await read.ReadAsync<(string Type, string Body)>();
        var decisions = await read.ReadAsync<MadeDecision>();
        return new KnownToTell(
            [.. facts.Select(f => (IEvent)JsonSerializer.Deserialize(f.Body, Facts.Types[f.Type], Json.Options)!)],
            [.. decisions.Select(d => new Asked(d.DecisionId, d.Kind == "follow-up", d.DecidedAt, d.PausedUntil, d.ClosedAt))],
            [.. await read.ReadAsync<Guid>()],
            [.. await read.ReadAsync<(Guid HazardId, string Step)>()]);
    }
}
