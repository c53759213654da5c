using Repairs.NoAccess.KnowRepair;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>What a resident's link opens here: the visits of one repair.</summary>
/// <param name="AskForFeedback">False while a pause or a request for a person is open.</param>
internal sealed record ResidentRecord(KnownRepair Repair, IReadOnlyList<ResidentVisit> Visits, bool AskForFeedback)
{
    /// <summary>Null where the token is not ours, was replaced, or opens a repair we have not heard of: all alike.</summary>
    public static async Task<ResidentRecord?> OpenAsync(string token, SignedLink links, Database<NoAccessService> db, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (await KnowRepairSql.OpenAsync(connection, links.Read(token), ct) is not { } repair)
            return null;
        var visits = await SeeVisitsSql.ListAsync(connection, repair, ct);
        return new ResidentRecord(repair, visits, !await SeeVisitsSql.IsQuietAsync(connection, repair, now, ct));
    }

    /// <summary>One of the repair's visits; null for any other.</summary>
    public ResidentVisit? Visit(Guid visitId) => Visits.FirstOrDefault(v => v.VisitId == visitId);
}
