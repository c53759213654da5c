using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class ImportSql
{
    private const string Record = """
        insert into import_run (landlord, import_id, kind, imported_at, accepted, rejected)
        values (@landlord, @id, @kind, @now, @accepted, @rejected)
        """;

    public static Task RecordAsync(UnitOfWork unit, string landlord, string kind, DateTimeOffset now, int accepted, int rejected, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Record, new { landlord, id = Guid.CreateVersion7(), kind, now, accepted, rejected }, unit.Transaction, cancellationToken: ct));
}
