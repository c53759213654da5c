using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>A message that something gives cause for. The same cause never gives a second.</summary>
/// <param name="AboutAt">When the cause happened.</param>
/// <param name="DueAt">When it may leave at the earliest.</param>
internal sealed record NewMessage(string Landlord, string Cause, string Template, Prompt Prompt, string HouseholdRef, Guid RepairId, Guid? VisitId, Facts Facts, DateTimeOffset AboutAt, DateTimeOffset DueAt)
{
    /// <summary>Made from the cause, so that it is the same at every delivery; the provider's reference too.</summary>
    public Guid MessageId => StableId.Of(Landlord, Cause);

    /// <summary>A sentence for the desk where the message is put before a person instead of being sent.</summary>
    public string? HeldBecause { get; init; }
}

/// <summary>A message as it stands.</summary>
internal sealed record Message
{
    public string Landlord { get; init; } = "";
    public Guid MessageId { get; init; }
    public string HouseholdRef { get; init; } = "";
    public Guid RepairId { get; init; }
    public Guid? VisitId { get; init; }
    public string Template { get; init; } = "";
    public Prompt Prompt { get; init; }
    public Facts Facts { get; init; } = new();
    public DateTimeOffset AboutAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? Channel { get; init; }
    public string? Subject { get; init; }
    public string? Body { get; init; }
    public IReadOnlyList<SaidPromise> Promises { get; init; } = [];

    /// <summary>With the day on which a person asks, as it is now: a reply slip has to have time to come back first.</summary>
    public Message AskedBy(DateTimeOffset? askBy) =>
        askBy is { } by && this is { Template: "repair-raised", Facts.CallBy: not null } ? this with { Facts = Facts with { CallBy = by } } : this;

    /// <summary>As a text it lists times to answer with a number, as a letter times to tick on a slip.</summary>
    public bool TellsChoices => Template is "fresh-choices" or "choices-by-letter" || (Template == "repair-raised" && Facts is { Trade: not null, ComeBy: null });
}

/// <summary>A promise in the words of a message, made when the message is sent.</summary>
internal sealed record SaidPromise(string Code, string Said, DateTimeOffset DueBy, string? Kept, string? Released);
