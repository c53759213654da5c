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
        await desk.SeeSoonAsync(new Uri(desk.Page.Url).AbsolutePath, "59,800 rows taken", 180);
        await desk.GoAsync("/desk/import");
    }

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "4")]
    public async Task The_desk_reads_the_day_sends_somebody_else_and_says_why_a_visit_is_cancelled(int width, bool script)
    {
        var trade = $"trade {width} {script}";
        var home = await fixture.System.HomeAsync(operatives: 2, trade);
        var (repairId, token) = await fixture.System.RepairAsync(home, trade);
        var booked = await fixture.System.BookFirstAsync(token);
        var (other, _) = await fixture.System.RepairAsync(home, trade);
        var day = LondonTime.DateOf(booked.From).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await using var desk = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "plan");
        await desk.SignInAsync(Roles.Desk);
        await desk.GoAsync($"/desk/plan?date={day}&patch={home.Patch}");
        Assert.Contains("One open repair has no visit", await desk.TextAsync());
        var operative = await fixture.System.ScalarAsync<long>($"select operative_id from booking.appointment where repair_id = '{repairId}' and status = 'booked'");
        await desk.GoAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits");
        Assert.Contains("Choose for how long", await desk.TextAsync());
        await desk.Page.GetByLabel("Several days").CheckAsync();
        foreach (var field in new[] { "First", "Last" })
        {
            foreach (var (part, value) in new[] { ("Day", booked.From.Day), ("Month", booked.From.Month), ("Year", booked.From.Year) })
                await desk.Page.Locator($"input[name='{field}.{part}']").FillAsync(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await desk.PressAsync("Record it and see to the visits");
        Assert.Contains("comes instead, inside the time we promised", await desk.TextAsync());
        await desk.GoAsync($"/desk/plan?date={day}&patch={home.Patch}");
        Assert.Contains("Away all day", await desk.TextAsync());
        await desk.GoAsync("/desk/shortfalls");

        await desk.GoAsync($"/desk/repairs/{repairId}/cancel");
        await desk.PressAsync("Cancel the visit");
        Assert.Contains("Choose why", await desk.TextAsync());
        await desk.Page.GetByLabel("The weather").CheckAsync();
        await desk.PressAsync("Cancel the visit");
        Assert.Contains("Why: The weather.", await desk.TextAsync());
        Assert.Contains("Why: Who was to come cannot.", await desk.TextAsync());
        _ = other;
    }
}
