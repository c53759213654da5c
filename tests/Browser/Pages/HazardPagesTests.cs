using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>Hazards and the look back at one repair, as the desk, a manager and the resident see them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HazardPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "37")]
    [Trait("requirement", "38")]
    public async Task The_desk_takes_a_hazard_from_the_first_word_to_the_written_summary(int width, bool script)
    {
        var home = await fixture.System.HomeAsync(operatives: 1);
        var (repair, token) = await fixture.System.RepairAsync(home);
        await fixture.System.SettleAsync();
        await using var desk = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "hazards");
        await desk.SignInAsync(Roles.Desk);
        await desk.GoAsync("/hazards");
        await desk.FollowAsync("Write down a hazard");
        await desk.PressAsync("Save and go on");
        Assert.Contains("Paste the repair", await desk.TextAsync());
        await desk.Page.GetByLabel("Which repair?").FillAsync(repair.ToString());
        await desk.Page.GetByLabel("The resident").CheckAsync();
        await desk.PressAsync("Save and go on");
        Assert.Equal("What kind of hazard is it?", await desk.HeadingAsync());
        await desk.PressAsync("Continue");
        Assert.Contains("Choose what kind of hazard it is", await desk.TextAsync());
        await desk.Page.GetByLabel("Damp or mould").CheckAsync();
        await desk.PressAsync("Continue");
        Assert.Contains("We wrote down that you looked", await desk.TextAsync());
        await desk.PressAsync("Save");
        Assert.Contains("Choose how much harm it may do", await desk.TextAsync());
        await desk.Page.GetByLabel("It can do harm").CheckAsync();
        await desk.PressAsync("Save");
        Assert.Contains("Find out what is wrong", await desk.TextAsync());

        await desk.FollowAsync("Say who looks after it");
        await desk.Page.GetByLabel("Who looks after it?").FillAsync("Ana");
        await desk.PressAsync("Save");
        await desk.FollowAsync("It is done");
        await desk.Page.GetByLabel("At what time?").FillAsync("late");
        await desk.PressAsync("Continue");
        Assert.Contains("Enter the time like", await desk.TextAsync());
        await desk.GoAsync(new Uri(desk.Page.Url).AbsolutePath);
        await desk.PressAsync("Continue");
        Assert.Equal("What did we find?", await desk.HeadingAsync());
        await desk.Page.GetByLabel("A hazard that can do harm, and lasting work").CheckAsync();
        await desk.PressAsync("Save");
        Assert.Contains("Make it safe", await desk.TextAsync());
        Assert.Contains("Ana looks after it", await desk.TextAsync());

        await desk.FollowAsync("Write it and send it");
        await desk.Page.GetByLabel("What do we do about it?").FillAsync("We clean the wall and mend the fan. It was your lifestyle.");
        await desk.PressAsync("Read it through");
        Assert.Contains("Leave out “lifestyle”", await desk.TextAsync());
        await desk.Page.GetByLabel("What do we do about it?").FillAsync("We clean the wall and mend the fan.");
        foreach (var group in new[] { "Begin", "End" })
        {
            await desk.Page.Locator($"input[name='{group}.Day']").FillAsync(group == "Begin" ? "4" : "8");
            await desk.Page.Locator($"input[name='{group}.Month']").FillAsync("1");
            await desk.Page.Locator($"input[name='{group}.Year']").FillAsync("2028");
        }

        await desk.PressAsync("Read it through");
        Assert.Equal("What we found in your home", await desk.HeadingAsync());
        await desk.Page.GetByLabel("First class post").CheckAsync();
        await desk.PressAsync("I have sent it");
        Assert.Contains("They can read it on their own page too", await desk.TextAsync());
        await desk.GoAsync("/hazards");

        await using var resident = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "look-back");
        await resident.GoAsync($"/r/{token}/visits/everything");
        Assert.Contains("We clean the wall and mend the fan.", await resident.TextAsync());
    }

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "36")]
    public async Task A_manager_answers_every_question_before_looking_back_and_the_resident_sees_who_did(int width, bool script)
    {
        var home = await fixture.System.HomeAsync(operatives: 1);
        var (repair, token) = await fixture.System.RepairAsync(home);
        await fixture.System.BookFirstAsync(token);
        await fixture.System.SettleAsync();
        await using var manager = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "chronology");
        await manager.SignInAsync(Roles.Manager);
        await manager.GoAsync("/chronology");
        await manager.PressAsync("Go on to the questions");
        Assert.Contains("Paste the repair", await manager.TextAsync());
        await manager.Page.GetByLabel("Which repair?").FillAsync(repair.ToString());
        await manager.PressAsync("Go on to the questions");
        await manager.PressAsync("Continue");
        Assert.Contains("Write your name", await manager.TextAsync());
        foreach (var (question, answer) in new[] { ("What do you need it for?", "To see what we missed"), ("What did we offer", "Six times"), ("Could they decide", "Yes"), ("What does the Equality Act", "Weighed"), ("What else could work?", "A visit first"), ("What harm could come", "None") })
        {
            Assert.StartsWith(question, await manager.HeadingAsync());
            await manager.Page.Locator("textarea").FillAsync(answer);
            if (question.StartsWith("What do you need", StringComparison.Ordinal))
                await manager.Page.GetByLabel("Your name").FillAsync("Kim Lee");
            await manager.PressAsync("Continue");
        }

        Assert.Equal("Are these your answers?", await manager.HeadingAsync());
        await manager.PressAsync("Open it and give them their copy");
        Assert.Equal("What happened with this repair", await manager.HeadingAsync());
        Assert.Contains("A visit was agreed for", await manager.TextAsync());
        await manager.PressAsync("I have posted their copy");
        Assert.Contains("was posted", await manager.TextAsync());

        await using var resident = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "look-back-2");
        await resident.GoAsync($"/r/{token}/visits/everything");
        Assert.Contains("Kim Lee", await resident.TextAsync());
        Assert.Contains("To see what we missed", await resident.TextAsync());
    }
}
