using Microsoft.AspNetCore.Routing;

namespace Repairs.Platform;

/// <summary>One room of the house: a class library with its own schema, database role, queue and pages. The Host runs any subset of them.</summary>
public interface IService
{
    /// <summary>The service's name as <c>--services</c> and the settings spell it; in lower case also its schema and its queue.</summary>
    string Name { get; }

    /// <summary>The paths the front door sends here: literal segments, <c>*</c> for exactly one segment; the most specific match of all services wins.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>The events this service acts on. Known for every installed service, also where it runs in another process.</summary>
    IReadOnlyList<Subscription> Listens { get; }

    /// <summary>Verbs this service adds to the command line.</summary>
    IReadOnlyList<Verb> Verbs => [];

    /// <summary>Registers what the service needs.</summary>
    void Add(ServiceBuilder builder);

    /// <summary>Maps its endpoints. Razor Pages under <c>Features/</c> are mapped by the platform.</summary>
    void Map(IEndpointRouteBuilder app);
}

/// <summary>An event and the handler that acts on it.</summary>
public sealed record Subscription(Type Event, Type Handler)
{
    /// <summary>Names a handler for an event.</summary>
    public static Subscription To<TEvent, THandler>()
        where TEvent : class
        where THandler : class, IHandle<TEvent> => new(typeof(TEvent), typeof(THandler));

    /// <summary>Names a handler that takes this event together with whatever else has come for it meanwhile.</summary>
    public static Subscription Together<TEvent, THandler>()
        where TEvent : class
        where THandler : class, IHandleTogether => new(typeof(TEvent), typeof(THandler));

    internal bool IsTogether => typeof(IHandleTogether).IsAssignableFrom(Handler);
}

/// <summary>Acts on one event inside the transaction that also records that it was acted on. May run twice, late and out of order: store facts by key.</summary>
public interface IHandle<in TEvent>
    where TEvent : class
{
    /// <summary>Does the work through <paramref name="unit"/>; the platform commits. Throwing rolls back and tries again.</summary>
    Task HandleAsync(TEvent e, Delivery delivery, UnitOfWork unit, CancellationToken ct);
}

/// <summary>
/// Acts on many events inside one transaction, which also records that each was acted on. For a service that hears much and only keeps it: an event that comes
/// while nothing is being stored is stored at once, and those that come meanwhile are stored together.
/// </summary>
public interface IHandleTogether
{
    /// <summary>
    /// Does the work for all of <paramref name="arrivals"/> (of every type the handler listens to, each event once, in the order they came) through
    /// <paramref name="unit"/>; the platform commits. Throwing rolls all of them back; each is then tried by itself, so that one costs no other.
    /// </summary>
    Task HandleAsync(IReadOnlyList<Arrival> arrivals, UnitOfWork unit, CancellationToken ct);
}

/// <summary>An event, and how it arrived.</summary>
public sealed record Arrival(object Event, Delivery Delivery);

/// <summary>How an event arrived.</summary>
/// <param name="EventId">The event's id, the same at every delivery.</param>
/// <param name="Now">Business time at the start of this delivery, UTC.</param>
public sealed record Delivery(Guid EventId, DateTimeOffset Now);

/// <summary>A command of <c>infra/repairs</c>.</summary>
/// <param name="Name">One or two words, such as <c>analytics import</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="RunAsync">Gets the words after the name and the settings; answers the exit code.</param>
public sealed record Verb(string Name, string Help, Func<IReadOnlyList<string>, IServiceProvider, CancellationToken, Task<int>> RunAsync);

/// <summary>Work that is due at a time: called again and again, soon after it becomes due.</summary>
public interface IDueWork
{
    /// <summary>
    /// Claims due rows (<c>for update skip locked</c>), does the work through <paramref name="unit"/> and answers how many rows it did;
    /// 0 means nothing is due. The platform commits. May run in several processes at once.
    /// </summary>
    Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct);
}

/// <summary>What a service reads before its first request, so that nobody waits for it then: until it has succeeded, <c>/health/ready</c> says no.</summary>
public interface IPreparation
{
    /// <summary>Reads it. May throw while the database is away or its migrations are outstanding: it is called again.</summary>
    Task PrepareAsync(CancellationToken ct);
}
