using System.Globalization;
using System.Text.Json;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What a visit counts as.</summary>
internal static class Standing
{
    /// <summary>We came, and something other than an unanswered door was found.</summary>
    public const string Attended = "attended";

    /// <summary>No answer, and the evidence says so: M01.</summary>
    public const string NoAccess = "no-access";

    /// <summary>No answer, evidence not complete: M03, and nowhere else.</summary>
    public const string Unevidenced = "unevidenced";

    /// <summary>Our own miss: M02.</summary>
    public const string Ours = "ours";

    /// <summary>The resident says it was different: in no rate until decided.</summary>
    public const string Disputed = "disputed";

    /// <summary>No answer while a pause was in force: in no rate.</summary>
    public const string Agreed = "agreed";
}

/// <summary>One event of a visit, as it is kept.</summary>
internal sealed record VisitEvent(string EventId, string Type, DateTimeOffset OccurredAt, string Patch, string Trade, string? Code, string? Evidence, string? Actor, byte[]? Place, string? Body)
{
    private readonly Lazy<Dictionary<string, JsonElement>> _members =
        new(() => Body is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Body, Json.Options)!);

    public string? this[string member] => _members.Value.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of a member.</summary>
    public string? Member(string member, string name) =>
        _members.Value.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var inner) ? inner.GetString() : null;

    public DateTimeOffset? Time(string member) =>
        this[member] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null;

    public IEnumerable<string> List(string member) =>
        _members.Value.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!) : [];
}

/// <summary>What a visit's events come to.</summary>
/// <param name="Day">Local date of arrival; where nobody came, of the promised window.</param>
/// <param name="DueDay">Local date of the promised window.</param>
/// <param name="Disputed">The resident has disputed it within 90 days, whatever was decided.</param>
internal sealed record VisitFact(string VisitId, DateOnly Day, DateOnly DueDay, string Patch, string Trade, string Outcome, string Standing, string? Evidence, bool Disputed, byte[]? Household, string? Repair)
{
    /// <summary>When we arrived; where nobody came, when the promised window began.</summary>
    public DateTimeOffset At { get; init; }

    public DateTimeOffset? WindowStart { get; init; }

    public DateTimeOffset? WindowEnd { get; init; }

    public string? Priority { get; init; }

    /// <summary>When the operative who came last confirmed, before arriving, what helps at this door; null where only somebody else had, whose visit it was before.</summary>
    public DateTimeOffset? BriefAt { get; init; }

    /// <summary>Whose story it belongs to (<see cref="RepairState.HomeOf(byte[], string)"/>).</summary>
    public string? Home { get; init; }

    /// <summary>What it can be broken down by (<see cref="Dimensions.Write"/>).</summary>
    public string? Dims { get; init; }
}

/// <summary>A visit's state, from the set of its events: the order in which they arrived, and repeats, change nothing.</summary>
internal static class VisitState
{
    private const int EvidenceParts = 5;
    private static readonly TimeSpan DisputeWindow = TimeSpan.FromDays(90);

