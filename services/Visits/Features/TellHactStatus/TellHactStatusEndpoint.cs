using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Visits.Features.TellHactStatus;

/// <summary>
/// <c>GET /hact/job-status-updates?since=</c>: for contractors' and landlords' systems that keep orders of their own. <c>next</c> leads on while there is more; for
/// the next poll give <c>since</c> of the last answer. It looks back an hour before that, because what was written at the same time may come into sight a little
/// later: each update has an id of its own, so that what comes twice counts once.
/// </summary>
internal static class TellHactStatusEndpoint
{
    private const int Most = 500;
    private const int LongestKey = 200;
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    /// <summary>HACT writes its members in Pascal case.</summary>
    private static readonly JsonSerializerOptions Shape = new(Json.Options) { PropertyNamingPolicy = null, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static async Task<IResult> GetAsync(HttpContext http, Database<VisitsService> db, CancellationToken ct, string? since = null, string? next = null)
    {
        if (Start(since, next) is not { } start)
            return Problems.Unreadable(new Faults().When(true, next is null ? "since" : "next", "Give since as a date and time with its offset, for example 2026-11-26T09:30:00Z, or next as the last answer had it."));
        var caller = Caller.Of(http);
        if (caller.OperativeRef is null && !caller.Roles.Contains(Roles.Desk))
            return Results.Json(new { updates = Array.Empty<object>() }, Json.Options);
        await using var connection = await db.OpenAsync(ct);
        var news = await TellHactStatusSql.ReadAsync(connection, caller.Landlord, caller.OperativeRef, start.At, start.Key, Most, ct);
        var last = news.Count > 0 ? news[^1] : null;
        return Results.Json(
            new
            {
                updates = news.Select(HactStatusRule.Of).OfType<HactUpdate>(),
                next = news.Count == Most ? $"{last!.At.UtcTicks}.{last.Key}" : null,
                since = (last?.At ?? start.At + (next is null ? LookBack : TimeSpan.Zero)).UtcDateTime,
            },
            Shape);
    }

    private static (DateTimeOffset At, string Key)? Start(string? since, string? next)
    {
        if (next is not null)
        {
            return next.Length <= LongestKey && next.Split('.', 2) is [var ticks, var key] && !key.Contains('\0')
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var t) && t <= DateTimeOffset.MaxValue.UtcTicks
                ? (new DateTimeOffset(t, TimeSpan.Zero), key) : null;
        }

        return DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year > 2000
            ? (at - LookBack, "") : null;
    }
}
