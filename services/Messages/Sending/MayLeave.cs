using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>What becomes of a message now.</summary>
internal abstract record Leave
{
    /// <summary>Nothing about the household stands in its way.</summary>
    public sealed record Go : Leave;

    /// <summary>Later, by itself.</summary>
    public sealed record Wait(DateTimeOffset Until, string Why) : Leave;

    /// <summary>Put before a person, or kept until something happens.</summary>
    public sealed record Hold(string Because, string Why) : Leave;

    /// <summary>No longer true, or no longer needed.</summary>
    public sealed record Drop(string Why) : Leave;
}

/// <summary>Decides whether a message may leave a household alone, now. Pure; asked when the words are made and again, under the same lock, when they leave.</summary>
internal static class MayLeave
{
    /// <summary>Held until <c>AttemptsResumed</c>.</summary>
    public const string PersonFirst = "a-person-asks-first";

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan TooLateToSay = TimeSpan.FromHours(1);

    public static Leave Judge(Message m, Situation s, MessagesSettings settings, DateTimeOffset now)
    {
        if (Stale(m, s, now) is { } why)
            return new Leave.Drop(why);
        if (m.Prompt == Prompt.OwnAct)
            return new Leave.Go();
        if (IsPaused(s))
            return new Leave.Hold(PersonFirst, "A person asks first.");
        if (s.PausedElsewhere)
            return new Leave.Wait(now + AskAgain, "A person asks first.");
        if (m.Prompt == Prompt.Nudge && (s.UnpromptedToday >= settings.UnpromptedADay || s.UnpromptedThisWeek >= settings.UnpromptedAWeek))
            return new Leave.Wait(LondonTime.Instant(LondonTime.DateOf(now).AddDays(1), settings.RemindTime), "They have had enough messages from us for now.");
        return new Leave.Go();
    }

    /// <summary>
    /// Between a request to a person and the end of that request's wait, in whatever order the two are heard of. Only what we heard ourselves holds a
    /// message, because only what we hear lets it go again. What NoAccess answered just now may be over by the time the household is locked: it is asked again.
    /// </summary>
    public static bool IsPaused(Situation s) => s.Pauses.Any(p => p is { PausedAt: not null, ResumedAt: null });

    /// <summary>
    /// A first message that leaves on the day itself, or later, promises no call: the desk has them on its list by then, or has rung already. Any other that
    /// waited for longer than its call was ahead, for a person who asked first say, promises one that is.
    /// </summary>
    /// <param name="callBy">By when a person gets in touch if a message of now gets no answer.</param>
    public static Facts StillAhead(Message m, DateTimeOffset now, DateTimeOffset callBy) =>
        m.Facts.CallBy is not { } by ? m.Facts
        : m.Template == "repair-raised" ? LondonTime.DateOf(by) <= LondonTime.DateOf(now) ? m.Facts with { CallBy = null } : m.Facts
        : m.Prompt != Prompt.OwnAct && by <= now ? m.Facts with { CallBy = callBy }
        : m.Facts;

    private static string? Stale(Message m, Situation s, DateTimeOffset now) => m.Template switch
    {
        "appointment-booked" or "appointment-changed" or "appointment-changed-by-us" when !Stands(m, s) || m.Facts.WindowEnd < now => "This time no longer stands.",
        "reminder-3-days" or "reminder-1-day" when !Stands(m, s) || m.Facts.WindowStart < now => "This time no longer stands.",
        "on-the-way" when m.Facts.ArriveBy + TooLateToSay < now => "They have arrived by now.",
        "appointment-cancelled" when s.Visit is { Standing: true } visit && visit.AsOf > m.AboutAt => "A new time has been chosen since.",
        "appointment-cancelled" when s.RepairHasTime && m.Prompt != Prompt.OwnAct => "A new time has been chosen since.",
        "repair-raised" when s.RepairHasTime && m.Facts.ComeBy is null => "A time has been chosen already.",
        "choices-by-letter" when s.RepairHasTime => "A time has been chosen already.",
        "waiting-place" or "place-kept" when !(m.Facts.KeptUntil > now) => "This time is no longer kept for them.",
        "missed-each-other" when s.Visit is { Standing: true } visit && visit.AsOf > m.AboutAt => "A new time has been chosen since.",
        "missed-each-other" when s.Pauses.Any(p => p.ResumedAt > m.AboutAt) => "A person has been in touch since.",
        _ => null,
    };

    private static bool Stands(Message m, Situation s) => s.Visit is { Standing: true } visit && visit.AppointmentId == m.Facts.AppointmentId;
}
