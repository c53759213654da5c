namespace Repairs.Messages.Sending;

/// <summary>Words on their way out of the house.</summary>
/// <param name="Id">Our reference. A provider that has seen it does nothing again.</param>
internal sealed record Outgoing(Guid Id, string Channel, string To, string? Name, string Subject, string Body, bool LargePrint, DateTimeOffset At);

/// <summary>What a provider knows of one of our references.</summary>
internal enum Known
{
    NotSent,
    Sent,
    CannotTell,
}

/// <summary>
/// Someone who carries messages. The outbox folder is one; mail, GOV.UK Notify or a text gateway are others. Asked what it knows before every try, so that
/// a crash between its work and our commit never sends twice.
/// </summary>
internal interface IMessageProvider
{
    /// <summary>What became of a reference of ours.</summary>
    Task<Known> FindAsync(Guid id, CancellationToken ct);

    /// <returns>False where it cannot be delivered to that address.</returns>
    /// <exception cref="IOException">Not known whether it went: it is asked again later.</exception>
    Task<bool> SendAsync(Outgoing message, CancellationToken ct);
}
