using System.Net.Http.Json;
using Microsoft.Playwright;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Device;

/// <summary>The contractor's day on a phone in a van: no signal, a dead battery, a thumb that presses twice. Nothing is lost, and nothing arrives twice.</summary>
[Collection(BrowserCollection.Name)]
[Trait("requirement", "9")]
public sealed class DeviceTests(SystemFixture fixture)
{
    private const string Instruction = "Knock loudly and wait 10 minutes";

    private readonly RepairsSystem _system = fixture.System;

    [Fact]
    [Trait("requirement", "7")]
    [Trait("requirement", "17")]
    public async Task A_report_with_its_photo_made_without_signal_outlives_a_killed_browser_and_arrives_once()
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 320, "offline");

        // No signal from here on: everything is on the phone.
        phone.Line.Cut();
        await OpenAsync(phone, "/visits", "There is no signal");
        Assert.Contains(Instruction, await phone.Walker.TextAsync(), StringComparison.Ordinal);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "9:30am to 11:30am" }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "I have read this" }).ClickAsync();
        await phone.Page.GetByLabel("About 15 minutes").WaitForAsync();
        await phone.Walker.LookAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "On my way" }).ClickAsync();
        await phone.Page.GetByText("Choose how long").WaitForAsync();
        await phone.Page.GetByLabel("About 15 minutes").CheckAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "On my way" }).ClickAsync();
        await phone.Page.GetByText("The person has not been told yet").First.WaitForAsync();
        await phone.Walker.LookAsync();
        await OpenAsync(phone, "/visits/conduct", "We are guests");
        await OpenAsync(phone, $"/visits/{visit}/outcome", "What happened?");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "No answer at the door" }).ClickAsync();
        await FillNoAnswerAsync(phone.Page);
        await phone.Page.GetByLabel("A photo of the card").SetInputFilesAsync(new FilePayload { Name = "card.png", MimeType = "image/png", Buffer = Pictures.GreyPng(4000, 3000) });
        await phone.Page.GetByText("The photo is kept on this phone.").WaitForAsync();
        await phone.Walker.LookAsync();

        // In the middle of it the battery dies.
        await phone.KillAsync();
        await OpenAsync(phone, $"/visits/{visit}/outcome/DO10", "There is a photo on this phone");
        Assert.Equal("10:05", await phone.Page.GetByLabel("What time did you arrive?").InputValueAsync());
        Assert.Equal("knock", await phone.Page.GetByLabel("First try", new() { Exact = true }).InputValueAsync());
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).DblClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Saved on this phone" }).WaitForAsync();
        await phone.Walker.LookAsync();
        await phone.KillAsync();
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Not sent yet: 1 report and 1 photo. They are safe on this phone.");
        await phone.Walker.LookAsync();

        // An hour later there is a line that takes and does not answer, then a real one.
        await _system.MoveClockAsync((await _system.NowAsync()).AddHours(1));
        Assert.Equal(0, await CountAsync("report", visit));
        phone.Line.LoseAnswersTo("/photos/");
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync("/visits");
        await Eventually.Async(() => CountAsync("photo", visit), n => n == 1, 30, "the photo to arrive");
        await phone.SaysAsync("Not sent yet: 1 photo");
        Assert.Equal(1, await phone.KeptAsync("photos"));
        phone.Line.Restore();
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await phone.SaysAsync("Everything you reported has been sent.");
        await phone.SaysAsync("There was no signal until you were there");
        await phone.Walker.LookAsync();

        Assert.Equal((1, 1), (await CountAsync("report", visit), await CountAsync("photo", visit)));
        Assert.Equal((0, 0), (await phone.KeptAsync("entries"), await phone.KeptAsync("photos")));
        Assert.Equal(1, await PublishedAsync("VisitOutcomeReported", visit));
        Assert.Equal("true,true,true,true,true", await _system.ScalarAsync<string>($"select concat_ws(',', time_on_site::text, near_address::text, two_tries::text, card_photo::text, brief_read::text) from visits.report where visit_id = '{visit}'"));
        Assert.Equal(0, await PublishedAsync("OperativeOnTheWay", visit));
        await NothingPersonalInCacheAsync(phone, visit);
    }

    [Fact]
    public async Task An_answer_lost_on_its_way_and_two_windows_that_press_send_make_one_report()
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 1280, "twice");
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO10");
        var second = await phone.AnotherWindowAsync();
        await second.GotoAsync($"/visits/{visit}/outcome/DO10");
        await FillNoAnswerAsync(phone.Page);
        await phone.Walker.LookAsync();
        await _system.MoveClockAsync((await _system.NowAsync()).AddMinutes(25));

        phone.Line.LoseAnswersTo("/outcome HTTP");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).DblClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Saved on this phone" }).WaitForAsync();
        await phone.Walker.LookAsync();
        await Eventually.TrueAsync(async () => await CountAsync("report", visit) == 1);
        Assert.Equal(1, await phone.KeptAsync("entries"));
        phone.Line.Restore();
        await Task.WhenAll(phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))"), second.EvaluateAsync("() => dispatchEvent(new Event('online'))"));
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Sent", Exact = true }).WaitForAsync();
        await phone.Walker.LookAsync();

        Assert.Equal(1, await CountAsync("report", visit));
        Assert.Equal(1, await PublishedAsync("VisitOutcomeReported", visit));
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Everything you reported has been sent.");
        Assert.Contains("Your report has been sent.", await phone.Walker.TextAsync(), StringComparison.Ordinal);

        // The other window did not know: what it sends takes the place of the first, and one stands.
        await FillNoAnswerAsync(second);
        await second.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await second.GetByRole(AriaRole.Heading, new() { Name = "Sent", Exact = true }).WaitForAsync();
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.report where visit_id = '{visit}' and superseded_by is null"));
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task What_the_desk_cannot_take_so_stays_on_the_phone_with_a_way_to_mend_it(int width)
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, width, "mend");
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO01");
        await phone.Page.GetByLabel("What time did you arrive?").FillAsync("09:40");
        await phone.Page.GetByLabel("What time did you leave?").FillAsync("09:20");

        // By keyboard alone: the phone itself sees what cannot be, beside the field.
        await phone.Page.GetByLabel("A note about the work").FocusAsync();
        await phone.Page.Keyboard.TypeAsync("Tenant refused the tap");
        await phone.Page.Keyboard.PressAsync("Tab");
        await phone.Page.Keyboard.PressAsync("Enter");
        await phone.Page.GetByRole(AriaRole.Alert).GetByText("You cannot have left before you arrived").WaitForAsync();
        await phone.Walker.LookAsync();
        await phone.Page.GetByLabel("What time did you leave?").FillAsync("09:50");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Your report needs a change" }).WaitForAsync();
        Assert.Contains("The resident can read this note", await phone.Walker.TextAsync(), StringComparison.Ordinal);
        await phone.Walker.LookAsync();
        Assert.Equal((1, 0), (await phone.KeptAsync("entries"), await CountAsync("report", visit)));

        await phone.KillAsync();
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("1 thing needs a change from you.");
        await phone.Walker.LookAsync();
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Look at what you reported and change it" }).ClickAsync();
        var note = phone.Page.GetByLabel("A note about the work");
        await Eventually.TrueAsync(async () => await note.InputValueAsync() == "Tenant refused the tap");
        await phone.Walker.LookAsync();
        await note.FillAsync("The tap has a new washer");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Sent", Exact = true }).WaitForAsync();
        Assert.Equal((0, 1), (await phone.KeptAsync("entries"), await CountAsync("report", visit)));

        // Changed once more: it takes the place of the first.
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO02");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Sent", Exact = true }).WaitForAsync();
        Assert.Equal("DO02", await _system.ScalarAsync<string>($"select outcome from visits.report where visit_id = '{visit}' and superseded_by is null"));
    }

    [Fact]
    public async Task Signing_out_takes_the_visits_off_the_phone_and_leaves_what_was_not_sent()
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 320, "sign-out");
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO11");
        await phone.Page.GetByLabel("What time did you arrive?").FillAsync("09:40");
        await phone.Page.GetByLabel("What time did you leave?").FillAsync("09:41");

        // With no signal, and somebody in danger: the numbers are there, and it is said who has not been told.
        phone.Line.Cut();
        await phone.Page.GetByLabel("Someone is in danger now").CheckAsync();
        await phone.Page.GetByLabel("I am worried about someone").CheckAsync();
        Assert.Equal("tel:999", await phone.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).First.GetAttributeAsync("href"));
        await phone.Walker.LookAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByText("It has not been sent yet").First.WaitForAsync();
        await phone.Walker.LookAsync();

        // The page says first what stays, then goes.
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await phone.Page.GetByText("has not been sent yet. It stays on this phone").WaitForAsync();
        await phone.Walker.LookAsync();
        phone.Line.Restore();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await phone.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        phone.Line.Cut();
        await OpenAsync(phone, "/visits", "This is not on this phone");
        Assert.DoesNotContain(Instruction, await phone.Walker.TextAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (await phone.KeptAsync("day"), await phone.KeptAsync("drafts")));
        await NothingPersonalInCacheAsync(phone, visit);

        phone.Line.Restore();
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync("/visits");
        await Eventually.TrueAsync(async () => await CountAsync("report", visit) == 1);
        await phone.SaysAsync("Everything you reported has been sent.");
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.event_log e join visits.visit v on v.household_ref = e.subject where v.visit_id = '{visit}' and e.type = 'WelfareConcernRaised'"));
    }

    [Fact]
    public async Task What_was_begun_and_what_was_finished_stay_for_their_maker_when_the_server_knows_nobody_and_no_one_else_sees_them()
    {
        var (_, other) = await VisitAsync();
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 320, "sealed");
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO10");
        await FillNoAnswerAsync(phone.Page);
        await phone.Page.GetByLabel("A photo of the card").SetInputFilesAsync(new FilePayload { Name = "card.png", MimeType = "image/png", Buffer = Pictures.GreyPng(800, 600) });
        await phone.Page.GetByText("The photo is kept on this phone.").WaitForAsync();
        await phone.Walker.GoAsync("/visits");
        await phone.Page.GetByText("You began to say what happened.").WaitForAsync();
        await phone.Walker.LookAsync();

        // The server no longer knows who this is: the day goes, what was typed and photographed stays and is shown to nobody.
        await phone.Page.Context.ClearCookiesAsync();
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Eventually.Async(() => phone.KeptAsync("day"), n => n == 0, 20, "the day to go");
        Assert.Equal(1, await phone.KeptAsync("drafts"));
        phone.Line.Cut();
        await OpenAsync(phone, $"/visits/{visit}/outcome/DO10", "This is not on this phone");
        phone.Line.Restore();

        // Another operative on the same phone sees nothing of it, and takes nothing away.
        await phone.Walker.SignInAsync(Roles.Operative, other);
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Today’s visits are on this phone until midnight");
        phone.Line.Cut();
        await OpenAsync(phone, $"/visits/{visit}/outcome/DO10", "This is not on this phone");
        Assert.DoesNotContain("You began", await phone.Walker.TextAsync(), StringComparison.Ordinal);
        phone.Line.Restore();
        Assert.Equal(1, await phone.KeptAsync("drafts"));

        // Its maker finds it as it was, says that it is finished, and loses the line and the session: it waits, unseen, and is sent for them alone.
        await phone.Page.Context.ClearCookiesAsync();
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO10");
        await phone.Page.GetByText("There is a photo on this phone").WaitForAsync();
        Assert.Equal("10:05", await phone.Page.GetByLabel("What time did you arrive?").InputValueAsync());
        await phone.Walker.LookAsync();
        phone.Line.Cut();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Saved on this phone" }).WaitForAsync();
        await phone.Page.Context.ClearCookiesAsync();
        phone.Line.Restore();
        await phone.Walker.SignInAsync(Roles.Operative, other);
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Something that another person reported on this phone waits until they sign in.");
        phone.Line.Cut();
        await OpenAsync(phone, $"/visits/{visit}/outcome/DO10", "This is not on this phone");
        phone.Line.Restore();
        Assert.Equal((0, 1, 1), (await phone.KeptAsync("drafts"), await phone.KeptAsync("entries"), await phone.KeptAsync("photos")));
        Assert.Equal(0, await CountAsync("report", visit));

        await _system.MoveClockAsync((await _system.NowAsync()).AddHours(1));
        await phone.Page.Context.ClearCookiesAsync();
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync("/visits");
        await Eventually.Async(() => CountAsync("photo", visit), n => n == 1, 30, "the photo to arrive");
        Assert.Equal(1, await CountAsync("report", visit));
    }

    [Fact]
    public async Task What_one_person_sent_fills_nobody_elses_form_on_the_same_phone()
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 320, "shared");
        await phone.Page.EvaluateAsync(
            """
            (visit) => new Promise((resolve, reject) => {
              const opening = indexedDB.open('visits', 1);
              opening.onsuccess = () => {
                const change = opening.result.transaction('done', 'readwrite');
                change.objectStore('done').put({ id: crypto.randomUUID(), kind: 'report', visitId: visit, who: 'somebody else', fields: { Arrived: '08:15', Note: 'JACKDAW' }, at: Date.now() });
                change.oncomplete = resolve;
                change.onerror = reject;
              };
            })
            """,
            visit.ToString());

        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Nothing waits to be sent.");
        await phone.Walker.GoAsync($"/visits/{visit}/outcome/DO01");
        await phone.SaysAsync("Nothing waits to be sent.");
        Assert.Equal(("", ""), (await phone.Page.GetByLabel("What time did you arrive?").InputValueAsync(), await phone.Page.GetByLabel("A note about the work").InputValueAsync()));
        phone.Line.Cut();
        await OpenAsync(phone, "/visits", "There is no signal");
        Assert.DoesNotContain("Reported", await phone.Walker.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_midnight_the_visits_leave_the_phone_and_what_was_not_sent_stays()
    {
        var (visit, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 320, "midnight");
        phone.Line.Cut();
        await OpenAsync(phone, $"/visits/{visit}/outcome/DO12", "They did not want this work");
        await phone.Page.GetByLabel("What time did you arrive?").FillAsync("09:40");
        await phone.Page.GetByLabel("What time did you leave?").FillAsync("09:41");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await phone.Page.GetByText("It has not been sent yet").First.WaitForAsync();

        await phone.Page.Clock.SetFixedTimeAsync(LondonTime.EndOf(LondonTime.DateOf(await _system.NowAsync())).AddHours(2).UtcDateTime);
        await OpenAsync(phone, "/visits", "This is not on this phone");
        await phone.SaysAsync("Not sent yet: 1 report.");
        await phone.Walker.LookAsync();
        Assert.Equal((0, 1), (await phone.KeptAsync("day"), await phone.KeptAsync("entries")));
    }

    [Fact]
    public async Task The_page_can_be_installed_and_its_worker_looks_after_the_visits_alone()
    {
        var (_, operative) = await VisitAsync();
        await using var phone = await ReadyAsync(operative, 1280, "install");

        var scope = await phone.Page.EvaluateAsync<string>("async () => (await navigator.serviceWorker.getRegistration('/visits')).scope");
        Assert.EndsWith("/visits", scope, StringComparison.Ordinal);
        var manifest = await phone.Page.EvaluateAsync<System.Text.Json.JsonElement>("async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()");
        Assert.Equal(("/visits", "standalone"), (manifest.GetProperty("start_url").GetString(), manifest.GetProperty("display").GetString()));
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
            Assert.True((await phone.Page.APIRequest.GetAsync(icon.GetProperty("src").GetString()!)).Ok);
        var session = await phone.Page.Context.NewCDPSessionAsync(phone.Page);
        var faults = (await session.SendAsync("Page.getInstallabilityErrors"))!.Value.GetProperty("installabilityErrors").EnumerateArray().Select(e => e.GetProperty("errorId").GetString());
        Assert.DoesNotContain(faults, f => f is not "in-incognito");

        // Other pages of the same address go past it.
        phone.Line.Cut();
        await Assert.ThrowsAnyAsync<PlaywrightException>(() => phone.Page.GotoAsync("/sign-in"));
        phone.Line.Restore();
    }

    /// <summary>Opens a page and looks at it once it says the words.</summary>
    private static async Task OpenAsync(Phone phone, string path, string words)
    {
        await phone.Page.GotoAsync(path);
        await phone.Page.GetByText(words).First.WaitForAsync();
        await phone.Walker.LookAsync();
    }

    /// <summary>Signed in, today's visits on the phone, and the worker at work.</summary>
    private async Task<Phone> ReadyAsync(string operative, int width, string name)
    {
        var phone = await Phone.StartAsync(_system, new Screen(width, true), "device-" + name);
        await phone.Walker.SignInAsync(Roles.Operative, operative);
        await phone.Walker.GoAsync("/visits");
        await phone.SaysAsync("Today’s visits are on this phone until midnight");
        await phone.Page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        await phone.Walker.LookAsync();
        return phone;
    }

    /// <summary>Ten in the morning of a new day, and a visit from half past nine.</summary>
    private async Task<(Guid Visit, string Operative)> VisitAsync()
    {
        var day = LondonTime.DateOf(await _system.NowAsync()).AddDays(1);
        var now = LondonTime.Instant(day, new TimeOnly(10, 0));
        await _system.MoveClockAsync(now);
        var (visit, household, operative) = (Guid.NewGuid(), $"H-{Guid.NewGuid():N}"[..14], $"OP{Guid.NewGuid():N}"[..10]);
        using (var needs = _system.As(Roles.Needs))
        {
            using var agreed = await needs.PostAsJsonAsync($"/api/households/{household}/adjustments", new { code = "A01", words = Instruction, consent = new { how = "on the phone", at = now.AddDays(-1) } });
            Assert.True(agreed.IsSuccessStatusCode, await agreed.Content.ReadAsStringAsync());
        }

        var start = now.AddMinutes(-30);
        await _system.PublishAsync("Booking", new AppointmentBooked(
            DemoPeople.Landlord, Guid.NewGuid(), visit, Guid.NewGuid(), household, "P-1", "device", "plumbing", Priority.Routine, "Contractor", operative,
            day, LondonTime.TimeOf(start), LondonTime.TimeOf(start.AddHours(2)), start, start.AddHours(2), Actor.Resident, 48, now.AddDays(-1)));
        await Eventually.TrueAsync(async () => await CountAsync("visit", visit) == 1);
        return (visit, operative);
    }

    private static async Task FillNoAnswerAsync(IPage page)
    {
        await page.GetByLabel("What time did you arrive?").FillAsync("10:05");
        await page.GetByLabel("What time did you leave?").FillAsync("10:20");
        await page.GetByLabel("First try", new() { Exact = true }).SelectOptionAsync("knock");
        await page.GetByLabel("Time of the first try").FillAsync("10:06");
        await page.GetByLabel("Second try", new() { Exact = true }).SelectOptionAsync("bell");
        await page.GetByLabel("Time of the second try").FillAsync("10:11");
        await page.GetByLabel("How far from the address").FillAsync("20");
    }

    /// <summary>What the worker keeps is the same for everybody: no visit, no instruction, no name.</summary>
    private static async Task NothingPersonalInCacheAsync(Phone phone, Guid visit)
    {
        var cached = await phone.CachedAsync();
        Assert.Contains("Your visits on this phone", cached, StringComparison.Ordinal);
        foreach (var canary in new[] { Instruction, visit.ToString(), "Omar the operative", "9:30am to 11:30am" })
            Assert.DoesNotContain(canary, cached, StringComparison.Ordinal);
    }

    private async Task<long> CountAsync(string table, Guid visit) => await _system.ScalarAsync<long>($"select count(*) from visits.{table} where visit_id = '{visit}'");

    private async Task<long> PublishedAsync(string type, Guid visit) => await _system.ScalarAsync<long>($"select count(*) from visits.event_log where type = '{type}' and body ->> 'visitId' = '{visit}'");
}
