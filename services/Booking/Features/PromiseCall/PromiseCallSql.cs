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

    /// <summary>Notes the language of the call that is owed.</summary>
    public static Task SpeakAsync(UnitOfWork unit, RepairKey key, string language, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Speak, new { key.Landlord, key.RepairId, language }, unit.Transaction, cancellationToken: ct));
}
