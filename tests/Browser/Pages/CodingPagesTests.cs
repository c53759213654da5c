using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The desk gives a contact its code, by what the person said.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CodingPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    public async Task The_desk_codes_a_contact_by_the_words_in_it(int width, bool script)
    {
        var words = $"Nobody told me what the letter of {width} {script} means";
        await using var desk = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "coding");
        await desk.SignInAsync(Roles.Desk);
        await desk.GoAsync("/messages/contacts");
        await desk.Page.GetByLabel("What they said, in their words").FillAsync(words);
        await desk.Page.GetByLabel("I am not sure").CheckAsync();
        await desk.PressAsync("Save");
        await desk.GoAsync("/messages/coding");
        Assert.Contains(words, await desk.TextAsync());
        await desk.Page.Locator(".app-card").Filter(new() { HasText = words }).GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await desk.LookAsync();
        await desk.PressAsync("Save the code");
        Assert.Contains("Choose what it was about", await desk.TextAsync());
        await desk.Page.GetByLabel("I do not understand the letter or text").CheckAsync();
        await desk.PressAsync("Save the code");
        Assert.Contains("The code is saved", await desk.TextAsync());
        Assert.DoesNotContain(words, await desk.TextAsync());
    }
}
