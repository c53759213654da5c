using System.Net;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

/// <summary>Other ways in: another language, somebody who helps, something else that is wrong, what would help.</summary>
[Collection(SystemCollection.Name)]
public sealed class WaysInTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Theory]
    [Trait("requirement", "33")]
    [InlineData("cy", "ltr", "Pryd fyddai'n eich siwtio chi?")]
    [InlineData("pl", "ltr", "Kiedy Państwu pasuje?")]
    [InlineData("ar", "rtl", "ما الوقت المناسب لك؟")]
    [InlineData("ur", "rtl", "آپ کے لیے کون سا وقت مناسب ہے؟")]
    public async Task The_whole_journey_of_choosing_is_there_in_another_language_and_own_words_stay_own_words(string code, string direction, string question)
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/language/{code}?page=choose");

        Assert.Equal(question, resident.Heading);
        Assert.Equal(direction, resident.Page.QuerySelector($"main form[lang='{code}']")!.GetAttribute("dir"));
        Assert.DoesNotContain("between", string.Concat(resident.Options("Choice").Select(c => c.Words)), StringComparison.Ordinal);
        var words = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "services/Booking/Languages", $"{code}.json"))).RootElement;
        string Say(string key) => words.GetProperty(key).GetString()!;
        await resident.PressAsync(Say("choose.continue"), ("Choice", resident.Options("Choice")[0].Value));
        Assert.Equal(Say("confirm.question"), resident.Heading);
        await resident.PressAsync(Say("confirm.yes"));
        Assert.Equal($"/r/{token}/booked", resident.Path);
        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("The kitchen tap drips", resident.Words, StringComparison.Ordinal);
        Assert.Contains(Say("interpreter"), resident.Words, StringComparison.Ordinal);
        await resident.OpenAsync($"/r/{token}/cancel");
        await resident.PressAsync(Say("cancel.yes"));
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
        await resident.OpenAsync($"/r/{token}/language/en");
        Assert.Equal("Your repair", resident.Heading);
    }

    [Fact]
    [Trait("requirement", "33")]
    public async Task An_interpreter_rings_by_a_due_time_and_the_language_is_asked_once()
    {
        var home = await System.HomeAsync();
        var (repairId, token) = await System.RepairAsync(home);
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/interpreter");
        await resident.PressAsync("Yes, ring me");
        Assert.StartsWith("Error: ", resident.Page.Title, StringComparison.Ordinal);

        var answers = await resident.PressAtOnceAsync("Yes, ring me", 3, ("Language", "Tigrinya"));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        await resident.OpenAsync($"/r/{token}/next");
        Assert.Matches("Ana will ring you by 5pm on", resident.Words);
        Assert.Equal("interpreter Tigrinya", await System.ScalarAsync<string>($"select because || ' ' || language from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
        Assert.True(await System.ScalarAsync<int>($"select count(*) from needs.adjustment where household_ref = '{home.HouseholdRef}' and code = 'A08' and language = 'Tigrinya' and consent_how is not null") >= 1);
        await Eventually.Async(() => System.ScalarAsync<int>($"select count(*) from messages.promise where repair_id = '{repairId}' and code = 'call-back' and state = 'open'"), n => n == 1, 60, "the call to be promised");
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_supporters_link_opens_times_alone_is_noted_and_ends_when_the_resident_says_so()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}");
        await resident.FollowAsync("Does someone help you with this?");
        await resident.PressAtOnceAsync("Make a link for them", 3, ("Deed", "make"));
        await resident.OpenAsync($"/r/{token}/supporter");
        var link = new Uri(resident.Page.QuerySelector(".govuk-inset-text")!.TextContent.Trim()).AbsolutePath;
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from booking.supporter_link where repair_id = '{repairId}' and ended_at is null"));

        using var supporter = new Visitor(System);
        await supporter.OpenAsync(link);
        Assert.DoesNotContain("The kitchen tap drips", supporter.Words, StringComparison.Ordinal);
        foreach (var page in (string[])["visits", "cancel", "help", "else", "interpreter", "supporter", "suits", "calendar.ics"])
        {
            Assert.Empty(supporter.Page.QuerySelectorAll($"main a[href$='/{page}']"));
            using var other = new Visitor(System);
            await other.OpenAsync($"{link}/{page}");
            Assert.Equal(HttpStatusCode.NotFound, other.Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await System.Anyone.GetBodyAsync($"/api/resident/{link[3..]}/choices")).Status);
        await supporter.OpenAsync($"{link}/choose");
        await supporter.PressAsync("Continue", ("Choice", supporter.Options("Choice")[0].Value));
        await supporter.PressAsync("Yes, come then");
        Assert.StartsWith("We will come on ", supporter.Heading, StringComparison.Ordinal);

        await resident.OpenAsync($"/r/{token}/supporter");
        Assert.Contains("They chose a time", resident.Words, StringComparison.Ordinal);
        await resident.PressAsync("End this link");
        await supporter.OpenAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, supporter.Status);
    }

    [Fact]
    public async Task Something_else_that_is_wrong_becomes_a_repair_of_its_own_once_and_both_are_listed()
    {
        var home = await System.HomeAsync();
        var (_, token) = await System.RepairAsync(home);
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}");
        await resident.FollowAsync("Something else is wrong");
        await resident.PressAsync("Send", ("Words", " "));
        Assert.StartsWith("Error: ", resident.Page.Title, StringComparison.Ordinal);
        await resident.PressAtOnceAsync("Send", 3, ("Words", "The bathroom light is dead"));
        await resident.PressAsync("Send", ("Words", "The bathroom light is dead"));

        Assert.Contains("The bathroom light is dead", resident.Words, StringComparison.Ordinal);
        Assert.Contains("We are finding the right person for this", resident.Words, StringComparison.Ordinal);
        Assert.Contains("The kitchen tap drips", resident.Words, StringComparison.Ordinal);
        Assert.Equal(2, await System.ScalarAsync<int>($"select count(*) from booking.repair where household_ref = '{home.HouseholdRef}'"));
        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("Which of your repairs comes first?", resident.Words, StringComparison.Ordinal);
        await resident.FollowAsync("The bathroom light");
        Assert.Contains("We are finding the right person", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "13")]
    [Trait("requirement", "14")]
    public async Task What_would_help_is_kept_by_needs_with_consent_and_shown_as_what_we_will_do()
    {
        var home = await System.HomeAsync();
        var (_, token) = await System.RepairAsync(home);
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/help");
        await resident.PressAsync("Save", ("Asked", "A20"), ("Asked", "A10"));

        Assert.Equal($"/r/{token}/choose", resident.Path);
        Assert.Contains("We keep more time than usual for this visit.", resident.Words, StringComparison.Ordinal);
        Assert.Contains("Same person each time", resident.Words, StringComparison.Ordinal);
        await resident.OpenAsync($"/r/{token}/help");
        await resident.PressAsync("Save", ("Asked", "A20"));
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from needs.adjustment where household_ref = '{home.HouseholdRef}' and code = 'A20' and consent_how = 'On their own page'"));
    }
}