    /// <summary>The state; null while nothing has happened yet.</summary>
    public static VisitFact? Of(string visitId, IReadOnlyCollection<VisitEvent> events)
    {
        var report = Latest(events, EventTypes.VisitOutcomeReported, EventTypes.VisitImported, e => e.Actor == nameof(Actor.System) ? 0 : 1);
        var attributed = Latest(events, EventTypes.VisitAttributed, null, e => long.TryParse(e["revision"], CultureInfo.InvariantCulture, out var revision) ? revision : 0);
        var missed = Latest(events, EventTypes.LandlordMissed, null, _ => 0);
        var appointment = Latest(events, EventTypes.AppointmentBooked, EventTypes.AppointmentChanged, _ => 0);
        var outcome = report?.Code ?? attributed?.Code ?? missed?.Code;
        if (outcome is null)
            return null;

        var attribution = Attribute(events, report, attributed, missed, outcome);
        var told = report ?? attributed ?? missed!;
        var evidence = outcome != nameof(DoorOutcome.DO10) ? null
            : attribution == Attribution.Unevidenced ? "none"
            : attribution is Attribution.Unknown or Attribution.Circumstance && report?.Evidence != "asserted" ? "complete"
            : EvidenceOf(events, report);
        var window = report?.Time("windowStart") ?? missed?.Time("windowStart") ?? appointment?.Time("windowStart");
        var at = report?.Time("arrivedAt") ?? window ?? told.OccurredAt;
        var places = new[] { report, attributed, missed, appointment };
        var household = places.FirstOrDefault(e => e?.Place is not null)?.Place;
        var repair = places.Select(e => e?["repairId"]).FirstOrDefault(r => r is not null);
        var windowEnd = report?.Time("windowEnd") ?? missed?.Time("windowEnd") ?? appointment?.Time("windowEnd");
        return new VisitFact(
            visitId,
            LondonTime.DateOf(at),
            LondonTime.DateOf(window ?? at),
            First(places, e => e.Patch),
            First(places, e => e.Trade),
            outcome,
            StandingOf(outcome, evidence, attribution),
            evidence,
            events.Any(e => e.Type == EventTypes.VisitDisputed && e.OccurredAt - at <= DisputeWindow && !IsTakenBack(events, e)),
            household,
            repair)
        {
            At = at,
            WindowStart = window,
            WindowEnd = windowEnd,
            Priority = places.Select(e => e?["priority"]).FirstOrDefault(p => p is not null),
            BriefAt = BriefOf(events, at),
            Home = RepairState.HomeOf(household, repair),
            Dims = DimsOf(events, report, appointment, window, windowEnd),
        };
    }

    private static DateTimeOffset? BriefOf(IReadOnlyCollection<VisitEvent> events, DateTimeOffset at)
    {
        var given = events.Where(IsGivenToSomebodyElse).Max(e => (DateTimeOffset?)e.OccurredAt);
        return events.Where(e => e.Type == EventTypes.VisitBriefRead && e.OccurredAt <= at && !(e.OccurredAt < given)).Max(e => (DateTimeOffset?)e.OccurredAt);
    }

    /// <summary>Nothing was changed for the resident: somebody else comes, or the same local time is another instant (as <see cref="Counters.OfAppointments"/> has it).</summary>
    private static bool KeepsThePromise(VisitEvent e) =>
        IsGivenToSomebodyElse(e) || (e.Type == EventTypes.AppointmentChanged && string.Equals(e["sameTimes"], "true", StringComparison.OrdinalIgnoreCase));

    private static bool IsGivenToSomebodyElse(VisitEvent e) =>
        e.Type == EventTypes.AppointmentChanged
        && e["windowStart"] is { } start && start == e["previousWindowStart"] && e["windowEnd"] is { } end && end == e["previousWindowEnd"];

    /// <summary>Imported history brings its own; of our own visits the promise tells, as the resident last had it made or changed.</summary>
    private static string? DimsOf(IReadOnlyCollection<VisitEvent> events, VisitEvent? report, VisitEvent? appointment, DateTimeOffset? start, DateTimeOffset? end)
    {
        string? Told(string name) => report?.Member("dims", name);
        var promised = Latest([.. events.Where(e => !KeepsThePromise(e))], EventTypes.AppointmentBooked, EventTypes.AppointmentChanged, _ => 0) ?? appointment;
        return Dimensions.Write(
            (Dimensions.Slot, start is { } at ? Dimensions.SlotOf(at, end) : Told(Dimensions.Slot)),
            (Dimensions.Notice, start is { } of && promised is not null ? Dimensions.NoticeOf(promised.OccurredAt, of) : Told(Dimensions.Notice)),
            (Dimensions.Channel, promised?.Actor is { } by ? Dimensions.WhoChose(by) : Told(Dimensions.Channel)),
            (Dimensions.Contractor, report?["contractor"] ?? appointment?["contractor"] ?? Told(Dimensions.Contractor)),
            (Dimensions.Team, Told(Dimensions.Team)),
            (Dimensions.Pathway, Told(Dimensions.Pathway)),
            (Dimensions.Reminded, start is { } before && appointment is not null
                ? VisitTallies.WasReached(events, before, m => m["template"]?.StartsWith("reminder", StringComparison.Ordinal) == true) ? "yes" : "no"
                : Told(Dimensions.Reminded)));
    }

