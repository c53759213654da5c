using Microsoft.Playwright;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The resident's own pages after a missed visit: what we recorded, that it was different, how it felt, a complaint, and what got in the way behind a code.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TellUsPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "8")]
    [Trait("requirement", "45")]
    public async Task A_resident_reads_disputes_takes_back_rates_complains_and_tells_us_more(int width, bool script)
    {
        var system = fixture.System;
        var (household, repair, visit, record) = await MissedAsync(2);
        await using var resident = await Walker.StartAsync(fixture.Browser, system, new Screen(width, script), "tell-us");

        await resident.GoAsync(record);
        Assert.Contains("What happens next", await resident.TextAsync(), StringComparison.Ordinal);
        await ClickAsync(resident, "not what happened");
        await resident.GoAsync(record);
        await ClickAsync(resident, "Take that back");
        await resident.GoAsync(record);
        Assert.DoesNotContain("Tell us how this visit felt", await resident.TextAsync(), StringComparison.Ordinal);

        await resident.FollowAsync("Make a complaint");
        await resident.Page.GetByLabel("What went wrong").FillAsync("You came at night and nobody said so");
        await resident.PressAsync("Send my complaint");
        Assert.Contains("looks after it", await resident.TextAsync(), StringComparison.Ordinal);

        await resident.GoAsync(record);
        await resident.FollowAsync("tell us more if you want to");
        await TabToAsync(resident, "Send me a code");
        await resident.Page.Keyboard.PressAsync("Enter");
        await resident.Page.WaitForURLAsync("**/tell-us/code");
        await resident.PressAsync("Continue");
        Assert.Contains("That code does not work", await resident.TextAsync(), StringComparison.Ordinal);
        await resident.Page.GetByLabel("What is the code?").FillAsync(await CodeAsync(repair));
        await resident.PressAsync("Continue");
        Assert.Contains("Someone would like to get in touch with you", await resident.TextAsync(), StringComparison.Ordinal);
        await resident.FollowAsync("Tell us what got in the way");
        await resident.PressAsync("Save");
        await resident.Page.GetByLabel("I did not hear the door").CheckAsync();
        await resident.Page.GetByLabel("In your own words").FillAsync("I am deaf, and the light for the bell is broken");
        await resident.PressAsync("Save");
        Assert.Contains("the light for the bell is broken", await resident.TextAsync(), StringComparison.Ordinal);
        await resident.FollowAsync("Change it");
        await resident.Page.GetByLabel("Someone else makes it unsafe").CheckAsync();
        await resident.PressAsync("Save");
        await resident.Page.GetByLabel("Do not write or ring").CheckAsync();
        await resident.PressAsync("Save");
        Assert.DoesNotContain("unsafe", await resident.TextAsync(), StringComparison.OrdinalIgnoreCase);
        await resident.PressAsync("Close this page");
        await resident.GoAsync($"{record[..^"/visits".Length]}/tell-us/open");
        Assert.Contains("ask for a new code", await resident.TextAsync(), StringComparison.Ordinal);

        await using (var officer = await Walker.StartAsync(fixture.Browser, system, new Screen(width, script), "told-us"))
        {
            await officer.SignInAsync(Roles.Welfare);
            await officer.GoAsync("/follow-ups");
            await officer.FollowAsync(household);
            Assert.Contains("Speak with them alone", await officer.TextAsync(), StringComparison.Ordinal);
            await officer.GoAsync("/follow-ups/told");
            await ClickAsync(officer, $"household {household}");
            await officer.GoAsync("/follow-ups/told");
        }

        await using var desk = await Walker.StartAsync(fixture.Browser, system, new Screen(width, script), "complaints");
        await desk.SignInAsync(Roles.Desk);
        await desk.GoAsync("/complaints");
        var id = await system.ScalarAsync<Guid>($"select complaint_id from noaccess.complaint where repair_id = '{repair}'");
        await desk.GoAsync($"/complaints/{id}");
        await desk.PressAsync("Save what we understood");
        await desk.Page.GetByLabel("What they complain about").FillAsync("We came at night without telling you");
        await desk.PressAsync("Save what we understood");
        await desk.GoAsync($"/complaints/{id}");
        await desk.Page.GetByLabel("Our answer").FillAsync("We are sorry. We now text before we come.");
        await desk.PressAsync("Save our answer");
        await resident.GoAsync($"{record[..^"/visits".Length]}/complaint");
        await resident.PressAsync("I am not happy with this answer");
        Assert.Contains("You asked us to look again", await resident.TextAsync(), StringComparison.Ordinal);
        _ = visit;
    }

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "39")]
    public async Task How_a_missed_visit_felt_and_whether_we_kept_our_word(int width, bool script)
    {
        var (_, _, visit, record) = await MissedAsync(1);
        await using var resident = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "felt");
        await resident.GoAsync(record);
        await resident.FollowAsync("Tell us how this visit felt");
        await resident.Page.Locator("input[name=Heard][value='2']").CheckAsync();
        await resident.PressAsync("Send");
        await resident.Page.Locator("input[name=Conduct][value='partly']").CheckAsync();
        await resident.PressAsync("Save and finish");
        Assert.Contains("A manager reads it", await resident.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("partly", await fixture.System.ScalarAsync<string>($"select conduct from noaccess.feedback where visit_id = '{visit}'"));
    }

    private async Task<(string Household, Guid Repair, Guid Visit, string Record)> MissedAsync(int misses)
    {
        var (system, now) = (fixture.System, await fixture.System.NowAsync());
        var (household, repair, visit) = ($"H-{Guid.NewGuid():N}"[..12], Guid.NewGuid(), Guid.NewGuid());
        await system.ExecuteAsync($"insert into needs.contact (landlord, household_ref, phone, changed_at) values ('demo', '{household}', '07700 900321', now())");
        await system.PublishAsync("Booking", new RepairRaised("demo", repair, household, "P", "north", "plumbing", Priority.Routine, now.AddDays(9), 1, now));
        for (var i = 0; i < misses; i++)
        {
            var (id, start) = (i == 0 ? visit : Guid.NewGuid(), now.AddMinutes(-50 + (i * 20)));
            await system.PublishAsync("Booking", new AppointmentBooked("demo", Guid.NewGuid(), id, repair, household, "P", "north", "plumbing", Priority.Routine, "C", "OP", LondonTime.DateOf(start), LondonTime.TimeOf(start), LondonTime.TimeOf(start.AddHours(4)), start, start.AddHours(4), Actor.Resident, 48, now.AddDays(-1)));
            await system.SettleAsync();
            await system.PublishAsync("Visits", new VisitOutcomeReported("demo", Guid.NewGuid(), null, id, repair, household, "north", "plumbing", Priority.Routine, "C", "OP", DoorOutcome.DO10, start.AddMinutes(2), start.AddMinutes(15), new DoorEvidence(true, true, true, true, true), [], start, start.AddHours(4), Actor.Contractor, start.AddMinutes(16)));
            await system.SettleAsync();
        }

        return (household, repair, visit, $"/r/{new SignedLink(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") }).Make(repair, 1)}/visits");
    }

    private async Task<string> CodeAsync(Guid repair)
    {
        var id = await fixture.System.ScalarAsync<Guid>($"select code_id from welfare.one_time_code where repair_id = '{repair}'");
        var file = Path.Combine(fixture.System.Outbox, $"{StableId.Of("one-time-code", id.ToString())}.txt");
        await Eventually.Async(() => Task.FromResult(File.Exists(file)), there => there, 10, "the code to be handed over");
        return (await File.ReadAllTextAsync(file)).Split("\n\n")[1][..6];
    }

    private static Task ClickAsync(Walker walker, string button) =>
        walker.Page.RunAndWaitForResponseAsync(() => walker.Page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync(), r => r.Request.Method == "GET" && r.Ok);

    /// <summary>By keyboard alone.</summary>
    private static async Task TabToAsync(Walker walker, string button)
    {
        for (var i = 0; i < 40; i++)
        {
            await walker.Page.Keyboard.PressAsync("Tab");
            if ((await walker.Page.Locator(":focus").InnerTextAsync()).Contains(button, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"'{button}' is not reached by keyboard");
    }
}
