namespace Repairs.Contracts;

/// <summary>Somebody complained, or asked for an answer to be looked at again. The words stay in NoAccess.</summary>
/// <param name="Stage">1, or 2 where an answer is looked at again.</param>
/// <param name="Distress">Whether mental health or distress was a factor, where the resident or the handler has said so; null: nobody has said.</param>
public sealed record ComplaintMade(string Landlord, Guid ComplaintId, Guid RepairId, int Stage, DateTimeOffset OccurredAt, bool? Distress = null) : IEvent;
