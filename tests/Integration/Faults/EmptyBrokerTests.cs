using Repairs.Contracts;
using Repairs.Host;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>A publisher that starts first, on a broker that has no queue yet.</summary>
public sealed class EmptyBrokerTests
{
    [Fact]
    [Trait("fault", "F24")]
    public async Task F24_An_event_published_before_its_listeners_queue_exists_waits_in_the_log_and_arrives_once()
    {
        await using var system = await RepairsSystem.StartAsync();
        using var history = new History();
        var load = await Load.PrepareAsync(system, history, homes: 1);
        await system.SettleAsync();
        system.Kill();
        await system.EmptyBrokerAsync();
        var booking = await system.StartAnotherAsync("Booking");

        using var desk = history.Client(system, Roles.Desk);
        desk.BaseAddress = booking;
        var raised = await load.RaiseAsync(load.FirstHome, client: desk);
        var row = $"from booking.event_log where type = '{nameof(RepairRaised)}' and body ->> 'repairId' = '{raised.Json.GetProperty("repairId").GetGuid()}'";
        await Eventually.Async(() => system.ScalarAsync<int>("select attempts " + row), attempts => attempts >= 2, 60, "two attempts to send");
        Assert.Equal(0L, await system.ScalarAsync<long>($"select count(*) {row} and published_at is not null"));

        await system.RestartAsync();
        await system.SettleAsync(60);
        var listeners = Commands.Installed.SelectMany(s => s.Listens.Where(l => l.Event == typeof(RepairRaised)).Select(l => (Schema: s.Name.ToLowerInvariant(), Consumer: l.Handler.Name))).ToList();
        Assert.NotEmpty(listeners);
        foreach (var (schema, consumer) in listeners)
            Assert.Equal(1L, await system.ScalarAsync<long>($"select count(*) from {schema}.inbox where event_id = (select event_id {row}) and consumer = '{consumer}'"));
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
    }
}
