using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReadBrief;

namespace Repairs.Visits.Features.SetOff;

/// <param name="Minutes">About how long the way takes.</param>
internal sealed record SettingOff(int? Minutes);

/// <summary><c>POST /api/visits/{visitId}/on-my-way</c>: the resident is told the person's first name and an honest time.</summary>
internal static class SetOffEndpoint
{
    public static async Task<IResult> PostAsync(Guid visitId, HttpContext http, SetOff deed, CancellationToken ct)
    {
        var how = http.Request.ContentLength is null or 0
            ? new SettingOff(null)
            : await JsonSerializer.DeserializeAsync<SettingOff>(http.Request.Body, Json.Strict, ct) ?? new SettingOff(null);
        if (how.Minutes is < SetOffRule.Least or > SetOffRule.Most)
            return Problems.Invalid(new Faults().When(true, "minutes", SetOffRule.Sentence));
        return await deed.GoAsync(Caller.Of(http), visitId, how.Minutes, ct) is var gone and not HasSetOff.Yes ? Refuse(gone) : Results.NoContent();
    }

    internal static IResult Refuse(HasSetOff gone) => gone switch
    {
        HasSetOff.NotRead => Problems.Of(409, "brief-not-read", "Read what helps at this door and confirm it before you set off."),
        HasSetOff.BriefChanged => Problems.Of(409, "brief-changed", "What helps at this door has changed since you read it. Read it again before you set off."),
        _ => Problems.NotFound(),
    };
}

internal enum HasSetOff
{
    Yes,
    NotMine,
    NotRead,
    BriefChanged,
}

/// <summary>What an honest time is.</summary>
internal static class SetOffRule
{
    public const int Least = 1;
    public const int Most = 240;
    public const string Sentence = "Say a number of minutes from 1 to 240.";

    /// <summary>The latest time of arrival to promise: never before the window the resident was given begins.</summary>
    public static DateTimeOffset ArriveBy(DateTimeOffset now, int minutes, DateTimeOffset windowStart) =>
        now.AddMinutes(minutes) is var there && there > windowStart ? there : windowStart;
}

/// <summary>Sets off, by page or by API; pressed twice the resident hears of it once.</summary>
internal sealed class SetOff(Database<VisitsService> db, DoorInstructions doors, VisitsSettings settings, BusinessClock clock)
{
    public async Task<HasSetOff> GoAsync(Caller caller, Guid visitId, int? minutes, CancellationToken ct)
    {
        if (caller.OperativeRef is null)
            return HasSetOff.NotMine;
        await using var unit = await db.BeginAsync(ct);
        var visit = await ReadBriefSql.LockAsync(unit, caller.Landlord, caller.OperativeRef, visitId, ct);
        if (visit is null)
            return HasSetOff.NotMine;
        var read = await SetOffSql.ReadVersionAsync(unit, visit, ct);
        if (read is null)
            return HasSetOff.NotRead;

        // Where Needs cannot be reached now, what was read and confirmed is what is known.
        if (await doors.OfAsync(visit.Landlord, visit.HouseholdRef, ct) is { } door && door.Version != read)
            return HasSetOff.BriefChanged;

        var now = clock.GetUtcNow();
        var arriveBy = SetOffRule.ArriveBy(now, minutes ?? settings.TravelMinutes, visit.WindowStart);
        await SetOffSql.NotAbsentBeforeAsync(unit, visit, arriveBy.AddHours(settings.HoursInside), ct);
        if (await SetOffSql.InsertAsync(unit, visit, now, arriveBy, ct))
            unit.Publish(new OperativeOnTheWay(visit.Landlord, visit.VisitId, visit.RepairId, visit.HouseholdRef, visit.OperativeRef!, arriveBy, now));
        await unit.CommitAsync(204, null, ct);
        return HasSetOff.Yes;
    }
}
