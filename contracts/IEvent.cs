namespace Repairs.Contracts;

/// <summary>A business fact that one service tells the others. Ids, codes and UTC times only; nothing personal beyond an opaque reference.</summary>
public interface IEvent
{
    /// <summary>The landlord (tenant of this installation) the fact belongs to.</summary>
    string Landlord { get; }

    /// <summary>When it happened in business time, UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}
