namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>What is kept of an event type.</summary>
/// <param name="Subject">The member that says what it is about.</param>
/// <param name="Needs">Members without which it says nothing.</param>
/// <param name="Keeps">Further codes, times and numbers to keep.</param>
/// <param name="OfVisit">It tells of a visit, so the visit's state is worked out again.</param>
internal sealed record EventType(string Subject, string[] Needs, string[] Keeps, bool OfVisit = false);

/// <summary>The events Analytics keeps, and of each only what its measures need. No member that could hold a name, an address or free words is on this list.</summary>
internal static class EventTypes
{
    public const string VisitImported = "VisitImported";
    public const string VisitOutcomeReported = "VisitOutcomeReported";
    public const string VisitEvidenceAdded = "VisitEvidenceAdded";
    public const string VisitAttributed = "VisitAttributed";
    public const string VisitDisputed = "VisitDisputed";
    public const string DisputeWithdrawn = "DisputeWithdrawn";
    public const string DisputeDecided = "DisputeDecided";
    public const string LandlordMissed = "LandlordMissed";
    public const string AppointmentBooked = "AppointmentBooked";
    public const string AppointmentChanged = "AppointmentChanged";
    public const string AppointmentCancelled = "AppointmentCancelled";
    public const string ContactReceived = "ContactReceived";

    /// <summary>An event that only takes another back.</summary>
    public const string Void = "Void";

    private static readonly string[] Window = ["repairId", "appointmentId", "windowStart", "windowEnd", "priority", "contractor"];

    private static readonly Dictionary<string, EventType> Kept = new(StringComparer.Ordinal)
    {
        [VisitImported] = new("visitId", ["outcome"], [], OfVisit: true),
        [VisitOutcomeReported] = new("visitId", ["visitId", "outcome"], ["reportId", "arrivedAt", "leftAt", .. Window], OfVisit: true),
        [VisitEvidenceAdded] = new("visitId", ["visitId"], ["reportId"], OfVisit: true),
        [VisitAttributed] = new("visitId", ["visitId", "outcome", "attribution"], ["attribution", "revision", "repairId"], OfVisit: true),
        [VisitDisputed] = new("visitId", ["visitId"], ["repairId"], OfVisit: true),
        [DisputeWithdrawn] = new("visitId", ["visitId"], ["repairId"], OfVisit: true),
        [DisputeDecided] = new("visitId", ["visitId", "upheld"], ["upheld", "repairId"], OfVisit: true),
        [LandlordMissed] = new("visitId", ["visitId"], ["repairId", "windowStart", "windowEnd"], OfVisit: true),
        ["MissedEachOther"] = new("visitId", ["visitId"], ["repairId", "visitedAt"], OfVisit: true),
        [AppointmentBooked] = new("visitId", ["visitId"], Window, OfVisit: true),
        [AppointmentChanged] = new("visitId", ["visitId", "by"], [.. Window, "previousWindowStart", "previousWindowEnd", "sameTimes"], OfVisit: true),
        [AppointmentCancelled] = new("visitId", ["visitId", "by"], Window, OfVisit: true),
        [ContactReceived] = new("contactId", [], ["repairId", "channel"]),
        ["FeedbackGiven"] = new("feedbackId", ["visitId"], ["visitId", "repairId", "safe", "heard", "inControl", "visitHappened"]),
        ["WelfareFollowUpRequested"] = new("requestId", ["requestId"], ["repairId", "proposedRisk"]),
        ["FollowUpOpened"] = new("requestId", ["requestId"], ["followUpId", "risk", "dueBy"]),
        ["HumanContactAttempted"] = new("requestId", ["requestId"], ["followUpId", "reached", "dueBy"]),
        ["MessageSent"] = new("messageId", ["messageId"], ["visitId", "repairId", "template", "channel", "windowStart"]),
        ["MessageUndelivered"] = new("messageId", ["messageId"], ["visitId", "repairId", "template", "channel"]),
        ["PromiseMade"] = new("promiseId", ["promiseId"], ["dueBy"]),
        ["PromiseKept"] = new("promiseId", ["promiseId"], ["dueBy"]),
        ["PromiseSlipped"] = new("promiseId", ["promiseId"], ["dueBy"]),
        ["RepairRaised"] = new("repairId", ["repairId"], ["priority", "dueBy"]),
        ["RepairFinished"] = new("repairId", ["repairId"], []),
        ["RepairWithdrawn"] = new("repairId", ["repairId"], ["reason"]),
        ["SlotsOffered"] = new("offerId", ["offerId"], ["repairId", "priority", "to", "choices", "days", "mornings", "afternoons", "schoolRunSafe", "evenings", "samePerson", "needsApplied"]),
        ["SlotsDeclined"] = new("offerId", ["offerId"], ["repairId", "ledTo"]),
    };

    /// <summary>Types that tell of a visit.</summary>
    public static string[] OfVisit { get; } = [.. Kept.Where(t => t.Value.OfVisit).Select(t => t.Key)];

    /// <summary>Every type that is kept.</summary>
    public static IReadOnlyCollection<string> Names => Kept.Keys;

    /// <summary>What is kept of a type; null where it is not kept here.</summary>
    public static EventType? Find(string name) => Kept.GetValueOrDefault(name);
}
