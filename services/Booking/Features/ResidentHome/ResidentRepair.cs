using Repairs.Contracts;

namespace Repairs.Booking;

/// <summary>Where a repair stands, in the resident's eyes.</summary>
internal enum ResidentState
{
    /// <summary>Open, and no time is chosen.</summary>
    ChooseTime,

    /// <summary>A visit is promised.</summary>
    Booked,

    /// <summary>The person doing the work has set off.</summary>
    OnTheWay,

    /// <summary>The promised time is over and nobody has said what happened.</summary>
    TimeIsOver,

    /// <summary>An emergency: we promise to arrive by a time.</summary>
    Emergency,

    /// <summary>A person at the desk finds out whom to send.</summary>
    WithTheDesk,

    /// <summary>The work is finished.</summary>
    Finished,

    /// <summary>Ended without being finished; one tap opens it again.</summary>
    Withdrawn,

    /// <summary>Ended longer ago than a tap can undo.</summary>
    WithdrawnLongAgo,
}

/// <summary>What a resident's link opens: this repair and its next visit, nothing about anyone else.</summary>
internal sealed class ResidentRepair
{
    public required string Landlord { get; init; }

    public Guid RepairId { get; init; }

    public required string HouseholdRef { get; init; }

    /// <summary>The repair in the resident's own words.</summary>
    public required string Description { get; init; }

    /// <summary>Null while the desk finds out whom to send.</summary>
    public string? Trade { get; init; }

    public Priority Priority { get; init; }

    /// <summary>How often none of the choices suited; no page shows it.</summary>
    public int Declines { get; init; }

    /// <summary><c>open</c>, <c>booked</c>, <c>finished</c> or <c>withdrawn</c>.</summary>
    public required string Status { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public Guid? VisitId { get; init; }

    public DateOnly? Date { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? ToTime { get; init; }

    public DateTimeOffset? WindowEnd { get; init; }

    public bool Started { get; init; }

    /// <summary>How often the visit's time changed.</summary>
    public int Changes { get; init; }

    /// <summary>On the list for another time.</summary>
    public bool Waiting { get; init; }

    /// <summary>By when a person promised to ring.</summary>
    public DateTimeOffset? CallBackBy { get; init; }

    /// <summary>By when we get in touch with someone whom nobody rings.</summary>
    public DateTimeOffset? WordBy { get; init; }

    /// <summary>When someone is looked for again, for an emergency nobody could take yet; once nobody is, a time can be chosen like for any other repair.</summary>
    public DateTimeOffset? LooksAgainAt { get; init; }

    public RepairKey Key => new(Landlord, RepairId);

    /// <summary>An emergency's promise: the end of the window we come in, or the landlord's limit while nobody is found yet.</summary>
    public DateTimeOffset ArrivalBy => WindowEnd ?? DueBy;

    /// <summary>Where it stands at <paramref name="now"/>; <paramref name="reopens"/> is how long one tap opens a withdrawn repair again.</summary>
    public ResidentState StateAt(DateTimeOffset now, TimeSpan reopens) => this switch
    {
        { Status: "finished" } => ResidentState.Finished,
        { Status: "withdrawn" } => now - EndedAt <= reopens ? ResidentState.Withdrawn : ResidentState.WithdrawnLongAgo,
        { VisitId: not null } when WindowEnd <= now => ResidentState.TimeIsOver,
        { VisitId: not null, Started: true } => ResidentState.OnTheWay,
        { Priority: Priority.Emergency, VisitId: not null } or { Priority: Priority.Emergency, LooksAgainAt: not null } => ResidentState.Emergency,
        { VisitId: not null } => ResidentState.Booked,
        { Trade: null } => ResidentState.WithTheDesk,
        _ => ResidentState.ChooseTime,
    };
}
