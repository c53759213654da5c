using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>The resident's record, the disputes and the welfare officer's pages, as people with a phone, a desk, or no scripts see them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FollowUpPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "8")]
    public async Task A_resident_disputes_a_visit_the_desk_decides_and_an_officer_follows_up(int width, bool script)
    {
        var (system, screen, now) = (fixture.System, new Screen(width, script), await fixture.System.NowAsync());
        var (household, repair) = ($"H-{Guid.NewGuid():N}"[..12], Guid.NewGuid());
        await system.PublishAsync("Booking", new RepairRaised("demo", repair, household, "P", "north", "plumbing", Priority.Routine, now.AddDays(9), 1, now));
        await MissAsync(household, repair, now.AddMinutes(-50));
        await MissAsync(household, repair, now.AddMinutes(-25));
        await system.SettleAsync();
        var record = $"/r/{new SignedLink(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") }).Make(repair, 1)}/visits";

        await using (var officer = await Walker.StartAsync(fixture.Browser, system, screen, "officer"))
        {
            await officer.SignInAsync(Roles.Welfare);
            await officer.GoAsync("/follow-ups");
            await officer.FollowAsync(household);
            await officer.PressAsync("I tried to make contact");
            await officer.PressAsync("Save");
            Assert.Contains("Say how you tried", await officer.TextAsync());
            await officer.Page.GetByLabel("I rang").CheckAsync();
            await officer.Page.GetByLabel("Yes").CheckAsync();
            await officer.Page.GetByLabel("What did you learn?").FillAsync("Mornings are hard <b> 🙂");
            await officer.Page.GetByLabel("Did they say why").SelectOptionAsync("R09");
            await officer.PressAsync("Save");
            Assert.Contains("Mornings are hard <b> 🙂", await officer.TextAsync());
            await officer.PressAsync("What would help");
            await officer.Page.GetByLabel("What would help?").FillAsync("Come after ten");
            await officer.PressAsync("Save");
            await officer.PressAsync("Pause visits");
            await officer.PressAsync("Pause visits");
            await officer.Page.GetByLabel("They asked for a pause").CheckAsync();
            await FillAsync(officer, "From", LondonTime.DateOf(now.AddMinutes(-50)));
            await officer.PressAsync("Pause visits");
            Assert.Contains("until you end it", await officer.TextAsync());
            await officer.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "End this pause" }).ClickAsync();
            await officer.FollowAsync("Give it to someone else");
            await officer.Page.GetByLabel("Name").FillAsync("Priya");
            await officer.Page.GetByLabel("Within 1 working day").CheckAsync();
            await officer.PressAsync("Save");
            await officer.FollowAsync("Close it");
            await officer.PressAsync("Close the follow-up");
            await officer.Page.GetByLabel("In plain words").FillAsync("They chose a new time");
            await officer.Page.GetByLabel("Why can it be closed?").FillAsync("We spoke and agreed what helps");
            await officer.PressAsync("Close the follow-up");
            Assert.Contains("Closed", await officer.TextAsync());
            await officer.GoAsync("/concerns/read");
        }

        await system.SettleAsync();
        await using (var resident = await Walker.StartAsync(fixture.Browser, system, screen, "record"))
        {
            await resident.GoAsync(record);
            await resident.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "not what happened" }).First.ClickAsync();
            Assert.Contains("Someone who does not work for the contractor", await resident.TextAsync());
            await resident.FollowAsync("Tell us how this visit felt");
            await resident.PressAsync("Send");
            await resident.Page.GetByLabel("Agree strongly").First.CheckAsync();
            await resident.PressAsync("Send");
            Assert.Contains("You told us how this visit felt", await resident.TextAsync());
            await resident.GoAsync("/concerns");
            await resident.PressAsync("Send");
            await resident.Page.GetByLabel("What worries you?").FillAsync("I have not seen my neighbour");
            await resident.PressAsync("Send");
            Assert.Contains("Your code is", await resident.TextAsync());
        }

        await using (var desk = await Walker.StartAsync(fixture.Browser, system, screen, "dispute"))
        {
            await desk.SignInAsync(Roles.Desk);
            await desk.GoAsync("/disputes");
            await desk.Page.Locator("main .app-card a").Last.ClickAsync();
            await desk.PressAsync("Save the decision");
            Assert.Contains("The resident reads this", await desk.TextAsync());
            // They had asked for a pause: the visit counts for nobody, whoever is right.
            Assert.Contains("If the resident is right: The plan changed. That is fine. It never counts.", await desk.TextAsync());
            await desk.Page.GetByLabel("The resident", new() { Exact = true }).CheckAsync();
            await desk.Page.GetByLabel("Why?").FillAsync("The photo shows another door. You were right.");
            await desk.PressAsync("Save the decision");
        }

        await system.SettleAsync();
        await using var after = await Walker.StartAsync(fixture.Browser, system, screen, "record-after");
        await after.GoAsync(record);
        Assert.Contains("You were right", await after.TextAsync());

        // Another household, where we went to the wrong place: what we owe is said once a manager has agreed to it.
        var (other, theirs) = ($"H-{Guid.NewGuid():N}"[..12], Guid.NewGuid());
        await system.PublishAsync("Booking", new RepairRaised("demo", theirs, other, "P", "north", "plumbing", Priority.Routine, now.AddDays(9), 1, now));
        await MissAsync(other, theirs, now.AddMinutes(-25), DoorOutcome.DO20);
        await system.SettleAsync();
        record = $"/r/{new SignedLink(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") }).Make(theirs, 1)}/visits";
        await after.GoAsync(record);
        Assert.DoesNotContain("We owe you", await after.TextAsync());

        await using (var manager = await Walker.StartAsync(fixture.Browser, system, screen, "owed"))
        {
            await manager.SignInAsync(Roles.Manager);
            await manager.GoAsync("/owed");
            await manager.Page.Locator("main .app-card a").Last.ClickAsync();
            await manager.PressAsync("Save the decision");
            Assert.Contains("Say whether we pay this", await manager.TextAsync());
            await manager.Page.GetByLabel("Yes", new() { Exact = true }).CheckAsync();
            await manager.Page.GetByLabel("Why?").FillAsync("We went to another door.");
            await manager.PressAsync("Save the decision");
            Assert.Contains("Saved", await manager.Page.Locator("body").InnerTextAsync());
        }

        await after.GoAsync(record);
        Assert.Contains("We owe you £20 for this visit", await after.TextAsync());
    }

    private async Task MissAsync(string household, Guid repair, DateTimeOffset start, DoorOutcome outcome = DoorOutcome.DO10)
    {
        var visit = Guid.NewGuid();
        await fixture.System.PublishAsync("Booking", new AppointmentBooked("demo", Guid.NewGuid(), visit, repair, household, "P", "north", "plumbing", Priority.Routine, "C", "OP", LondonTime.DateOf(start), LondonTime.TimeOf(start), LondonTime.TimeOf(start.AddHours(4)), start, start.AddHours(4), Actor.Resident, 48, start.AddDays(-1)));
        await fixture.System.SettleAsync();
        await fixture.System.PublishAsync("Visits", new VisitOutcomeReported("demo", Guid.NewGuid(), null, visit, repair, household, "north", "plumbing", Priority.Routine, "C", "OP", outcome, start.AddMinutes(5), start.AddMinutes(20), new DoorEvidence(true, true, true, true, true), [], start, start.AddHours(4), Actor.Contractor, start.AddMinutes(21)));
    }

    private static async Task FillAsync(Walker walker, string field, DateOnly date)
    {
        foreach (var (part, value) in new[] { ("Day", date.Day), ("Month", date.Month), ("Year", date.Year) })
            await walker.Page.Locator($"input[name='{field}.{part}']").FillAsync(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
