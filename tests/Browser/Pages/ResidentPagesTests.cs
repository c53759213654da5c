using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The resident's pages, each looked at on a small phone, on a desk and without JavaScript.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ResidentPagesTests(SystemFixture fixture)
{
    public static TheoryData<int, bool> Screens => new() { { 320, true }, { 1280, true }, { 320, false } };

    [Theory]
    [MemberData(nameof(Screens))]
    [Trait("requirement", "5")]
    public async Task A_time_is_chosen_after_saying_what_suits(int width, bool script)
    {
        var (_, token) = await fixture.System.RepairAsync(await fixture.System.HomeAsync(2, to: "20:00"));
        await using var walker = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "resident");
        await walker.GoAsync($"/r/{token}");
        await walker.PressAsync("Choose a time");
        await walker.FollowAsync("Are there times that do not suit");
        await walker.Page.GetByLabel("Thursdays").CheckAsync();
        await walker.Page.GetByLabel("Mornings").CheckAsync();
        await walker.PressAsync("Save");
        Assert.Contains("Not on Thursdays", await walker.TextAsync(), StringComparison.Ordinal);
        await walker.Page.Locator("input[name='Choice']").First.CheckAsync();
        await walker.PressAsync("Continue");
        await walker.PressAsync("Yes, come then");
        Assert.StartsWith("We will come on", await walker.HeadingAsync(), StringComparison.Ordinal);
        await walker.FollowAsync("See your repair");
        await walker.PressAsync("Cancel this visit");
        await walker.PressAsync("Yes, cancel this visit");
        await walker.GoAsync($"/r/{token}/choose");
        await walker.PressAsync("None of these work");
        await walker.PressAsync("None of these work");
    }

    [Theory]
    [MemberData(nameof(Screens))]
    [Trait("requirement", "33")]
    public async Task Other_ways_in_are_there_for_everybody(int width, bool script)
    {
        var (_, token) = await fixture.System.RepairAsync(await fixture.System.HomeAsync(2, to: "20:00"));
        await using var walker = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "ways-in");
        foreach (var page in (string[])["help", "else", "interpreter"])
            await walker.GoAsync($"/r/{token}/{page}");
        await walker.GoAsync($"/r/{token}/supporter");
        await walker.PressAsync("Make a link for them");
        foreach (var code in (string[])["ar", "pl"])
        {
            await walker.GoAsync($"/r/{token}/language/{code}?page=choose");
            await walker.GoAsync($"/r/{token}");
        }

        await walker.GoAsync($"/r/{token}/language/ar?page=choose");
        await walker.Page.Locator("input[name='Choice']").First.CheckAsync();
        await walker.PressAsync("متابعة");
        await walker.PressAsync("نعم، تعالوا في هذا الموعد");
        await walker.GoAsync($"/r/{token}/cancel");
    }
}
