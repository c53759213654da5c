using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.TellOnTheWay;

internal static class TellOnTheWaySql
{
    private const string Chosen = """
        select chosen_by_resident
        from visit
        where landlord = @landlord and visit_id = @visitId
        """;

    public static Task<bool> ChosenByResidentAsync(UnitOfWork unit, string landlord, Guid visitId, CancellationToken ct) =>
        unit.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(Chosen, new { landlord, visitId }, unit.Transaction, cancellationToken: ct));
}
