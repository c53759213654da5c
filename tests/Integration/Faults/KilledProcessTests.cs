using Repairs.Host;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>The process dies at the two worst moments of a message's way; nothing is lost and nothing counts twice.</summary>
[Collection(FaultCollection.Name)]
public sealed class KilledProcessTests(HurtSystem hurt)
{
    private const int Rounds = 3;

    [Fact]
    [Trait("fault", "F02")]
    public async Task F02_A_relay_killed_between_confirm_and_commit_sends_twice_and_counts_once()
    {
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history);
        await system.SettleAsync(60);
        await using var tap = await Tap.StartAsync(system, Commands.Catalogue(Commands.Installed).Types.ToArray());
        for (var round = 1; round <= Rounds; round++)
        {
            await system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = $"relay-confirmed:{round}" });
            var work = load.BookAsync(2);
            await Eventually.TrueAsync(() => Task.FromResult(system.HasEnded), 60, "the process to die between confirm and commit");
            await system.RestartAsync();
            await work;
            await system.SettleAsync(60);
        }

        var duplicates = await tap.DuplicatesAsync();
        Assert.True(duplicates >= 1, "no duplicate reached the broker: the fault did not happen");
        await tap.DisposeAsync();
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
    }

    [Fact]
    [Trait("fault", "F03")]
    public async Task F03_A_consumer_killed_between_commit_and_acknowledgement_gets_it_again_and_applies_it_once()
    {
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history);
        var again = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await system.SettleAsync(60);
            await system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = $"consumer-committed:{round}" });
            var work = load.BookAsync(2);
            await Eventually.TrueAsync(() => Task.FromResult(system.HasEnded), 60, "the process to die between commit and acknowledgement");
            // The broker may need a moment to see that its consumer is gone and to put back what was not acknowledged.
            var waiting = await AppliedAndWaitingAsync(system);
            for (var tries = 0; waiting == 0 && tries < 20; tries++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                waiting = await AppliedAndWaitingAsync(system);
            }

            again += waiting;
            await system.RestartAsync();
            await work;
        }

        Assert.True(again >= Rounds, $"{again} messages lay in a queue although their effect stood: the fault did not happen in every round");
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
    }

    /// <summary>Messages that will be delivered again although every handler of that queue has done its work on them.</summary>
    private static async Task<int> AppliedAndWaitingAsync(RepairsSystem system)
    {
        var found = 0;
        foreach (var service in Commands.Installed.Where(s => s.Listens.Count > 0))
        {
            foreach (var id in await Tap.WaitingAsync(system, service.Name.ToLowerInvariant()))
                found += await system.ScalarAsync<long>($"select count(*) from {service.Name.ToLowerInvariant()}.inbox where event_id = '{id}'") > 0 ? 1 : 0;
        }

        return found;
    }
}
