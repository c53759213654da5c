using Repairs.Contracts;

namespace Repairs.Messages.Wording;

/// <summary>What a message tells, as it is kept with the message: codes and times, no name and no address.</summary>
internal sealed record Facts
{
    /// <summary>The appointment a message tells of or reminds of.</summary>
    public Guid? AppointmentId { get; init; }

    public string? Trade { get; init; }

    /// <summary>The window, as promised: local date and times.</summary>
    public DateOnly? Date { get; init; }

    public TimeOnly? From { get; init; }

    public TimeOnly? To { get; init; }

    public DateTimeOffset? WindowStart { get; init; }

    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>The window that no longer stands.</summary>
    public DateTimeOffset? OldStart { get; init; }

    public DateTimeOffset? OldEnd { get; init; }

    /// <summary>True where it was the resident's own choice.</summary>
    public bool ByResident { get; init; }

    /// <summary>We took back a time they had not chosen, because a person gets in touch first.</summary>
    public bool PersonFirst { get; init; }

    /// <summary>What we got wrong.</summary>
    public DoorOutcome? Cause { get; init; }

    /// <summary>What we got wrong where the outcome does not say: <c>needs-unread</c>, <c>they-told-us</c>, <c>our-side</c>, or that we never told them.</summary>
    public string? Because { get; init; }

    public DateTimeOffset? VisitedAt { get; init; }

    public DateTimeOffset? ArriveBy { get; init; }

    public string? OperativeRef { get; init; }

    /// <summary>By when a person gets in touch if we hear nothing.</summary>
    public DateTimeOffset? CallBy { get; init; }

    /// <summary>By when we come to an emergency.</summary>
    public DateTimeOffset? ComeBy { get; init; }

    /// <summary>Until when a repair that ended can be opened again.</summary>
    public DateTimeOffset? ReopenBy { get; init; }

    /// <summary>Why a repair ended, as <see cref="RepairWithdrawn"/> codes it.</summary>
    public string? Reason { get; init; }

    /// <summary>The promise that slipped, in the words we said it.</summary>
    public string? Said { get; init; }

    public Guid? SlippedPromiseId { get; init; }

    /// <summary>Until when a place that came free is kept for them.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>Choices to answer by text or on a slip, asked for when the words are made. Empty: the link alone.</summary>
    public IReadOnlyList<ToldChoice> Choices { get; init; } = [];

    /// <summary>The set of choices these are some of; null: what is free.</summary>
    public Guid? ChoicesOf { get; init; }

    /// <summary>The time they picked could not be had.</summary>
    public bool Gone { get; init; }

    /// <summary>They asked for times by letter.</summary>
    public bool Asked { get; init; }

    /// <summary>The reference of the reply slip that comes with the choices, as it is printed.</summary>
    public string? Slip { get; init; }

    /// <summary>By when the slip has to be with us.</summary>
    public DateOnly? ReplyBy { get; init; }

    /// <summary>The moment a promise of the template falls due.</summary>
    public DateTimeOffset? Moment(string fact) => fact switch
    {
        "windowEnd" => WindowEnd,
        "callBy" => CallBy,
        "comeBy" => ComeBy,
        _ => null,
    };
}

/// <summary>A choice of time in a message: a local date and two local times.</summary>
internal sealed record ToldChoice(DateOnly Date, TimeOnly From, TimeOnly To);
