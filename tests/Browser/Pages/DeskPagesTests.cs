using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The desk's own pages, as people with a phone, a desk, or no scripts see them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DeskPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    public async Task A_manager_changes_how_visits_are_offered(int width, bool script)
    {
        await using var manager = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "settings");
        await manager.SignInAsync(Roles.Manager);
        await manager.GoAsync("/desk/settings");
        var keep = manager.Page.GetByLabel("Most times one caller keeps at once");
        var (was, becomes) = (await keep.InputValueAsync(), (6 + (width % 7) + (script ? 0 : 1)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await keep.FillAsync("many");
        await manager.PressAsync("See what changes");
        Assert.Contains("write a whole number", await manager.TextAsync());
        Assert.Equal("many", await keep.InputValueAsync());
        await keep.FillAsync(becomes);
        await manager.PressAsync("See what changes");
        Assert.Contains($"{was} times becomes {becomes} times", await manager.TextAsync());
        await manager.PressAsync("Save these changes");
        Assert.Contains("by a manager", await manager.TextAsync());
    }
}
