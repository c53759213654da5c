using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repairs.Tests.Support;

/// <summary>A write of the outward API and the event that proves it.</summary>
/// <param name="Once">False where the event may be told again for the same id (a change, say).</param>
internal sealed record DeedRule(string Method, Regex Path, IReadOnlyList<string> Types, string Member, Func<Exchange, string> IdOf, bool Once = true);

/// <summary>Rows that stand for a change, and the events that tell of it.</summary>
internal sealed record StateRule(string Name, string Service, string Sql, IReadOnlyList<string> Types, string Member);

/// <summary>A query that gives a row for each figure that differs from its recount.</summary>
internal sealed record RecountRule(string Name, string Sql);

/// <summary>What is particular to our services, for the <see cref="Checker"/>: one line for each thing that must hold.</summary>
internal static partial class CheckerRules
{
    public static IReadOnlyList<DeedRule> Deeds { get; } =
    [
        new("POST", RaisePath(), ["RepairRaised"], "repairId", e => Of(e, "repairId")),
        new("POST", BookPath(), ["AppointmentBooked"], "appointmentId", e => Of(e, "appointmentId")),
        new("POST", ReportPath(), ["VisitOutcomeReported"], "reportId", e => JsonDocument.Parse(e.Sent!).RootElement.GetProperty("reportId").GetGuid().ToString()),
    ];

    public static IReadOnlyList<StateRule> States { get; } =
    [
        new("repair", "Booking", "select repair_id::text from booking.repair", ["RepairRaised"], "repairId"),
        new("report", "Visits", "select report_id::text from visits.report", ["VisitOutcomeReported"], "reportId"),
    ];

    public static IReadOnlyList<RecountRule> Recounts { get; } = [];

    /// <summary>Tables whose purpose is to hold what a person told us or where they live.</summary>
    public static IReadOnlySet<string> MayHoldPersonalData { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "booking.property", "booking.repair", "booking.operative", "booking.appointment", "booking.contact_to_pass_on",
        "visits.visit", "visits.report",
    };

    /// <summary>The message id of every file in the outbox folder.</summary>
    public static IEnumerable<string> Effects(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Id().Match(Path.GetFileName(f)).Value).Where(id => id.Length > 0) : [];

    private static string Of(Exchange e, string member) => e.Json.GetProperty(member).GetString()!;

    [GeneratedRegex("^(/api/repairs|/hact/raise-repair)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex RaisePath();

    [GeneratedRegex("^/api/(repairs|resident)/[^/]+/appointment$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex BookPath();

    [GeneratedRegex("^/api/visits/[^/]+/outcome$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex ReportPath();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Id();
}
