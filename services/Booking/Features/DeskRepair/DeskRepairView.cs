using Repairs.Contracts;

namespace Repairs.Booking;

/// <summary>A repair as the desk sees it.</summary>
internal sealed class DeskRepairView
{
    public Guid RepairId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string PropertyRef { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>In the resident's own words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Null while it is to be sorted.</summary>
    public string? Trade { get; init; }

    public Priority Priority { get; init; }

    public int Minutes { get; init; }

    public int People { get; init; }

    public string Status { get; init; } = "";

    public DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset DueBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? EndedReason { get; init; }

    public string? EndedNote { get; init; }

    public int Declines { get; init; }

    public int LinkVersion { get; init; }

    /// <summary>On the list for another time.</summary>
    public bool Waiting { get; init; }

    /// <summary>We missed their visit: the soonest time that is free is kept for them next.</summary>
    public bool ComesFirst { get; init; }

    public DateTimeOffset? CallBackBy { get; init; }

    public string? CallBackBecause { get; init; }

    /// <summary>They asked to be rung, and no number is safe.</summary>
    public bool NoSafeNumber { get; init; }

    /// <summary>When times went by letter for the first time.</summary>
    public DateTimeOffset? LetterAt { get; init; }

    /// <summary>There are times to choose and none is chosen yet.</summary>
    public bool CanBeAsked => Status == "open" && Trade is not null && Next is null;

    /// <summary>The contact details that came with it could not be kept.</summary>
    public bool ContactToAskAgain { get; init; }

    /// <summary>Whoever speaks with them next asks what would help.</summary>
    public bool AskWhatWouldHelp { get; init; }

    /// <summary>A person is getting in touch with the household first.</summary>
    public bool Paused { get; init; }

    /// <summary>Every promised window, the newest first.</summary>
    public IReadOnlyList<DeskAppointment> Appointments { get; set; } = [];

    /// <summary>The visit that stands.</summary>
    public DeskAppointment? Next => Appointments.FirstOrDefault(a => a.Status is "booked" or "started");

    public bool IsOpen => Status is "open" or "booked";

    public string PriorityWords => Priority switch
    {
        Priority.Emergency => "Emergency",
        Priority.Urgent => "Urgent",
        _ => "Routine",
    };
}

/// <summary>A promised window and what became of it.</summary>
internal sealed class DeskAppointment
{
    public DateOnly Date { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    public string Status { get; init; } = "";

    public string OperativeName { get; init; } = "";

    public string BookedBy { get; init; } = "";

    public DateTimeOffset BookedAt { get; init; }

    public string? EndedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? Note { get; init; }

    /// <summary>Why it was changed or cancelled, where the desk said so.</summary>
    public string? Reason { get; init; }

    public string? ReasonWords => ChangeReason.Words(Reason);

    public string? Outcome { get; init; }

    public string? Attribution { get; init; }

    /// <summary>What became of it, in a sentence that blames nobody.</summary>
    public string Became => (Status, Outcome, Attribution) switch
    {
        ("booked", _, _) => "Stands",
        ("started", _, _) => "On the way",
        ("changed", _, _) => $"Changed by the {Who(EndedBy)}",
        ("cancelled", _, nameof(Contracts.Attribution.Ours)) => $"Our own miss. Cancelled by the {Who(EndedBy)} afterwards",
        ("cancelled", _, _) => $"Cancelled by the {Who(EndedBy)}",
        (_, "DO01", _) => "Work done",
        (_, "DO02", _) => "Work part done, more to do",
        (_, _, nameof(Contracts.Attribution.Ours)) => "Our own miss",
        (_, _, nameof(Contracts.Attribution.Disputed)) => "The resident says it was different. Someone looks into it",
        (_, _, nameof(Contracts.Attribution.AgreedChange)) => "Changed by agreement",
        (_, "DO20" or "DO21" or "DO22" or "DO23" or "DO24", _) => "Our own miss",
        (_, "DO11" or "DO12", _) => "Agreed at the door to do it another time",
        (_, null, _) => "No news yet",
        _ => "We could not start the work",
    };

    /// <summary>"resident", "landlord", "contractor" or "system".</summary>
    public static string Who(string? by) => string.IsNullOrEmpty(by) ? "system" : by.ToLowerInvariant();
}
