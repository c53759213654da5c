using Repairs.Contracts;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>Facts for tests: one household, visits on given days from 8 to 12, chosen by the resident unless said otherwise.</summary>
internal sealed class A
{
    public const string Landlord = "demo";
    public const string Household = "H-1";
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly DoorEvidence Complete = new(true, true, true, true, true);

    /// <summary>An id that is the same in every run.</summary>
    public static Guid Id(string kind, int n) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{kind}{n}")).AsSpan(0, 16));

    public static Guid Visit(int n) => Id("visit", n);

    public static Guid Repair(int n) => Id("repair", n);

    /// <summary>The window of visit <paramref name="n"/> begins at 8 on that many days after a Monday.</summary>
    public static DateTimeOffset Start(int n) => Monday.AddDays(n);

    public static AppointmentBooked Booked(int n, int repair = 0, Actor by = Actor.Resident, Priority priority = Priority.Routine) =>
        new(Landlord, Id("appointment", n), Visit(n), Repair(repair), Household, "P-1", "North", "plumbing", priority, "Contractor", "OP-1", DateOnly.FromDateTime(Start(n).Date), new TimeOnly(8, 0), new TimeOnly(12, 0), Start(n), Start(n).AddHours(4), by, 48, Start(n).AddDays(-2));

    public static AppointmentChanged Changed(int n, DateTimeOffset at, DateTimeOffset start, Actor by, int repair = 0) =>
        new(Landlord, Id("changed", n), Visit(n), Repair(repair), Household, "P-1", "North", "plumbing", Priority.Routine, "Contractor", "OP-1", DateOnly.FromDateTime(start.Date), new TimeOnly(8, 0), new TimeOnly(12, 0), start, start.AddHours(4), Start(n), Start(n).AddHours(4), by, 24, at);

    /// <summary>The same local times by other rules of the zone: so many hours later than they were.</summary>
    public static AppointmentChanged SameTimes(int n, DateTimeOffset at, int hours, Actor by = Actor.Resident) =>
        Changed(n, at, Start(n).AddHours(hours), by) with { AppointmentId = Id("same-times", n), SameTimes = true };

    /// <summary>Somebody else comes in that very window.</summary>
    public static AppointmentChanged SomebodyElse(int n, DateTimeOffset at, DateTimeOffset start) =>
        Changed(n, at, start, Actor.Landlord) with { AppointmentId = Id("somebody-else", n), OperativeRef = "OP-2", PreviousWindowStart = start, PreviousWindowEnd = start.AddHours(4) };

    public static AppointmentCancelled Cancelled(int n, DateTimeOffset at, Actor by = Actor.Resident) =>
        new(Landlord, Id("appointment", n), Visit(n), Repair(0), Household, "North", "plumbing", Start(n), Start(n).AddHours(4), by, 24, at);

    public static VisitOutcomeReported Report(int n, DoorOutcome outcome = DoorOutcome.DO10, int repair = 0, DoorEvidence? evidence = null, int arrivedAfterMinutes = 30, Guid? supersedes = null, string report = "report", Priority priority = Priority.Routine, params DoorOutcome[] observed) =>
        new(Landlord, Id(report, n), supersedes, Visit(n), Repair(repair), Household, "North", "plumbing", priority, "Contractor", "OP-1", outcome, Start(n).AddMinutes(arrivedAfterMinutes), Start(n).AddMinutes(arrivedAfterMinutes + 15), outcome == DoorOutcome.DO10 ? evidence ?? Complete : null, observed, Start(n), Start(n).AddHours(4), Actor.Contractor, Start(n).AddMinutes(arrivedAfterMinutes + (supersedes is null ? 20 : 60)));

    public static VisitOutcomeReported NobodyCame(int n, int repair = 0) =>
        Report(n, DoorOutcome.DO22, repair, report: "absence") with { By = Actor.System, ArrivedAt = null, LeftAt = null, OccurredAt = Start(n).AddHours(5) };

    public static MessageSent Told(int n, DateTimeOffset at) =>
        new(Landlord, Id("message", n), Household, Repair(0), Visit(n), "booked", "text", Start(n), Start(n).AddHours(4), at);

    public static MessageUndelivered CameBack(int n, string channel = "text", DateTimeOffset? at = null) =>
        new(Landlord, Id("message", n), Household, Repair(0), Visit(n), "booked", channel, at ?? Start(n).AddDays(-1));

    public static ReasonShared Reason(int n, string kind, DateTimeOffset? at = null) =>
        new(Landlord, Visit(n), Repair(0), Household, kind, null, at ?? Start(n).AddDays(1));

    public static AvailabilityPaused Pause(int n, DateTimeOffset from, DateTimeOffset? to) => new(Landlord, Id("pause", n), Household, from, to, from);

    public static AvailabilityResumed Resume(int n, DateTimeOffset at) => new(Landlord, Id("pause", n), Household, at, at);

    public static AdjustmentRecorded Adjustment(int n, DateTimeOffset at) => new(Landlord, Id("adjustment", n), Household, "A04", at);

    public static AdjustmentWithdrawn Withdrawn(int n, DateTimeOffset at) => new(Landlord, Id("adjustment", n), Household, "A04", at);

    public static VisitBriefRead BriefRead(int n, DateTimeOffset at) => new(Landlord, Visit(n), Repair(0), Household, "OP-1", 1, at);

    public static VisitDisputed Dispute(int n) => new(Landlord, Visit(n), Repair(0), Household, Start(n).AddDays(1));

    public static DisputeWithdrawn TakenBack(int n, DateTimeOffset at) => new(Landlord, Visit(n), Repair(0), Household, at);

    public static DisputeDecided Decided(int n, bool upheld) => new(Landlord, Visit(n), Repair(0), Household, upheld, Start(n).AddDays(3));

    public static HazardObserved Hazard(int n, int repair = 0) => new(Landlord, Visit(n), Repair(repair), Household, "North", Start(n).AddHours(1));

    public static WelfareConcernRaised Concern(int n, bool immediate = false) => new(Landlord, Visit(n), Repair(0), Household, immediate, Start(n).AddHours(1));

    public static HumanContactAttempted Tried(int n, Guid request, DateTimeOffset at) => new(Landlord, Id("attempt", n), Id("follow-up", n), request, Household, false, at.AddDays(1), at);

    public static FollowUpClosed Closed(Guid request, DateTimeOffset at) => new(Landlord, Id("closed", 0), request, Household, true, at);
}
