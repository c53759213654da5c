using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.NoAccess.TellPause;

/// <summary>Answers other services: do attempts at this household wait for a person?</summary>
internal static class TellPause
{
    internal sealed record Answer(bool Paused);

    public static void Map(IEndpointRouteBuilder app) => app.MapInternal("noaccess").MapGet("/{landlord}/{householdRef}/pause", GetAsync);

    private static async Task<Answer> GetAsync(string landlord, string householdRef, Database<NoAccessService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return new Answer(await TellPauseSql.IsPausedAsync(connection, landlord, householdRef, ct));
    }
}
