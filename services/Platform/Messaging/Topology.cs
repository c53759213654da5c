using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Repairs.Platform.Events;

namespace Repairs.Platform.Messaging;

/// <summary>Declares every installed service's queue and bindings before anything is published: an event sent to an exchange without its queue would be confirmed and gone.</summary>
internal static class Topology
{
    public static async Task DeclareAsync(PlatformSettings settings, IReadOnlyList<IService> installed, EventCatalogue catalogue, CancellationToken ct)
    {
        var services = new ServiceCollection().AddLogging(l => l.AddConsole().SetMinimumLevel(LogLevel.Warning)).AddSingleton(catalogue);
        EventBus.Add(services, settings, installed, topologyOnly: true);
        await using var provider = services.BuildServiceProvider();
        var bus = provider.GetRequiredService<IBusControl>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await bus.StartAsync(limit.Token);
        await bus.StopAsync(limit.Token);
    }
}
