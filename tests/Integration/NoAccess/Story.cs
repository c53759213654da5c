using Repairs.Contracts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>A household of its own whose visits are told as events, the way Booking and Visits tell them.</summary>
internal sealed class Story(RepairsSystem system, DateTimeOffset now)
{
    public const string Landlord = "demo";

    public string Household { get; } = $"H-{Guid.NewGuid():N}";

    public Guid Repair { get; } = Guid.NewGuid();

    public RepairRaised Raised => new(Landlord, Repair, Household, "P", "north", "plumbing", Priority.Routine, now.AddDays(20), 1, now.AddDays(-40));

    public Task SayAsAsync(IEvent e, Guid eventId) => system.PublishAsync(Publisher(e), e, eventId);

    public async Task SayAsync(params IEnumerable<IEvent> events)
    {
        foreach (var e in events)
            await SayAsAsync(e, Guid.NewGuid());
    }

    /// <summary>A window that was promised yesterday, four hours long. It must not have ended, or Visits finds by itself that nobody came.</summary>
    public AppointmentBooked Booked(Guid visit, double daysAhead, Actor by = Actor.Resident, Guid? repair = null)
    {
        var start = now.AddDays(daysAhead);
        return new(Landlord, Guid.NewGuid(), visit, repair ?? Repair, Household, "P", "north", "plumbing", Priority.Routine, "C", "OP", DateOnly.FromDateTime(start.Date), new TimeOnly(8, 0), new TimeOnly(12, 0), start, start.AddHours(4), by, 48, now.AddDays(-1));
    }

    public VisitOutcomeReported Report(AppointmentBooked visit, DoorOutcome outcome = DoorOutcome.DO10, Actor by = Actor.Contractor, bool evidence = true) =>
        new(Landlord, Guid.NewGuid(), null, visit.VisitId, visit.RepairId, Household, "north", "plumbing", Priority.Routine, "C", "OP", outcome, by == Actor.System ? null : visit.WindowStart.AddMinutes(20), by == Actor.System ? null : visit.WindowStart.AddMinutes(40), outcome == DoorOutcome.DO10 ? new DoorEvidence(true, true, true, evidence, true) : null, [], visit.WindowStart, visit.WindowEnd, by, visit.WindowStart.AddMinutes(45));

    /// <summary>How many events of a type NoAccess told about this household. Sealed bodies are opened by their subject.</summary>
    public Task<long> ToldAsync(string type) => system.ScalarAsync<long>($"select count(*) from noaccess.event_log where type = '{type}' and (subject = '{Household}' or body->>'householdRef' = '{Household}')");

    public Task<long> CountAsync(string kind) => system.ScalarAsync<long>($"select count(*) from noaccess.decision where household_ref = '{Household}' and kind = '{kind}'");

    public Task<string?> AttributionAsync(Guid visit) => system.ScalarAsync<string>($"select attribution from noaccess.visit where visit_id = '{visit}'");

    /// <summary>Everything NoAccess keeps about the household, as text that is equal when the state is.</summary>
    public async Task<string> StateAsync() => string.Join('\n',
        await system.ScalarAsync<string>($"select string_agg(f::text, '|' order by key) from noaccess.fact f where household_ref = '{Household}'"),
        await system.ScalarAsync<string>($"select string_agg(v::text, '|' order by visit_id) from noaccess.visit v where household_ref = '{Household}'"),
        await system.ScalarAsync<string>($"select string_agg(d::text, '|' order by decision_id) from noaccess.decision d where household_ref = '{Household}'"),
        await system.ScalarAsync<string>($"select string_agg(event_id::text, '|' order by event_id) from noaccess.event_log where subject = '{Household}' or body->>'householdRef' = '{Household}'"));

    private static string Publisher(IEvent e) => e switch
    {
        AppointmentBooked or AppointmentChanged or AppointmentCancelled or RepairRaised or RepairFinished or RepairWithdrawn or ResidentLinkReplaced or SlotsOffered or SlotsDeclined => "Booking",
        MessageSent or MessageUndelivered => "Messages",
        AdjustmentRecorded or AdjustmentWithdrawn => "Needs",
        ReasonShared or AvailabilityPaused or AvailabilityResumed or FollowUpClosed or HumanContactAttempted => "Welfare",
        _ => "Visits",
    };
}
