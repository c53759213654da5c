using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellWho;

internal sealed record NumberAsked(string? Phone);

/// <summary>For Messages: whose number an answer came from. The number travels in the body, never in an address, and is kept nowhere else.</summary>
internal static class TellWhoEndpoint
{
    private const int Shortest = 10;

    public static async Task<IResult> PostAsync(string landlord, HttpContext http, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<NumberAsked>(http.Request.Body, Json.Options, ct);
        var digits = string.Concat((asked?.Phone ?? "").Where(char.IsAsciiDigit));
        if (digits.Length < Shortest)
            return Results.Json(new { households = Array.Empty<string>() }, Json.Options);
        await using var connection = await db.OpenAsync(ct);
        return Results.Json(new { households = await TellWhoSql.FindAsync(connection, landlord, digits[^Shortest..], clock.GetUtcNow(), ct) }, Json.Options);
    }
}
