using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.ShowAdjustments;

/// <summary>An adjustment as those who look after needs see it.</summary>
internal sealed record AdjustmentShown
{
    public Guid AdjustmentId { get; init; }

    public string Code { get; init; } = "";

    public string Title => AdjustmentCodes.ByCode[Code].Title;

    public string? Words { get; init; }

    public string? DoorWords { get; init; }

    public string[] SeenBy { get; init; } = [];

    public int? WaitMinutes { get; init; }

    public int? People { get; init; }

    public TimeOnly? NotBefore { get; init; }

    public TimeOnly? NotAfter { get; init; }

    public DateOnly[] AvoidDates { get; init; } = [];

    public string? OperativeGender { get; init; }

    public string? Language { get; init; }

    public bool NoPhotos { get; init; }

    public string? ConsentHow { get; init; }

    public DateTimeOffset? ConsentAt { get; init; }

    public string? BasisKind { get; init; }

    public string? BasisWhy { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    public DateOnly ReviewBy { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }
}

/// <summary><c>GET /api/households/{ref}/adjustments</c>: also those withdrawn, with the time. The read itself is written down.</summary>
internal static class ShowAdjustmentsEndpoint
{
    public static async Task<IResult> GetAsync(string householdRef, HttpContext http, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        if (!Households.IsRef(householdRef))
            return Problems.NotFound();
        var caller = Caller.Of(http);
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(
            await AdjustmentsSql.AllAsync(connection, new Reading(caller.Landlord, householdRef, caller.Subject, "looking after needs", clock.GetUtcNow()), ct), Json.Options);
    }
}
