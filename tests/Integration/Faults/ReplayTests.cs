using Repairs.Host;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>A wiped broker is repaired by publishing the log again; doing so changes nothing that stands.</summary>
[Collection(FaultCollection.Name)]
public sealed class ReplayTests(HurtSystem hurt)
{
    [Fact]
    [Trait("fault", "F18")]
    [Trait("case", "48")]
    public async Task F18_Every_message_replayed_five_times_changes_nothing()
    {
        var system = hurt.System;
        using var history = new History();

        // In the evening nothing falls due by the day's clock while we look: reminders and reports of absence are behind us, and midnight is far.
        var now = await system.NowAsync();
        var evening = LondonTime.Instant(LondonTime.DateOf(now), new TimeOnly(20, 10));
        if (now > evening.AddHours(2))
            evening = LondonTime.Instant(LondonTime.DateOf(now).AddDays(1), new TimeOnly(20, 10));
        if (now < evening)
            await system.MoveClockAsync(evening);
        var load = await Load.PrepareAsync(system, history);
        await load.BookAsync(3);
        await using var tap = await Tap.StartAsync(system, Commands.Catalogue(Commands.Installed).Types.ToArray());
        var before = await Digest.AtRestAsync(system);
        var files = Directory.Exists(system.Outbox) ? Directory.GetFiles(system.Outbox, "*", SearchOption.AllDirectories).Length : 0;

        for (var round = 0; round < 5; round++)
        {
            foreach (var service in Commands.Installed)
                await system.RepublishAsync(service.Name);
            await system.SettleAsync(60);
        }

        Assert.True(await tap.DuplicatesAsync() > 0, "no duplicate reached the broker");
        await tap.DisposeAsync();

        // Handled is not enough: the queues must have run dry, or a late duplicate could still do harm.
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
        var changes = string.Join("\n", Digest.Changes(before, await Digest.AtRestAsync(system)));
        Assert.True(changes.Length == 0, changes);
        Assert.Equal(files, Directory.Exists(system.Outbox) ? Directory.GetFiles(system.Outbox, "*", SearchOption.AllDirectories).Length : 0);
    }
}
