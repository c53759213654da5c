using System.Text.Json;
using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed class NeedsToCheck
{
    public string Landlord { get; init; } = "";

    public Guid RepairId { get; init; }

    public Guid AppointmentId { get; init; }

    public string Needs { get; init; } = "";

    public RepairKey Key => new(Landlord, RepairId);

    public SlotNeeds Known => JsonSerializer.Deserialize<SlotNeeds>(Needs, Json.Options)!;
}

internal static class RespectNeedsSql
{
    private const string CheckLater = """
        insert into needs_to_check (landlord, repair_id, appointment_id, needs, next_try_at)
        values (@Landlord, @RepairId, @appointmentId, @needs::jsonb, @now)
        on conflict (landlord, repair_id)
        do update set appointment_id = excluded.appointment_id, needs = excluded.needs, next_try_at = excluded.next_try_at
        """;

    // The next try is set before this one is made: claimed rows come back after a while, whatever happens.
    private const string Claim = """
        update needs_to_check
        set next_try_at = @now + interval '10 seconds'
        where (landlord, repair_id) in (
          select landlord, repair_id
          from needs_to_check
          where next_try_at <= @now
          order by next_try_at
          limit 1
          for update skip locked)
        returning landlord, repair_id, appointment_id, needs::text as needs
        """;

    private const string Checked = """
        delete from needs_to_check
        where landlord = @Landlord and repair_id = @RepairId and appointment_id = @AppointmentId
        """;

    public static Task CheckLaterAsync(UnitOfWork unit, RepairKey key, Guid appointmentId, SlotNeeds known, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            CheckLater, new { key.Landlord, key.RepairId, appointmentId, needs = JsonSerializer.Serialize(known, Json.Options), now }, unit.Transaction, cancellationToken: ct));

    public static Task<NeedsToCheck?> ClaimAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<NeedsToCheck?>(new CommandDefinition(Claim, new { now }, unit.Transaction, cancellationToken: ct));

    public static Task CheckedAsync(UnitOfWork unit, NeedsToCheck waiting, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Checked, new { waiting.Landlord, waiting.RepairId, waiting.AppointmentId }, unit.Transaction, cancellationToken: ct));
}
