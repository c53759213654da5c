using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>The repair a HACT document is about.</summary>
internal static class HactRepairOf
{
    public static async Task<RepairRow?> FindAsync(Database<BookingService> db, BusinessClock clock, string landlord, string reference, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await HactReferenceSql.FindAsync(connection, null, landlord, reference, ct) is { } key
            ? await RepairSql.FindAsync(connection, key, clock.Offset, ct)
            : null;
    }

    public static IResult Unknown(string path) =>
        Problems.Invalid(new Faults().When(true, path, "No repair has this reference. Give the repairId we answered when it was raised, or bind your own reference to it with ScheduleRepair."));

    /// <summary>Why there is no time to choose, if so.</summary>
    public static IResult? WhyNot(RepairRow repair) =>
        OfferRule.WhyNot(repair) is { } refusal ? refusal.AsProblem()
        : repair.IsAwaited
            ? Problems.Of(409, "emergency", "This is an emergency: someone comes by the time in arrivalBy, so there is nothing to choose.", new Dictionary<string, object?> { ["arrivalBy"] = repair.WindowEnd ?? repair.DueBy })
            : null;
}
