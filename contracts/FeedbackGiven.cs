namespace Repairs.Contracts;

/// <summary>How a visit, kept or missed, felt. Each answer 1 (disagree strongly) to 5 (agree strongly); null: not answered, does not apply or rather not say.</summary>
public sealed record FeedbackGiven(string Landlord, Guid FeedbackId, Guid VisitId, Guid RepairId, int? Safe, int? Heard, int? InControl, bool VisitHappened, DateTimeOffset OccurredAt) : IEvent;
