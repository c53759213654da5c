using Dapper;
using Repairs.Platform;

namespace Repairs.NoAccess.RatePromises;

internal static class RatePromisesSql
{
    private const string Save = """
        update feedback
        set conduct = @Conduct, conduct_version = @ConductVersion, kept_word = @KeptWord, told_again = @ToldAgain, more = @More, promises_at = @now
        where landlord = @landlord and visit_id = @visitId and promises_at is null
        """;

    /// <summary>The first answer stands. False where there is one already, or the statements were not answered.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork unit, string landlord, Guid visitId, PromisesRated rated, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(
            Save,
            new { landlord, visitId, rated.Conduct, ConductVersion = rated.Conduct is null ? null : rated.ConductVersion, rated.KeptWord, rated.ToldAgain, rated.More, now },
            unit.Transaction,
            cancellationToken: ct)) == 1;
}
