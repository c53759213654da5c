using Repairs.Contracts;

namespace Repairs.NoAccess.WeighOutcome;

/// <summary>Something that ought to happen because of what is known about a household. There is no other kind: nothing here can close, cancel or ask for anything but a conversation.</summary>
internal abstract record Decision(Guid Id);

/// <summary>Tell the resident we missed each other, with new choices.</summary>
internal sealed record TellMissed(Guid Id, WeighedVisit Visit) : Decision(Id);

/// <summary>We owe an apology and a priority rebooking.</summary>
internal sealed record OwnMiss(Guid Id, WeighedVisit Visit) : Decision(Id);

/// <summary>Something asks for a person; attempts and unprompted messages wait until one has tried.</summary>
internal abstract record AskPerson(Guid Id, IReadOnlyList<string> Because) : Decision(Id);

/// <summary>A named person gets in touch in the way the resident chose.</summary>
/// <param name="FeltUnsafe">The resident said a visit did not feel safe: that reaches a person that day, whatever else is open.</param>
internal sealed record PersonAsks(Guid Id, WeighedVisit Visit, IReadOnlyList<string> Because, bool FeltUnsafe = false) : AskPerson(Id, Because);

/// <summary>A welfare follow-up; at most one is open for a household.</summary>
internal sealed record FollowUp(Guid Id, Guid? RepairId, IReadOnlyList<Guid> VisitIds, IReadOnlyList<string> Because, Risk Risk) : AskPerson(Id, Because);

/// <summary>What stands on the facts known: the meaning of every visit, and what ought to happen.</summary>
internal sealed record Standing(IReadOnlyList<WeighedVisit> Visits, IReadOnlyList<Decision> Decisions);

/// <summary>A request for a person that was made, with the time it was made.</summary>
/// <param name="IsFollowUp">False: a person asks, without a follow-up.</param>
/// <param name="PausedUntil">When a person tried, the resident chose a time or it was closed; null: attempts still wait.</param>
/// <param name="ClosedAt">Null: still open.</param>
internal sealed record Asked(Guid Id, bool IsFollowUp, DateTimeOffset At, DateTimeOffset? PausedUntil, DateTimeOffset? ClosedAt)
{
    /// <summary>A follow-up speaks for every miss until it is closed; a person who asks, until they have tried.</summary>
    public DateTimeOffset SpeaksUntil => (IsFollowUp ? ClosedAt : PausedUntil ?? ClosedAt) ?? DateTimeOffset.MaxValue;
}

/// <summary>The end of a pause, and what ended it: <c>person-tried</c>, <c>resident-chose</c> or <c>closed</c>.</summary>
internal sealed record PauseEnd(DateTimeOffset At, string Because);
