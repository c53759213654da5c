using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Between the request for a person's contact and their attempt, the desk books no visit.</summary>
internal sealed class PauseAttempts : IHandle<AttemptsPaused>
{
    public Task HandleAsync(AttemptsPaused e, Delivery delivery, UnitOfWork unit, CancellationToken ct) => HoldAttemptsSql.PauseAsync(unit, e, ct);
}

/// <summary>A person tried, or the resident chose a time: the desk may book again. May arrive before the pause it ends.</summary>
internal sealed class ResumeAttempts : IHandle<AttemptsResumed>
{
    public Task HandleAsync(AttemptsResumed e, Delivery delivery, UnitOfWork unit, CancellationToken ct) => HoldAttemptsSql.ResumeAsync(unit, e, ct);
}
