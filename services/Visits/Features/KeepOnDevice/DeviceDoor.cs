using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;
using Repairs.Visits.Features.KeepPhoto;
using Repairs.Visits.Features.ReadBrief;
using Repairs.Visits.Features.ReportOutcome;
using Repairs.Visits.Features.SetOff;

namespace Repairs.Visits.Features.KeepOnDevice;

/// <summary>
/// Where the operative's phone sends what it saved: the same deeds as the pages and the API, signed in by cookie, with the token of <see cref="DeviceDay"/>.
/// Every answer names what it is about, so that the phone can tell our "we have it" from the page of a hotel's network.
/// </summary>
internal static class DeviceDoor
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/visits/worker.js", WorkerEndpoint.Get).AllowAnonymous().ExcludeFromDescription();
        var device = app.MapGroup("/visits/device").ForPeople(Roles.Operative).ExcludeFromDescription();
        device.MapGet("/", DeviceDayEndpoint.GetAsync);
        var sent = device.MapGroup("/{visitId:guid}").AddEndpointFilter(FromOurPageAsync);
        sent.MapPost("/read", ReadAsync);
        sent.MapPost("/set-off", SetOffAsync);
        sent.MapPost("/outcome", OutcomeAsync);
        sent.MapPut("/photos/{photoId:guid}", KeepPhotoEndpoint.PutAsync).WithMetadata(new RequestSizeLimitAttribute(KeepPhoto.KeepPhoto.LargestRead));
    }

    private static async ValueTask<object?> FromOurPageAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Problems.Of(400, "form-expired", "This page is too old. Open today's visits again.");

    private static async Task<IResult> ReadAsync(Guid visitId, HttpContext http, ReadBrief.ReadBrief deed, CancellationToken ct)
    {
        var read = await BodyAsync<DeviceRead>(http, ct);
        return await deed.ConfirmAsync(Caller.Of(http), visitId, ct, read.Version ?? "", read.ReadAt) switch
        {
            BriefConfirmed.Yes => Results.Json(new { visitId }, Json.Options),
            BriefConfirmed.NotFetched => Problems.Of(503, "instructions-not-fetched", Door.NotFetched[0].Text),
            BriefConfirmed.Changed => Problems.Of(409, "brief-changed", "What helps at this door has changed. Read it again."),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<IResult> SetOffAsync(Guid visitId, HttpContext http, SetOff.SetOff deed, CancellationToken ct)
    {
        var how = await BodyAsync<SettingOff>(http, ct);
        if (how.Minutes is null or < SetOffRule.Least or > SetOffRule.Most)
            return Problems.Invalid(new Faults().When(true, "minutes", SetOffRule.Sentence));
        return await deed.GoAsync(Caller.Of(http), visitId, how.Minutes, ct) is var gone and not HasSetOff.Yes
            ? SetOffEndpoint.Refuse(gone)
            : Results.Json(new { visitId }, Json.Options);
    }

    private static async Task<IResult> OutcomeAsync(Guid visitId, HttpContext http, Database<VisitsService> db, ReportOutcome.ReportOutcome deed, BusinessClock clock, CancellationToken ct)
    {
        var sent = await BodyAsync<DeviceReport>(http, ct);
        var faults = new Faults();
        var report = sent.Read(LondonTime.DateOf(clock.GetUtcNow()), faults);
        if (report is null || faults.Any)
            return Problems.Invalid(faults);
        if (ReportRule.Unreadable(report) is { Any: true } unreadable)
            return Problems.Unreadable(unreadable);

        await using var unit = await db.BeginAsync(ct);
        var answer = await deed.TakeAsync(unit, Caller.Of(http), visitId, report, ct, sent.Date, sent.MadeAt);
        if (answer.Told)
            await unit.CommitAsync(ct);
        return answer.Taken switch
        {
            ReportTaken.Stored => await unit.CommitAsync(201, new DeviceAnswer(report.ReportId, visitId, ReportThanks.For(answer.Evidence, report.Immediate == true, photoFollows: report.CardPhotoId is not null)), ct),
            ReportTaken.Known => await unit.CommitAsync(200, new DeviceAnswer(report.ReportId, visitId, ReportThanks.For(null, report.Immediate == true)), ct),
            ReportTaken.Unacceptable => Problems.Invalid(ReportOutcomeForm.OfForm(answer.Faults!)),
            _ => ReportOutcomeEndpoint.Refuse(answer),
        };
    }

    private static async Task<T> BodyAsync<T>(HttpContext http, CancellationToken ct) => http.Request.HasJsonContentType()
        ? await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json.Strict, ct) ?? throw new JsonException("An object is needed, not null")
        : throw new BadHttpRequestException("Send JSON.", StatusCodes.Status415UnsupportedMediaType);

    /// <param name="Version">Of the instructions that were on the screen.</param>
    /// <param name="ReadAt">When they were confirmed: there may have been no signal.</param>
    private sealed record DeviceRead(string? Version, DateTimeOffset ReadAt);

    private sealed record DeviceAnswer(Guid ReportId, Guid VisitId, string Words);
}

/// <summary>
/// A report as it was typed into the page, times as the operative's clock on the wall. Read strictly: there is no member for a reason.
/// </summary>
/// <param name="Date">The visit's day when it was typed: the visit may have been moved since.</param>
/// <param name="MadeAt">When it was typed, by the landlord's clock.</param>
internal sealed record DeviceReport(
    Guid ReportId, string Outcome, DateOnly Date, string? Arrived = null, string? Left = null, IReadOnlyList<DeviceTry>? Tries = null, string? Metres = null,
    IReadOnlyList<string>? Observed = null, string? Note = null, Guid? PhotoId = null, Guid? Supersedes = null, DateTimeOffset? MadeAt = null)
{
    private const int FurthestDays = 400;

    /// <summary>The report, or faults under the page's field names.</summary>
    public OutcomeReport? Read(DateOnly today, Faults faults)
    {
        if (Math.Abs(Date.DayNumber - today.DayNumber) > FurthestDays)
        {
            faults.Add("Arrived", "That is long before or after this visit. Check the date.");
            return null;
        }

        if (Tries?.Count > 3 || Tries?.Any(t => t is null) == true)
            throw new JsonException("At most three tries");
        return new ReportOutcomeForm(ReportId, Supersedes, Outcome, Date, Arrived, Left, [.. (Tries ?? []).Select(t => (t.What, t.At))], Metres, Observed ?? [], Note, PhotoId).Read(faults);
    }
}

/// <summary>One try at the door, as typed.</summary>
internal sealed record DeviceTry(string? What = null, string? At = null);
