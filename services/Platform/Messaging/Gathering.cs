using System.Diagnostics;
using System.Threading.Channels;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform.Telemetry;

namespace Repairs.Platform.Messaging;

/// <summary>Brings a delivery to where a service's events gather, and waits until what became of it is known: it is acknowledged after the commit, never before.</summary>
internal sealed class GatheringConsumer<TService, THandler, TEvent>(Gathering<TService, THandler> gathering, BusinessClock clock) : IConsumer<TEvent>
    where TService : class, IService
    where THandler : class, IHandleTogether
    where TEvent : class
{
    public Task Consume(ConsumeContext<TEvent> context)
    {
        var eventId = context.MessageId ?? throw new InvalidOperationException("An event without an id cannot be counted once");
        return gathering.StoreAsync(new Arrival(context.Message, new Delivery(eventId, clock.GetUtcNow())), context.CancellationToken);
    }
}

internal static class Gathering
{
    /// <summary>The most events of one transaction.</summary>
    public const int Most = 500;
}

/// <summary>
/// Runs a handler exactly once for each event, many events in one transaction: one worker stores whatever has gathered, and while it does the next lot gathers.
/// Nobody waits for others to come, so a quiet system stores each event at once and a busy one stores many for the price of one commit.
/// </summary>
internal sealed class Gathering<TService, THandler>(Database<TService> database, THandler handler, Failpoints failpoints, ILogger<Gathering<TService, THandler>> log) : BackgroundService
    where TService : class, IService
    where THandler : class, IHandleTogether
{
    private const int MostAside = 1_000;
    private const int MostTries = 20;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // In the order of their ids, so that two processes with the same events wait for each other instead of blocking each other.
    private const string Claim = """
        insert into inbox (consumer, event_id)
        select @consumer, event_id
        from unnest(@eventIds) as came (event_id)
        order by event_id
        on conflict do nothing
        returning event_id
        """;

    private readonly Channel<Waiting> _gathered = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });

    // Events that failed by themselves: when they come again they cost nobody else a lot. Only the worker looks here.
    private readonly HashSet<Guid> _aside = [];

    /// <summary>Ends when the event is stored; fails as storing it failed. Where the wait is given up it may be stored all the same, and the inbox knows that.</summary>
    public Task StoreAsync(Arrival arrival, CancellationToken ct)
    {
        var waiting = new Waiting(arrival, Activity.Current?.Context);
        if (!_gathered.Writer.TryWrite(waiting))
            throw new OperationCanceledException("The process is about to end: the broker keeps the event for the next");
        return waiting.Outcome.Task.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lot = new List<Waiting>(Gathering.Most);
        try
        {
            while (await _gathered.Reader.WaitToReadAsync(stoppingToken))
            {
                while (lot.Count < Gathering.Most && _gathered.Reader.TryRead(out var next))
                    lot.Add(next);
                await StoreAllAsync(lot, stoppingToken);
                lot.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends; what waits is told so below.
        }
        finally
        {
            _gathered.Writer.TryComplete();
            while (_gathered.Reader.TryRead(out var left))
                lot.Add(left);
            foreach (var waiting in lot)
                waiting.Outcome.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task StoreAllAsync(List<Waiting> lot, CancellationToken ct)
    {
        var together = lot.FindAll(w => !_aside.Contains(w.EventId));
        var alone = lot.FindAll(w => _aside.Contains(w.EventId));
        var fault = await TryAsync(together, ct);
        if (fault is not null && (together.Count == 1 || IsNobodys(fault)))
        {
            Fail(together, fault);
        }
        else if (fault is not null)
        {
            log.LogWarning("{Count} events for {Schema} could not be stored together and are tried one by one: {Reason}", together.Count, database.Schema, fault.GetType().Name);
            alone.AddRange(together);
        }

        for (var i = 0; i < alone.Count; i++)
        {
            fault = await TryAsync([alone[i]], ct);
            if (fault is null)
                continue;
            Fail([alone[i]], fault);
            if (!IsNobodys(fault))
                continue;
            Fail(alone.Skip(i + 1), fault);
            return;
        }
    }

    /// <summary>Stores a lot in one transaction and tells everyone who waits; or answers why it could not, and nobody is told yet. While the database is away the lot waits here, and the rest in the queue.</summary>
    private async Task<Exception?> TryAsync(List<Waiting> lot, CancellationToken ct)
    {
        if (lot.Count == 0)
            return null;
        for (var tries = 1; ; tries++)
        {
            using var span = Span(lot);
            try
            {
                await using var unit = await BeginAsync(lot.Count, ct);
                await StoreAsync(unit, lot, ct);
                break;
            }
            catch (NpgsqlException broken) when (tries < MostTries && broken.IsTransient && broken.InnerException is not TimeoutException)
            {
                span?.SetStatus(ActivityStatusCode.Error, broken.GetType().Name);
                log.LogWarning("{Count} events for {Schema} are tried again: {Reason}", lot.Count, database.Schema, broken.SqlState ?? broken.GetType().Name);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
                return fault;
            }

            await Task.Delay(ShortestPause, ct);
        }

        foreach (var waiting in lot)
        {
            _aside.Remove(waiting.EventId);
            waiting.Outcome.TrySetResult();
        }

        return null;
    }

    /// <summary>Waits for as long as the database cannot be reached.</summary>
    private async Task<UnitOfWork> BeginAsync(int count, CancellationToken ct)
    {
        for (var pause = ShortestPause; ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                return await database.BeginAsync(ct);
            }
            catch (NpgsqlException away) when (away.IsTransient)
            {
                log.LogWarning("{Count} events for {Schema} wait for the database: {Reason}", count, database.Schema, away.SqlState ?? away.GetType().Name);
            }

            await Task.Delay(pause, ct);
        }
    }

    private async Task StoreAsync(UnitOfWork unit, List<Waiting> lot, CancellationToken ct)
    {
        var command = new CommandDefinition(Claim, new { consumer = typeof(THandler).Name, eventIds = lot.ConvertAll(w => w.EventId).ToArray() }, unit.Transaction, cancellationToken: ct);
        var fresh = (await unit.Connection.QueryAsync<Guid>(command)).ToHashSet();
        if (fresh.Count == 0)
            return;

        // Each id leaves the set with its first arrival: the second of a lot is a duplicate.
        await handler.HandleAsync([.. lot.Where(w => fresh.Remove(w.EventId)).Select(w => w.Arrival)], unit, ct);
        await unit.CommitAsync(ct);
        failpoints.Reach("consumer-committed", database.Schema);
    }

    private void Fail(IEnumerable<Waiting> lot, Exception fault)
    {
        foreach (var waiting in lot)
        {
            if (!IsNobodys(fault))
            {
                // Few ever come again after their last try: nothing is lost by forgetting them all at once.
                if (_aside.Count >= MostAside)
                    _aside.Clear();
                _aside.Add(waiting.EventId);
            }

            waiting.Outcome.TrySetException(fault);
        }
    }

    /// <summary>No event's own fault: nobody had a turn to write, say.</summary>
    private static bool IsNobodys(Exception fault) => EventBus.Passes(fault) || fault is OperationCanceledException;

    /// <summary>One event's work is part of its trace. The work of many is a trace of its own that names theirs.</summary>
    private Activity? Span(List<Waiting> lot)
    {
        var traces = lot.Select(w => w.Trace).OfType<ActivityContext>().ToList();
        var span = Sources.Source.StartActivity(
            $"store {database.Schema}", ActivityKind.Internal, lot.Count == 1 && traces.Count == 1 ? traces[0] : default, links: lot.Count == 1 ? null : traces.Select(t => new ActivityLink(t)));
        return span?.SetTag("messaging.batch.message_count", lot.Count);
    }

    private sealed record Waiting(Arrival Arrival, ActivityContext? Trace)
    {
        public Guid EventId => Arrival.Delivery.EventId;

        public TaskCompletionSource Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
