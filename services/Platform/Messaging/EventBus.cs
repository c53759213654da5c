using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Repairs.Platform.Events;

namespace Repairs.Platform.Messaging;

/// <summary>Hands one event to the broker and returns when it has confirmed it.</summary>
internal interface IEventSender
{
    /// <summary>False while the broker is away: what is sent then would only pile up.</summary>
    bool IsReady { get; }

    /// <param name="mandatory">True where a queue must take it; then a broker without that queue is an error, not a silent loss.</param>
    Task SendAsync(object e, Guid eventId, bool mandatory, CancellationToken ct);
}

internal sealed class MassTransitSender(IBusControl bus) : IEventSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public bool IsReady => bus.CheckHealth().Status != BusHealthStatus.Unhealthy;

    /// <remarks>
    /// A publish that is cancelled half-way leaves the client library's channel locked for good (rabbitmq-dotnet-client #1900), so none ever is: we only stop
    /// waiting for it. If it arrives after all, it is a duplicate, which the inbox counts once.
    /// </remarks>
    public Task SendAsync(object e, Guid eventId, bool mandatory, CancellationToken ct) =>
        bus.Publish(e, e.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = eventId;
            context.Mandatory = mandatory;
        }), CancellationToken.None).WaitAsync(Patience, ct);
}

/// <summary>The topology: one quorum queue for each service, bound to the events it listens to, with a delivery limit and a place for the dead.</summary>
internal static class EventBus
{
    public static void Add(IServiceCollection services, PlatformSettings settings, IReadOnlyList<IService> running, bool topologyOnly = false)
    {
        // Before the bus: what is started first is stopped last, and deliveries that still wait at the end are stored.
        foreach (var service in running)
        {
            foreach (var handler in service.Listens.Where(l => l.IsTogether).Select(l => l.Handler).Distinct())
            {
                var gathering = typeof(Gathering<,>).MakeGenericType(service.GetType(), handler);
                services.AddSingleton(gathering).AddSingleton(p => (IHostedService)p.GetRequiredService(gathering));
            }
        }

        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            foreach (var service in running)
            {
                foreach (var listen in service.Listens)
                    x.AddConsumer(ConsumerOf(service, listen));
            }

            x.UsingRabbitMq((context, cfg) =>
            {
                cfg.Host(new Uri(settings.Broker), h =>
                {
                    h.Heartbeat(TimeSpan.FromSeconds(10));
                    h.PublisherConfirmation = true;
                    h.ContinuationTimeout(TimeSpan.FromSeconds(10));
                });
                cfg.DeployTopologyOnly = topologyOnly;
                cfg.UseRawlessJson();
                foreach (var service in running.Where(s => s.Listens.Count > 0))
                    cfg.ReceiveEndpoint(QueueOf(service), e => Shape(e, service, context));
            });
        });
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = true;
            o.StartTimeout = TimeSpan.FromSeconds(60);
            o.StopTimeout = TimeSpan.FromSeconds(10);
        });
    }

    public static string QueueOf(IService service) => service.Name.ToLowerInvariant();

    private static void UseRawlessJson(this IRabbitMqBusFactoryConfigurator cfg) =>
        cfg.ConfigureJsonSerializerOptions(o =>
        {
            Json.Apply(o);
            return o;
        });

    private static void Shape(IRabbitMqReceiveEndpointConfigurator e, IService service, IBusRegistrationContext context)
    {
        e.SetQuorumQueue();
        e.SetQueueArgument("x-delivery-limit", 50);
        e.BindDeadLetterQueue($"{QueueOf(service)}_dead");

        // Where events are stored together, as many wait as one lot holds while another lot is being stored.
        var together = service.Listens.Any(l => l.IsTogether);
        e.PrefetchCount = together ? 2 * Gathering.Most : 64;
        e.ConcurrentMessageLimit = together ? 2 * Gathering.Most : 12;

        // A database or a neighbour that is away comes back within a minute or so; anything else gets three quick tries and then waits in the error queue.
        e.UseMessageRetry(r =>
        {
            r.Handle<NpgsqlException>(Passes);
            r.Handle<HttpRequestException>();
            r.Handle<TimeoutException>();
            r.Exponential(25, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(8), TimeSpan.FromMilliseconds(200));
        });
        e.UseMessageRetry(r =>
        {
            r.Ignore<NpgsqlException>(Passes);
            r.Ignore<HttpRequestException>();
            r.Ignore<TimeoutException>();
            r.Intervals(50, 250, 1000);
        });
        foreach (var listen in service.Listens)
            e.ConfigureConsumer(context, ConsumerOf(service, listen));
    }

    /// <summary>The fault lies with a database or a neighbour that comes back, not with the event.</summary>
    public static bool Passes(Exception fault) => fault is HttpRequestException or TimeoutException || (fault is NpgsqlException npgsql && Passes(npgsql));

    private static bool Passes(NpgsqlException fault) => fault.IsTransient || fault is not PostgresException;

    private static Type ConsumerOf(IService service, Subscription listen) =>
        (listen.IsTogether ? typeof(GatheringConsumer<,,>) : typeof(HandlerConsumer<,,>)).MakeGenericType(service.GetType(), listen.Handler, listen.Event);
}
