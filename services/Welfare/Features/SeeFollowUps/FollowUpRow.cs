namespace Repairs.Welfare.SeeFollowUps;

/// <summary>A follow-up as it stands.</summary>
internal sealed record FollowUpRow
{
    public string Landlord { get; init; } = "";

    public Guid FollowUpId { get; init; }

    public Guid RequestId { get; init; }

    public string HouseholdRef { get; init; } = "";

    /// <summary><c>follow-up</c>, or the lighter <c>person-asks</c>.</summary>
    public string Kind { get; init; } = "";

    public Guid? RepairId { get; init; }

    public Guid[] VisitIds { get; init; } = [];

    public string[] Because { get; init; } = [];

    public string ProposedRisk { get; init; } = "";

    public string Risk { get; init; } = "";

    public string Owner { get; init; } = "";

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public string? WouldHelp { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset? ClosedAt { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Supervisor { get; init; }

    /// <summary>How many times a person tried.</summary>
    public int Attempts { get; init; }

    /// <summary>True once somebody spoke with the resident.</summary>
    public bool Reached { get; init; }
}

/// <summary>One try.</summary>
internal sealed record AttemptRow
{
    public Guid AttemptId { get; init; }

    public string How { get; init; } = "";

    public bool Reached { get; init; }

    public string? Learned { get; init; }

    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }
}

/// <summary>A reason somebody shared.</summary>
internal sealed record ReasonRow
{
    public Guid VisitId { get; init; }

    public string Code { get; init; } = "";

    public string? Words { get; init; }

    /// <summary>They told us themselves.</summary>
    public bool ByResident { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>A pause of the household.</summary>
internal sealed record PauseRow
{
    public Guid PauseId { get; init; }

    public string Kind { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
