using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.NoAccess.SeeVisits;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.NoAccess.DisputeVisit;

/// <summary>"That's not what happened": one button. The visit leaves every count until someone outside the contractor has decided. Pressing twice is pressing once, and it can be taken back until then.</summary>
internal sealed class DisputeVisit(WeighHousehold household)
{
    internal sealed record Body(string? Words);

    private const int DaysToDecide = 5;

    private static readonly IReadOnlySet<DateOnly> Holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/dispute", PostAsync).AllowAnonymous().WithTags("Resident");
        app.MapPost("/api/resident/{token}/visits/{visitId:guid}/dispute/withdraw", WithdrawAsync).AllowAnonymous().WithTags("Resident");
    }

    /// <summary>By when somebody decides: the day we name to the resident.</summary>
    public static DateOnly DecideBy(DateTimeOffset raisedAt) => WorkingDays.From(LondonTime.DateOf(raisedAt), DaysToDecide, Holidays);

    private static async Task<IResult> PostAsync(string token, Guid visitId, HttpContext http, SignedLink links, Database<NoAccessService> db, DisputeVisit dispute, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await ResidentRecord.OpenAsync(token, links, db, now, ct)) is not { } record || record.Visit(visitId) is not { } visit)
            return Problems.NotFound();
        var body = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true ? null : await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct);
        var faults = new Faults().Optional(body?.Words, "words", 4000);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        await dispute.AddAsync(unit, record, visit, body?.Words, now, ct);
        return await unit.CommitAsync(200, new { visitId, disputed = true }, ct);
    }

    private static async Task<IResult> WithdrawAsync(string token, Guid visitId, SignedLink links, Database<NoAccessService> db, DisputeVisit dispute, BusinessClock clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await ResidentRecord.OpenAsync(token, links, db, now, ct)) is not { } record || record.Visit(visitId) is not { } visit)
            return Problems.NotFound();
        await using var unit = await db.BeginAsync(ct);
        await dispute.TakeBackAsync(unit, record, visit, now, ct);
        return await unit.CommitAsync(200, new { visitId, disputed = false }, ct);
    }

    public async Task AddAsync(UnitOfWork unit, ResidentRecord record, ResidentVisit visit, string? words, DateTimeOffset now, CancellationToken ct)
    {
        if (await DisputeVisitSql.AddAsync(unit, record.Repair, visit, words, now, ct) is not { } at)
            return;
        var disputed = new VisitDisputed(record.Repair.Landlord, visit.VisitId, record.Repair.RepairId, visit.HouseholdRef, at);
        unit.Publish(disputed, StableId.Of("disputed", visit.VisitId.ToString(), Moment(at)));
        await household.AddAsync(unit, disputed, visit.HouseholdRef, now, ct);
    }

    /// <summary>Nothing stands afterwards that was not decided. Taking back twice is taking back once.</summary>
    public async Task TakeBackAsync(UnitOfWork unit, ResidentRecord record, ResidentVisit visit, DateTimeOffset now, CancellationToken ct)
    {
        if (await DisputeVisitSql.WithdrawAsync(unit, record.Repair, visit, now, ct) is not { } at)
            return;
        var withdrawn = new DisputeWithdrawn(record.Repair.Landlord, visit.VisitId, record.Repair.RepairId, visit.HouseholdRef, at);
        unit.Publish(withdrawn, StableId.Of("undisputed", visit.VisitId.ToString(), Moment(at)));
        await household.AddAsync(unit, withdrawn, visit.HouseholdRef, now, ct);
    }

    private static string Moment(DateTimeOffset now) => now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
