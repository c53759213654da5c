using Repairs.Analytics.Features.CountFacts;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>What is kept of an event type.</summary>
/// <param name="Subject">The member that says what it is about.</param>
/// <param name="Needs">Members without which it says nothing.</param>
/// <param name="Keeps">Further codes, times and numbers to keep.</param>
/// <param name="Story">Whose fact is worked out again when it comes (<see cref="CountFacts.Story"/>); null where it is counted as it is, or with its home.</param>
internal sealed record EventType(string Subject, string[] Needs, string[] Keeps, string? Story = null);

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
    public const string ContactCodedTwice = "ContactCodedTwice";
    public const string ReasonShared = "ReasonShared";
    public const string FeedbackGiven = "FeedbackGiven";
    public const string PromisesRated = "PromisesRated";
    public const string MessageSent = "MessageSent";
    public const string MessageUndelivered = "MessageUndelivered";
    public const string VisitBriefRead = "VisitBriefRead";
    public const string RepairFinished = "RepairFinished";
    public const string HumanContactAttempted = "HumanContactAttempted";
    public const string AdjustmentRecorded = "AdjustmentRecorded";
    public const string AdjustmentWithdrawn = "AdjustmentWithdrawn";
    public const string ComplaintMade = "ComplaintMade";

    /// <summary>How many homes a landlord owns from a day on: only other systems tell it.</summary>
    public const string HomesOwned = "HomesOwned";

    /// <summary>An event that only takes another back.</summary>
    public const string Void = "Void";

    private static readonly string[] Window = ["repairId", "appointmentId", "windowStart", "windowEnd", "priority", "contractor"];

    private static readonly Dictionary<string, EventType> Kept = new(StringComparer.Ordinal)
    {
        [VisitImported] = new("visitId", ["outcome"], ["repairId", "priority", "windowStart", "windowEnd", "contractor"], Story.Visit),
        [VisitOutcomeReported] = new("visitId", ["visitId", "outcome"], ["reportId", "arrivedAt", "leftAt", .. Window], Story.Visit),
        [VisitEvidenceAdded] = new("visitId", ["visitId"], ["reportId"], Story.Visit),
        [VisitAttributed] = new("visitId", ["visitId", "outcome", "attribution"], ["attribution", "revision", "repairId"], Story.Visit),
        [VisitDisputed] = new("visitId", ["visitId"], ["repairId"], Story.Visit),
        [DisputeWithdrawn] = new("visitId", ["visitId"], ["repairId"], Story.Visit),
        [DisputeDecided] = new("visitId", ["visitId", "upheld"], ["upheld", "repairId"], Story.Visit),
        [LandlordMissed] = new("visitId", ["visitId"], ["repairId", "windowStart", "windowEnd"], Story.Visit),
        ["MissedEachOther"] = new("visitId", ["visitId"], ["repairId", "visitedAt"], Story.Visit),
        [AppointmentBooked] = new("visitId", ["visitId"], Window, Story.Visit),
        [AppointmentChanged] = new("visitId", ["visitId", "by"], [.. Window, "previousWindowStart", "previousWindowEnd", "sameTimes"], Story.Visit),
        [AppointmentCancelled] = new("visitId", ["visitId", "by"], Window, Story.Visit),
        [VisitBriefRead] = new("visitId", ["visitId"], ["instructions"], Story.Visit),
        [ReasonShared] = new("visitId", ["visitId"], ["kind"], Story.Visit),
        [FeedbackGiven] = new("visitId", ["visitId"], ["feedbackId", "repairId", "safe", "heard", "inControl", "visitHappened", "toldAgain"], Story.Visit),
        [PromisesRated] = new("visitId", ["visitId"], ["toldAgain"], Story.Visit),
        [MessageSent] = new("visitId", ["messageId"], ["messageId", "repairId", "template", "channel", "windowStart"], Story.Visit),
        [MessageUndelivered] = new("visitId", ["messageId"], ["messageId", "repairId", "template", "channel"], Story.Visit),
        [ContactReceived] = new("contactId", [], ["repairId", "channel", "invited"]),
        [ContactCodedTwice] = new("contactId", ["contactId", "firstCode", "secondCode"], ["firstCode", "secondCode"]),
        ["WelfareFollowUpRequested"] = new("requestId", ["requestId"], ["repairId", "proposedRisk"], Story.Request),
        ["FollowUpOpened"] = new("requestId", ["requestId"], ["followUpId", "risk", "dueBy"], Story.Request),
        [HumanContactAttempted] = new("requestId", ["requestId"], ["followUpId", "reached", "dueBy"], Story.Request),
        ["FollowUpClosed"] = new("requestId", ["requestId"], ["followUpId"], Story.Request),
        ["PromiseMade"] = new("promiseId", ["promiseId"], ["dueBy"], Story.Promise),
        ["PromiseKept"] = new("promiseId", ["promiseId"], ["dueBy"], Story.Promise),
        ["PromiseSlipped"] = new("promiseId", ["promiseId"], ["dueBy"], Story.Promise),
        ["RepairRaised"] = new("repairId", ["repairId"], ["priority", "dueBy"], Story.Repair),
        [RepairFinished] = new("repairId", ["repairId"], [], Story.Repair),
        ["RepairWithdrawn"] = new("repairId", ["repairId"], ["reason"], Story.Repair),
        ["RepairReopened"] = new("repairId", ["repairId"], [], Story.Repair),
        ["SlotsOffered"] = new("offerId", ["offerId"], ["repairId", "priority", "to", "choices", "days", "mornings", "afternoons", "schoolRunSafe", "evenings", "samePerson", "needsApplied"], Story.Offer),
        ["SlotsDeclined"] = new("offerId", ["offerId"], ["repairId", "ledTo"], Story.Offer),
        [AdjustmentRecorded] = new("adjustmentId", ["adjustmentId", "householdRef"], []),
        [AdjustmentWithdrawn] = new("adjustmentId", ["adjustmentId", "householdRef"], []),
        [ComplaintMade] = new("complaintId", ["complaintId", "stage"], ["stage", "distress", "repairId"], Story.Complaint),
        [HomesOwned] = new("listId", ["homes"], ["homes"], Story.Homes),
    };

    /// <summary>Types that belong to a story, and beside them the stories.</summary>
    public static (string[] Types, string[] Stories) Stories { get; } =
        ([.. Kept.Where(t => t.Value.Story is not null).Select(t => t.Key)], [.. Kept.Where(t => t.Value.Story is not null).Select(t => t.Value.Story!)]);

    /// <summary>Types that belong to a story.</summary>
    public static string[] Of(string story) => [.. Kept.Where(t => t.Value.Story == story).Select(t => t.Key)];

    /// <summary>Every type that is kept.</summary>
    public static IReadOnlyCollection<string> Names => Kept.Keys;

    /// <summary>What is kept of a type; null where it is not kept here.</summary>
    public static EventType? Find(string name) => Kept.GetValueOrDefault(name);
}
