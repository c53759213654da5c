using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform.Events;

namespace Repairs.Platform.Messaging;

/// <summary>
/// Declares every installed service's queue and bindings before anything is published: an event sent to an exchange without its queue would be confirmed and
/// gone. Relays that run already stand still meanwhile: between the first binding of an event and its last, the broker would confirm it for some and lose it for others.
/// </summary>
internal static class Topology
{
    /// <summary>Relays hold this lock shared while they send.</summary>
    public const string Gate = "hashtext('topology'), 0";

    public static async Task DeclareAsync(PlatformSettings settings, IReadOnlyList<IService> installed, EventCatalogue catalogue, CancellationToken ct)
    {
        await using var gate = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.DatabaseAdmin) { Pooling = false, CommandTimeout = 60 }.ConnectionString);
        await gate.OpenAsync(ct);
        await using (var close = new NpgsqlCommand($"select pg_advisory_lock({Gate})", gate))
            await close.ExecuteNonQueryAsync(ct);
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
