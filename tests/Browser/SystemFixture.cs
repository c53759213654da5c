using Microsoft.Playwright;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser;

/// <summary>One real system and one real Chromium for the tests of a collection.</summary>
public sealed class SystemFixture : IAsyncLifetime
{
    private IPlaywright _playwright = null!;

    public RepairsSystem System { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await RepairsSystem.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        await System.DisposeAsync();
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"],
    });
}

/// <summary>The journeys, beside the pages: each has a system and a browser of its own.</summary>
[CollectionDefinition(Name)]
public sealed class JourneyCollection : ICollectionFixture<SystemFixture>
{
    public const string Name = "journeys";
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<SystemFixture>
{
    public const string Name = "browser";
}
