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
        var was = await keep.InputValueAsync();
        var becomes = (int.Parse(was, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
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

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    public async Task The_desk_brings_in_a_file(int width, bool script)
    {
        await using var desk = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "import");
        await desk.SignInAsync(Roles.Desk);
        await desk.GoAsync("/desk/import");
        await desk.PressAsync("Read it");
        Assert.Contains("Choose a file", await desk.TextAsync());
        var csv = new System.Text.StringBuilder("propertyRef,householdRef,address,patch,lat,lon\n");
        for (var i = 0; i < 60_000; i++)
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"B{width}{script}{i},BH{width}{script}{i},{(i % 300 == 0 ? "" : "1 Long Road")},north,51.5,-0.1\n");
        await desk.Page.GetByLabel("Homes and households").CheckAsync();
        await desk.Page.GetByLabel("The file").SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "homes.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv.ToString()) });
        await desk.PressAsync("Read it");
        Assert.Equal("Bring in 60,000 rows of homes and households?", await desk.HeadingAsync());
        await desk.PressAsync("Bring it in");
        Assert.Contains("60,000 rows", await desk.TextAsync());
        await desk.SeeSoonAsync(new Uri(desk.Page.Url).AbsolutePath, "59,800 rows taken", 60);
        await desk.GoAsync("/desk/import");
    }
}
