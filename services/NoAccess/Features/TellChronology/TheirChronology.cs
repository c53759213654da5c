using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.NoAccess.KnowRepair;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>The resident's own chronology as files and for their own systems; and the very copies that managers have.</summary>
internal static class TheirChronology
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/resident/{token}/visits/chronology", TellAsync).AllowAnonymous().WithTags("Resident");
        app.MapGet("/r/{token}/visits/everything.{kind:regex(^(csv|html)$)}", OwnAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/r/{token}/visits/copies/{openingId:guid}.{kind:regex(^(csv|html)$)}", SameAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> TellAsync(string token, SignedLink links, Database<NoAccessService> db, OpenChronology open, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await KnowRepairSql.OpenAsync(connection, links.Read(token), ct) is { } repair
            ? Results.Json(OpenChronology.Tell(await open.TheirsAsync(connection, repair.Landlord, repair.RepairId, clock.GetUtcNow(), ct)), Json.Options)
            : Problems.NotFound();
    }

    private static async Task<IResult> OwnAsync(string token, string kind, SignedLink links, Database<NoAccessService> db, OpenChronology open, BusinessClock clock, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await KnowRepairSql.OpenAsync(connection, links.Read(token), ct) is { } repair
            ? open.File(await open.TheirsAsync(connection, repair.Landlord, repair.RepairId, clock.GetUtcNow(), ct), kind)
            : Problems.NotFound();
    }

    private static async Task<IResult> SameAsync(string token, Guid openingId, string kind, SignedLink links, Database<NoAccessService> db, OpenChronology open, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (await KnowRepairSql.OpenAsync(connection, links.Read(token), ct) is not { } repair)
            return Problems.NotFound();
        var opening = (await OpeningSql.OfRepairAsync(connection, repair.Landlord, repair.RepairId, ct)).FirstOrDefault(o => o.OpeningId == openingId);
        return opening is null ? Problems.NotFound() : open.File(await open.CopyAsync(connection, repair.Landlord, opening, ct), kind);
    }
}