    /// <summary>What a visit counts as. Without an attribution the outcome and its evidence speak.</summary>
    public static string StandingOf(string outcome, string? evidence, Attribution? attribution) => attribution switch
    {
        Attribution.Ours => Standing.Ours,
        Attribution.Disputed => Standing.Disputed,
        _ when IsOurs(outcome) => Standing.Ours,
        _ when outcome != nameof(DoorOutcome.DO10) => Standing.Attended,
        Attribution.AgreedChange or Attribution.Paused => Standing.Agreed,
        _ => evidence is "complete" or "asserted" ? Standing.NoAccess : Standing.Unevidenced,
    };

    private static Attribution? Attribute(IReadOnlyCollection<VisitEvent> events, VisitEvent? report, VisitEvent? attributed, VisitEvent? missed, string outcome)
    {
        var disputed = Latest(events, EventTypes.VisitDisputed, null, _ => 0);
        var takenBack = disputed is not null && IsTakenBack(events, disputed);
        var decided = Latest(events, EventTypes.DisputeDecided, null, _ => 0);
        if (disputed is not null && !takenBack && (decided is null || decided.OccurredAt < disputed.OccurredAt))
            return Attribution.Disputed;
        if (decided?["upheld"] is "true" or "True")
            return Attribution.Ours;

        // An attribution of an earlier report says nothing about the one that replaced it.
        if (attributed?.Code == outcome && Enum.TryParse<Attribution>(attributed["attribution"], ignoreCase: true, out var given)
            && !(given == Attribution.Disputed && (takenBack || decided is not null)))
            return given;
        var absent = events.Any(e => e is { Type: EventTypes.VisitOutcomeReported, Actor: nameof(Actor.System), Code: nameof(DoorOutcome.DO22) });
        if (IsOurs(outcome) || missed?.Code == outcome || (absent && outcome is nameof(DoorOutcome.DO10) or nameof(DoorOutcome.DO11) or nameof(DoorOutcome.DO12)))
            return Attribution.Ours;
        if (outcome != nameof(DoorOutcome.DO10))
            return null;
        return EvidenceOf(events, report) == "none" ? Attribution.Unevidenced : Attribution.Unknown;
    }

    private static bool IsTakenBack(IReadOnlyCollection<VisitEvent> events, VisitEvent disputed) =>
        events.Any(e => e.Type == EventTypes.DisputeWithdrawn && e.OccurredAt > disputed.OccurredAt);

    private static string EvidenceOf(IReadOnlyCollection<VisitEvent> events, VisitEvent? report)
    {
        if (report is null or { Evidence: "complete" or "asserted" })
            return report?.Evidence ?? "none";
        var parts = events
            .Where(e => e == report || (e.Type == EventTypes.VisitEvidenceAdded && e["reportId"] == report["reportId"]))
            .SelectMany(e => e.List("evidence"))
            .Distinct(StringComparer.Ordinal)
            .Count();
        return parts == EvidenceParts ? "complete" : "none";
    }

    private static bool IsOurs(string outcome) => outcome.StartsWith("DO2", StringComparison.Ordinal);

    private static VisitEvent? Latest(IReadOnlyCollection<VisitEvent> events, string type, string? orType, Func<VisitEvent, long> rank) => events
        .Where(e => e.Type == type || e.Type == orType)
        .OrderBy(rank).ThenBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal)
        .LastOrDefault();

    private static string First(VisitEvent?[] from, Func<VisitEvent, string> text) =>
        from.Where(e => e is not null).Select(e => text(e!)).FirstOrDefault(t => t.Length > 0) ?? "";
}
