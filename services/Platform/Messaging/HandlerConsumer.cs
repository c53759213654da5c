using Dapper;
using MassTransit;

namespace Repairs.Platform.Messaging;

/// <summary>Runs a handler exactly once for each event: the inbox row and the work are one transaction.</summary>
internal sealed class HandlerConsumer<TService, THandler, TEvent>(Database<TService> database, THandler handler, BusinessClock clock, Failpoints failpoints) : IConsumer<TEvent>
    where TService : class, IService
    where THandler : class, IHandle<TEvent>
    where TEvent : class
{
    private const string Claim = """
        insert into inbox (consumer, event_id)
        values (@consumer, @eventId)
        on conflict do nothing
        """;

    public async Task Consume(ConsumeContext<TEvent> context)
    {
        var eventId = context.MessageId ?? throw new InvalidOperationException("An event without an id cannot be counted once");
        var ct = context.CancellationToken;
        await using var unit = await database.BeginAsync(ct);
        var fresh = await unit.Connection.ExecuteAsync(new CommandDefinition(Claim, new { consumer = typeof(THandler).Name, eventId }, unit.Transaction, cancellationToken: ct));
        if (fresh == 0)
            return;

        await handler.HandleAsync(context.Message, new Delivery(eventId, clock.GetUtcNow()), unit, ct);
        await unit.CommitAsync(ct);
        failpoints.Reach("consumer-committed", database.Schema);
    }
}
