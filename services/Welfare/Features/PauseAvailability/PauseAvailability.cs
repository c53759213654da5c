using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Welfare.PauseAvailability;

/// <summary>A hospital stay, a crisis or a wish to be left alone for a while: nothing counts meanwhile. Why stays in Welfare.</summary>
internal static class PauseAvailability
{
    /// <param name="From">A date, or an instant with its offset.</param>
    /// <param name="To">The last day, or the instant it ends; left out: until it is ended.</param>
    internal sealed record Body(string? From, string? To, string? Kind);

    /// <param name="At">When it ended; left out: now.</param>
    internal sealed record EndBody(DateTimeOffset? At);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/households/{householdRef}/pauses", PostAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
        app.MapPost("/api/households/{householdRef}/pauses/{pauseId:guid}/end", EndAsync).ForSystems(Roles.Welfare, Roles.Manager).WithTags("Welfare");
    }

    private static async Task<IResult> PostAsync(string householdRef, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null);
        var now = clock.GetUtcNow();
        var (from, to, faults) = Check(body, now);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        var pause = Guid.CreateVersion7();
        await StartAsync(unit, Caller.Of(http), pause, householdRef, body.Kind!, from, to, now, ct);
        return await unit.CommitAsync(201, new { pauseId = pause, from, to }, ct);
    }

    private static async Task<IResult> EndAsync(string householdRef, Guid pauseId, HttpContext http, Database<WelfareService> db, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var body = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true ? await JsonSerializer.DeserializeAsync<EndBody>(http.Request.Body, Json.Options, ct) : null;
        await using var unit = await db.BeginAsync(ct);
        return await FinishAsync(unit, Caller.Of(http).Landlord, householdRef, pauseId, body?.At ?? now, now, ct)
            ? await unit.CommitAsync(204, null, ct)
            : Problems.NotFound();
    }

    public static (DateTimeOffset From, DateTimeOffset? To, Faults Faults) Check(Body body, DateTimeOffset now)
    {
        var from = Moment(body.From, endOfDay: false);
        var to = Moment(body.To, endOfDay: true);
        var faults = new Faults()
            .When(from is null, "from", "Give the day it begins, as YYYY-MM-DD.")
            .When(from < now.AddYears(-1) || from > now.AddYears(1), "from", "Give a day within a year from today.")
            .When(!string.IsNullOrWhiteSpace(body.To) && to is null, "to", "Give the day it ends, as YYYY-MM-DD, or leave it out.")
            .When(to <= from, "to", "The end comes after the beginning.")
            .When(to > now.AddYears(2), "to", "Give a day within two years, or leave it out.")
            .When(!Words.Pauses.Any(p => p.Code == body.Kind), "kind", "Choose hospital, crisis or asked.");
        return (from ?? now, to, faults);
    }

    /// <param name="pause">Made with the form where there is one: the same one again changes nothing.</param>
    public static async Task StartAsync(UnitOfWork unit, Caller caller, Guid pause, string household, string kind, DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now, CancellationToken ct)
    {
        if (await PauseAvailabilitySql.StartAsync(unit, caller.Landlord, pause, household, kind, from, to, caller.Subject, now, ct))
            unit.Publish(new AvailabilityPaused(caller.Landlord, pause, household, from, to, now));
    }

    /// <summary>False: no such pause of this household. Ending it again changes nothing.</summary>
    public static async Task<bool> FinishAsync(UnitOfWork unit, string landlord, string household, Guid pause, DateTimeOffset at, DateTimeOffset now, CancellationToken ct)
    {
        if (await PauseAvailabilitySql.FindStartAsync(unit, landlord, household, pause, ct) is not { } start)
            return false;
        var ended = at < start ? start : at > now ? now : at;
        if (await PauseAvailabilitySql.EndAsync(unit, landlord, pause, ended, ct))
            unit.Publish(new AvailabilityResumed(landlord, pause, household, ended, now), StableId.Of("resumed", pause.ToString()));
        return true;
    }

    /// <summary>The start of a local day, or its end; or an instant as it is.</summary>
    private static DateTimeOffset? Moment(string? text, bool endOfDay) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.Year is > 2000 and < 2200 ? (endOfDay ? LondonTime.EndOf(date) : LondonTime.StartOf(date)) : null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is > 2000 and < 2200 ? instant.ToUniversalTime()
        : null;
}
