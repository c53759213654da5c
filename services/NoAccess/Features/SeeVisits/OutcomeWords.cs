using Repairs.Contracts;

namespace Repairs.NoAccess.SeeVisits;

/// <summary>What a visit's record says to the resident: the one catalogue of these words.</summary>
internal static class OutcomeWords
{
    /// <summary>What was written down at the door.</summary>
    public static string Of(DoorOutcome outcome) => outcome switch
    {
        DoorOutcome.DO01 => "We did the work.",
        DoorOutcome.DO02 => "We did part of the work. Your repair stays open.",
        DoorOutcome.DO10 => "We came and nobody answered.",
        DoorOutcome.DO11 => "Someone answered and asked us to come another time.",
        DoorOutcome.DO12 => "Someone answered and did not want this work.",
        DoorOutcome.DO13 => "Only someone under 18 was at home, so we did not come in.",
        DoorOutcome.DO14 => "We came in, but could not get to the place that needs the work.",
        DoorOutcome.DO15 => "It was a hard moment, so we stopped.",
        DoorOutcome.DO16 => "We did not feel safe to work, so we left.",
        DoorOutcome.DO17 => "We could not get into the building.",
        DoorOutcome.DO18 => "A pet was loose, so we could not start.",
        DoorOutcome.DO20 => "We went to the wrong place.",
        DoorOutcome.DO21 => "We came outside the time we gave you.",
        DoorOutcome.DO22 => "We did not come.",
        DoorOutcome.DO23 => "We came with the wrong skills, parts or details.",
        DoorOutcome.DO24 => "You had changed the visit, and we did not pass it on.",
        _ => "We wrote down something we cannot show here. Ring us and we will tell you.",
    };

    /// <summary>What it means to whoever holds the link: that a reason was told behind a code shows nowhere else, so nobody learns that somebody spoke.</summary>
    public static Attribution Shown(DoorOutcome outcome, Attribution attribution) =>
        attribution is Attribution.Paused ? Attribution.AgreedChange
        : outcome is DoorOutcome.DO10 && attribution is Attribution.Circumstance ? Attribution.Unknown
        : attribution;

    /// <summary>What it means. A pause reads like any change: whoever holds the link learns no more.</summary>
    public static string Of(Attribution attribution) => attribution switch
    {
        Attribution.Attended => "Thank you for letting us in.",
        Attribution.Ours => "This was our mistake, not yours. We are sorry.",
        Attribution.AgreedChange or Attribution.Paused => "The plan changed. That is fine.",
        Attribution.Disputed => "You told us this is not what happened. Someone who does not work for the contractor is looking at it. Until then it does not count.",
        Attribution.Circumstance => "Something stood in the way that day. That happens.",
        Attribution.Unevidenced => "We were told this, but we cannot show it. So we do not rely on it.",
        _ => "We missed each other. That happens.",
    };

    /// <summary>What happens next. Whatever happened at the door, the repair stays open until it is done or the resident says otherwise.</summary>
    public static string Next(DoorOutcome outcome, Attribution attribution) => (outcome, attribution) switch
    {
        (DoorOutcome.DO01, Attribution.Attended) => "Nothing more is planned. If something is still wrong, ring us and we will look again.",
        (DoorOutcome.DO02, Attribution.Attended) => "You can choose a time for the rest of the work.",
        (_, Attribution.Ours) => "Your repair stays open. You can choose a new time now, and we write to you to say sorry.",
        (DoorOutcome.DO01, Attribution.Disputed) => "If the work is not done, ring us now. You do not have to wait for that.",
        (_, Attribution.Disputed) => "You do not have to wait for that. Your repair stays open, and you can choose a new time now.",
        (DoorOutcome.DO12, _) => "Your repair stays open in case you want it. Choose a time whenever you like, or tell us you no longer want it.",
        (DoorOutcome.DO13, _) => "Your repair stays open. Choose a time when an adult can be at home.",
        (DoorOutcome.DO14 or DoorOutcome.DO17 or DoorOutcome.DO18, _) => "Your repair stays open. Choose a new time, and tell us if we can help with what was in the way.",
        (DoorOutcome.DO15 or DoorOutcome.DO16, _) => "Your repair stays open. Choose a new time when you are ready. You can tell us what would make it easier.",
        _ => "Your repair stays open. You can choose a new time whenever it suits you.",
    };
}
