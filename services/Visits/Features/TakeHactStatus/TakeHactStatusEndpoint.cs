using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReportOutcome;

namespace Repairs.Visits.Features.TakeHactStatus;

/// <summary>What is read of a HACT JobStatusUpdate v7. Everything else in it (comments, alert text, feedback, names) is passed over and kept nowhere.</summary>
internal sealed record HactStatus(Guid RepairId, string Reference, DateTimeOffset At, string TypeCode)
{
    private const string NoAccess = "70";
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "0", "10", "20", "30", "40", "50", "60", NoAccess, "80", "90", "100", "100-10", "100-20", "110", "120", "120-10", "120-20", "120-30", "120-40", "120-50",
    };

    public bool IsNoAccess => TypeCode == NoAccess;

    /// <summary>Reads the document, with or without its <c>JobStatusUpdate</c> wrapper; null where faults name the paths.</summary>
    public static HactStatus? Read(JsonElement document, Faults faults)
    {
        if (document.ValueKind == JsonValueKind.Object && document.TryGetProperty("JobStatusUpdate", out var inner))
            document = inner;
        if (document.ValueKind != JsonValueKind.Object)
        {
            faults.Add("$", "A JobStatusUpdate is an object.");
            return null;
        }

        var repair = Text(document, "RelatedWorkOrderReference", "ID");
        var type = Text(document, "TypeCode");
        var when = Text(document, "EventTime");
        faults.When(!Guid.TryParse(repair, out var repairId), "RelatedWorkOrderReference.ID", "Give the repair's id, as we answered it when the repair was raised.")
            .When(type is null || !Codes.Contains(type), "TypeCode", "Give a JobStatusUpdateTypeCode of HACT v7.")
            .When(!Instant(when, out var at), "EventTime", "Give the date and time of the event with its offset, for example 2026-11-26T09:30:00Z.");
        return faults.Any ? null : new HactStatus(repairId, Text(document, "Reference", "ID") ?? "", at, type!);
    }

    /// <summary>The same update sent again has the same report id.</summary>
    public Guid ReportId(string landlord) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{landlord}\n{RepairId:N}\n{Reference}\n{At.UtcDateTime:O}")).AsSpan(0, 16));

    private static bool Instant(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);

    private static string? Text(JsonElement at, params string[] path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at.ValueKind == JsonValueKind.String && at.GetString() is { Length: <= 200 } text && !text.Contains('\0') ? text : null;
    }
}

/// <summary><c>POST /hact/job-status-update</c>: "denied access" from elsewhere arrives as no answer without evidence, which counts against nobody.</summary>
internal static class TakeHactStatusEndpoint
{
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    public static async Task<IResult> PostAsync(HttpContext http, Database<VisitsService> db, ReportOutcome.ReportOutcome deed, BusinessClock clock, CancellationToken ct)
    {
        using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: ct);
        var faults = new Faults();
        if (HactStatus.Read(document.RootElement, faults) is not { } status)
            return Problems.Unreadable(faults);
        if (!status.IsNoAccess)
            return Problems.Of(422, "type-not-taken", "Only type 70 is taken here. Report what happened at the door at /api/visits/{visitId}/outcome.");
        if (status.At > clock.GetUtcNow() + ClockSlack)
            return Problems.Invalid(new Faults().When(true, "EventTime", "That time has not come yet."));

        var caller = Caller.Of(http);
        await using var unit = await db.BeginAsync(ct);
        var visit = await TakeHactStatusSql.LockAsync(unit, caller.Landlord, status.RepairId, status.At, caller.OperativeRef, ct);
        if (visit is null)
            return Problems.NotFound();
        var report = new OutcomeReport(status.ReportId(caller.Landlord), nameof(DoorOutcome.DO10), ArrivedAt: status.At);
        var answer = await deed.TakeAsync(unit, visit, visit.OperativeRef!, report, ct, withTimes: false);
        return answer.Taken switch
        {
            ReportTaken.Stored => await unit.CommitAsync(201, new OutcomeTaken(report.ReportId, visit.VisitId, report.Outcome, answer.Evidence), ct),
            ReportTaken.Known => await unit.CommitAsync(200, new OutcomeTaken(report.ReportId, visit.VisitId, report.Outcome, null), ct),
            _ => ReportOutcomeEndpoint.Refuse(answer),
        };
    }
}
