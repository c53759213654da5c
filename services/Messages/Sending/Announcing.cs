using Repairs.Contracts;
using Repairs.Messages.Wording;

namespace Repairs.Messages.Sending;

/// <summary>What is said about a visit whatever waits for a person: nobody comes to a door where nobody was told.</summary>
internal static class Announcing
{
    /// <summary>Somebody comes now.</summary>
    public const Prompt OnTheWay = Prompt.OwnAct;

    /// <summary>A time that was booked or changed: the resident's own act, or an emergency that is come to whatever waits.</summary>
    public static Prompt OfTime(Actor by, Priority priority) => by == Actor.Resident || priority == Priority.Emergency ? Prompt.OwnAct : Prompt.Owed;
}
