using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class PromiseCallSql
{
    private const string Speak = """
        update call_back
        set language = @language, because = 'interpreter'
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null
        """;

    private const string NoSafeNumber = """
        update call_back c
        set no_safe_number = true, due_at = case when r.ask_by > @now then least(c.due_at, r.ask_by) else c.due_at end
        from repair r
        where c.landlord = @Landlord
          and c.repair_id = @RepairId
          and c.kept_at is null
          and c.because = @because
          and r.landlord = c.landlord
          and r.repair_id = c.repair_id
        """;

    /// <summary>Notes that nobody rings about what is owed. A call that was promised for another reason stays one.</summary>
    public static Task NoSafeNumberAsync(UnitOfWork unit, RepairKey key, string because, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(NoSafeNumber, new { key.Landlord, key.RepairId, because, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>Notes the language of the call that is owed.</summary>
    public static Task SpeakAsync(UnitOfWork unit, RepairKey key, string language, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Speak, new { key.Landlord, key.RepairId, language }, unit.Transaction, cancellationToken: ct));
}
