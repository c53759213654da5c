using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>One system that is hurt again and again, one scenario at a time, while no other test runs: some scenarios pull the plug on the servers.</summary>
public sealed class HurtSystem : IAsyncLifetime
{
    public FaultProxy Proxy { get; private set; } = null!;

    public RepairsSystem System { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Proxy = await FaultProxy.StartAsync();
        System = await RepairsSystem.StartAsync(new SystemOptions { DatabaseAddress = Proxy.Address });
    }

    public async Task DisposeAsync()
    {
        await System.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection : ICollectionFixture<HurtSystem>
{
    public const string Name = "faults";
}
