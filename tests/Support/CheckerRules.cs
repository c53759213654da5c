using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repairs.Tests.Support;

/// <summary>A write of the outward API and the event that proves it.</summary>
/// <param name="Once">False where the event may be told again for the same id (a change, say).</param>
internal sealed record DeedRule(string Method, Regex Path, IReadOnlyList<string> Types, string Member, Func<Exchange, string> IdOf, bool Once = true);

/// <summary>Rows that stand for a change, and the events that tell of it.</summary>
internal sealed record StateRule(string Name, string Service, string Sql, IReadOnlyList<string> Types, Func<LoggedEvent, string> IdOf);

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
        new("repair", "Booking", "select repair_id::text from booking.repair", ["RepairRaised"], e => e["repairId"]),
        new("appointment", "Booking", "select appointment_id::text from booking.appointment", ["AppointmentBooked", "AppointmentChanged"], e => e["appointmentId"]),
        new("cancelled appointment", "Booking", "select appointment_id::text from booking.appointment where status = 'cancelled'", ["AppointmentCancelled"], e => e["appointmentId"]),
        new("told offer", "Booking", "select offer_id::text from booking.offer where told_at is not null", ["SlotsOffered"], e => e["offerId"]),
        new("report", "Visits", "select report_id::text from visits.report", ["VisitOutcomeReported"], e => e["reportId"]),
        new("attribution", "NoAccess", "select visit_id || ' ' || generate_series(1, revision) from noaccess.visit", ["VisitAttributed"], e => $"{e["visitId"]} {e["revision"]}"),
        new("missed each other", "NoAccess", "select visit_id::text from noaccess.decision where kind = 'missed-each-other'", ["MissedEachOther"], e => e["visitId"]),
        new("own miss", "NoAccess", "select visit_id::text from noaccess.decision where kind = 'landlord-missed'", ["LandlordMissed"], e => e["visitId"]),
        new("question by a person", "NoAccess", "select decision_id::text from noaccess.decision where kind = 'person-asks'", ["HumanContactRequested"], e => e["requestId"]),
        new("request for a follow-up", "NoAccess", "select decision_id::text from noaccess.decision where kind = 'follow-up'", ["WelfareFollowUpRequested"], e => e["requestId"]),
        new("follow-up", "Welfare", "select follow_up_id::text from welfare.follow_up where kind = 'follow-up'", ["FollowUpOpened"], e => e["followUpId"]),
        new("adjustment", "Needs", "select adjustment_id::text from needs.adjustment", ["AdjustmentRecorded"], e => e["adjustmentId"]),
        new("sent message", "Messages", "select message_id::text from messages.message where state = 'sent'", ["MessageSent"], e => e["messageId"]),
        new("promise", "Messages", "select promise_id::text from messages.promise", ["PromiseMade"], e => e["promiseId"]),
    ];

    public static IReadOnlyList<RecountRule> Recounts { get; } =
    [
        new("Booking's attribution of a visit is NoAccess's", """
            select n.visit_id, n.attribution, n.revision, b.attribution, b.attribution_revision
            from noaccess.visit n
            left join booking.visit b using (landlord, visit_id)
            where b.attribution_revision is distinct from n.revision
            """),
        new("Analytics has each event it heard, once", """
            select i.event_id
            from analytics.inbox i
            where not exists (select from analytics.event e where e.source = 'repairs' and e.event_id = i.event_id::text)
              and not exists (select from analytics.quarantine q where q.source = 'repairs' and q.event_id = i.event_id::text)
            """),
        new("a follow-up is open for a household at most once", """
            select household_ref, count(*)
            from welfare.follow_up
            where kind = 'follow-up' and state = 'open'
            group by landlord, household_ref
            having count(*) > 1
            """),
    ];

    /// <summary>What Analytics' figures are at this moment, as one short text.</summary>
    public const string Figures = """
        select coalesce((select md5(string_agg(v::text, '' order by v::text)) from analytics.visit v where v.source = 'repairs'), '') || ' '
          || coalesce((select md5(string_agg(b::text, '' order by b::text)) from analytics.bucket b where b.source = 'repairs'), '')
        """;

    /// <summary>How much Analytics has still to count.</summary>
    public const string Uncounted = "select count(*) from analytics.dirty";

    /// <summary>Throws the figures of our own events away and marks every event to be counted again.</summary>
    public const string CountAnew = """
        begin;
        lock table analytics.feed in exclusive mode;
        delete from analytics.visit where source = 'repairs';
        delete from analytics.counts where source = 'repairs';
        insert into analytics.dirty (landlord, source, subject, place, day, patch, trade, occurred_at, received_at)
        select landlord, source, subject, case when type = 'ContactReceived' then place end, day, patch, trade, occurred_at, received_at
        from analytics.event
        where source = 'repairs';
        commit;
        """;

    /// <summary>Tables whose purpose is to hold what a person told us or where they live.</summary>
    public static IReadOnlySet<string> MayHoldPersonalData { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "booking.property", "booking.repair", "booking.operative", "booking.appointment", "booking.contact_to_pass_on",
        "visits.visit", "visits.report", "needs.contact", "needs.adjustment",
        "messages.message", "messages.contact", "welfare.attempt", "welfare.reason", "welfare.concern", "welfare.follow_up", "noaccess.dispute", "noaccess.feedback",
    };

    /// <summary>The message id of every file that left for the outbox folder.</summary>
    public static IEnumerable<string> Effects(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Select(f => Id().Match(File.ReadLines(f).First()).Value) : [];

    /// <summary>Messages whose time has come and that have not been seen to yet.</summary>
    public const string DueMessages = """
        select count(*)
        from messages.message
        where state in ('pending', 'sending')
          and next_try_at <= clock_timestamp() + (select ahead from messages.clock)
        """;

    /// <summary>Messages that say they left.</summary>
    public const string Sent = "select message_id::text from messages.message where state = 'sent'";

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
