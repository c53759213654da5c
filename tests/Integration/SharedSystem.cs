using Repairs.Tests.Support;

namespace Repairs.Tests.Integration;

/// <summary>One real system for all tests of this assembly: each test makes its own household, nothing is cleaned in between.</summary>
public sealed class SharedSystem : IAsyncLifetime
{
    public RepairsSystem System { get; private set; } = null!;

    public async Task InitializeAsync() => System = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await System.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SystemCollection : ICollectionFixture<SharedSystem>
{
    public const string Name = "system";
}
