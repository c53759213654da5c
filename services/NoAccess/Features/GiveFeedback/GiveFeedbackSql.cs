using Dapper;
using Repairs.Platform;

namespace Repairs.NoAccess.GiveFeedback;

internal static class GiveFeedbackSql
{
    private const string Add = """
        insert into feedback (landlord, visit_id, feedback_id, safe, heard, in_control, words, not_rated, given_at)
        values (@landlord, @visitId, @id, @Safe, @Heard, @InControl, @Words, @notRated, @now)
        on conflict do nothing
        """;

    public static async Task<bool> AddAsync(UnitOfWork unit, string landlord, Guid visitId, Guid id, GiveFeedback.Body body, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { landlord, visitId, id, body.Safe, body.Heard, body.InControl, body.Words, notRated = body.NotRated ?? [], now }, unit.Transaction, cancellationToken: ct)) == 1;
}
