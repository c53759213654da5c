using Microsoft.Playwright;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The booked visit on paper: for the door of the fridge, or for somebody without a screen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PrintTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "3")]
    public async Task A_booked_visit_fits_on_a_page_and_says_what_is_needed_without_a_screen(int width, bool script)
    {
        var home = await fixture.System.HomeAsync(2);
        var (_, token) = await fixture.System.RepairAsync(home);
        await fixture.System.BookFirstAsync(token);
        await using var walker = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "print");
        if (script)
            await walker.Page.AddInitScriptAsync("window.print = () => { window.printed = true; }");
        await walker.GoAsync($"/r/{token}/booked");
        Assert.Equal(script, (await walker.TextAsync()).Contains("Print this page", StringComparison.Ordinal));
        Assert.NotEqual(script, (await walker.TextAsync()).Contains("choose “Print” in your browser’s menu", StringComparison.Ordinal));
        Assert.DoesNotContain(home.PropertyRef, await walker.TextAsync(), StringComparison.Ordinal);
        if (script)
        {
            await walker.Page.GetByRole(AriaRole.Button, new() { Name = "Print this page" }).ClickAsync();
            Assert.True(await walker.Page.EvaluateAsync<bool>("() => window.printed === true"));
        }

        await walker.Page.EmulateMediaAsync(new() { Media = Media.Print });
        var paper = await walker.TextAsync();
        foreach (var words in (string[])["Between ", "Someone who can do this work", "To change it", "or open the link in our message again", $"{home.PropertyRef}. Say it when you ring"])
            Assert.Contains(words, paper, StringComparison.Ordinal);
        foreach (var words in (string[])["Change the time", "Cancel this visit", "Print this page", "Add it to your calendar", "Cymraeg", token])
            Assert.DoesNotContain(words, paper, StringComparison.Ordinal);
        Assert.DoesNotContain("Exit this page", await walker.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        await walker.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, ".servers", "pictures", $"{width}{(script ? "" : "-nojs")}", "print-paper.png"), FullPage = true });
        var pdf = await walker.Page.PdfAsync(new() { Format = "A4" });
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b(?!s)"));
    }
}
