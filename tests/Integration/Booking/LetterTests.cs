using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The same choices by letter, with a reply slip; and then quiet. A system of its own, because its clock moves.</summary>
[Trait("requirement", "3")]
[Trait("requirement", "4")]
public sealed partial class LetterTests(SharedSystem shared) : IClassFixture<SharedSystem>
{
    private static int _phones;
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    public async Task Nobody_answers_so_one_letter_goes_then_it_is_quiet_and_the_slip_books()
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(), contact: new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        using var desk = new Visitor(_system, Roles.Desk);
        await AskDayAsync(repairId);
        await desk.OpenAsync("/desk/calls");
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        await desk.FollowAsync("Ask what would help");
        await desk.PressAsync("Save");
        Assert.Contains("Choose what happens now", desk.Words, StringComparison.Ordinal);
        await desk.PressAtOnceAsync("Save", 3, ("How", "nobody"));

        var letter = await LetterAsync(repairId);
        Assert.Contains("Your repair stays open. We will not write about it again unless you ask us to.", letter, StringComparison.Ordinal);
        Assert.Contains("We will not set a time for you", letter, StringComparison.Ordinal);
        Assert.Contains("/r/", letter, StringComparison.Ordinal);
        var file = await File.ReadAllTextAsync(Path.Combine(_system.Outbox, $"{await _system.ScalarAsync<Guid>($"select message_id from messages.message where repair_id = '{repairId}' and template = 'choices-by-letter'")}.txt"));
        Assert.Contains("Enclose: reply envelope, postage paid", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Test Street", file, StringComparison.Ordinal);
        var first = DateOnly.Parse((await DaysAsync(repairId)).Min(StringComparer.Ordinal)!, CultureInfo.InvariantCulture);
        Assert.True(first > LondonTime.DateOf(await _system.NowAsync()).AddDays(10), $"{first:O}");
        Assert.Equal("kept", await FirstPromiseAsync(repairId));

        // Quiet: nothing more is sent of our own accord, and nothing is closed.
        await _system.RepublishAsync("Booking");
        await _system.RestartAsync();
        await _system.MoveClockAsync(TimeSpan.FromDays(6));
        await desk.OpenAsync("/desk/calls/quiet");
        Assert.Contains(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href") == $"/desk/repairs/{repairId}");
        await _system.SettleAsync();
        Assert.Equal(1, await LettersAsync(repairId));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from messages.message where repair_id = '{repairId}' and template not in ('repair-raised', 'choices-by-letter')"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null"));

        await SlipAsync(desk, letter);
        Assert.Contains("1 Test Street, Townsville", desk.Words, StringComparison.Ordinal);
        var second = desk.Options("Answer")[1];
        await desk.PressAsync("Save", ("Answer", second.Value));
        Assert.Contains($"Booked: {second.Words[3..]}", desk.Words, StringComparison.Ordinal);
        Assert.Equal("/desk/slip", desk.Path);
        Assert.Equal("Resident", await _system.ScalarAsync<string>($"select booked_by from booking.appointment where repair_id = '{repairId}'"));
        await Eventually.Async(() => StateAsync(repairId, "appointment-booked"), s => s == "sent", 60, "the confirmation");

        // The same slip again changes nothing.
        await SlipAsync(desk, letter);
        Assert.Contains("They have a visit", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        await desk.OpenAsync("/desk/calls/quiet");
        Assert.DoesNotContain(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href") == $"/desk/repairs/{repairId}");
    }

    [Fact]
    public async Task A_household_reached_by_letter_alone_gets_choices_from_the_start_and_other_ones_when_theirs_are_gone()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home, contact: new { name = "Sam Resident" });
        var first = await Eventually.Async(() => BodyAsync(repairId, "repair-raised"), b => b is not null, 60, "the first letter");
        Assert.Contains("Tick one on the slip below", first, StringComparison.Ordinal);

        // Nobody asks before the slip can be back, and the letter, the desk and the ledger say the same day.
        var askBy = new DateTimeOffset(await _system.ScalarAsync<DateTime>($"select ask_by from booking.repair where repair_id = '{repairId}'"), TimeSpan.Zero);
        Assert.Contains($"If we do not hear from you by {LondonTime.Words(LondonTime.DateOf(askBy))}, Ana will write to you that day", first, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.promise p join booking.slip s using (repair_id) where p.repair_id = '{repairId}' and p.due_by = '{askBy:O}' and s.reply_by < '{LondonTime.DateOf(askBy):O}'"));
        foreach (var day in await DaysAsync(repairId))
        {
            using var office = _system.As(Roles.Desk);
            await office.ImportAsync("shifts", $"operativeRef,date,from,to\n{home.Operatives[0]},{day},08:00,17:00\n", "?kind=absence");
        }

        using var desk = new Visitor(_system, Roles.Desk);
        await SlipAsync(desk, first!);
        await desk.PressAsync("Save", ("Answer", "1"));
        Assert.Contains("That time cannot be booked any more. We send them a letter with other times.", desk.Words, StringComparison.Ordinal);
        var other = await LetterAsync(repairId);
        Assert.Contains("Thank you for sending back your slip", other, StringComparison.Ordinal);
        Assert.Equal("released", await FirstPromiseAsync(repairId));
        Assert.Equal(6, await _system.ScalarAsync<int>($"select count(distinct (c ->> 'date') || (c ->> 'from')) from booking.offer o cross join jsonb_array_elements(o.choices) c where o.repair_id = '{repairId}' and o.kind = 'letter'"));

        await SlipAsync(desk, first!);
        await desk.PressAsync("Save", ("Answer", "1"));
        Assert.Contains("That was entered before. Nothing has changed.", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await LettersAsync(repairId));

        await SlipAsync(desk, other);
        await desk.PressAsync("Save", ("Answer", "none"));
        Assert.Contains("We send them a letter with other times.", desk.Words, StringComparison.Ordinal);
        await Eventually.Async(() => LettersAsync(repairId), n => n == 2, 60, "another letter");
        Assert.Equal(1, await _system.ScalarAsync<int>($"select declines from booking.repair where repair_id = '{repairId}'"));

        // Whoever is not rung gets no call named, however often none suit: the letter alone.
        await SlipAsync(desk, (await BodyAsync(repairId, "choices-by-letter"))!);
        await desk.PressAsync("Save", ("Answer", "none"));
        Assert.Contains("We send them a letter with other times.", desk.Words, StringComparison.Ordinal);
        await Eventually.Async(() => LettersAsync(repairId), n => n == 3, 60, "a third letter");
        await _system.SettleAsync();
        Assert.Equal(2, await _system.ScalarAsync<int>($"select declines from booking.repair where repair_id = '{repairId}'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from messages.message where repair_id = '{repairId}' and template like 'call%'"));
    }

    [Fact]
    public async Task Whoever_may_be_rung_is_rung_when_a_slip_cannot_be_booked_and_sees_what_is_free_now()
    {
        var (repairId, letter) = await AskedForAsync(new { name = "Sam Resident", phone = Phone() });
        await _system.ExecuteAsync($"update booking.offer set expires_at = made_at where repair_id = '{repairId}' and kind = 'letter'");
        using var desk = new Visitor(_system, Roles.Desk);
        await SlipAsync(desk, letter);
        Assert.Contains("These times are over", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Save", ("Answer", "3"));
        Assert.Contains("We promised to ring them by", desk.Words, StringComparison.Ordinal);
        Assert.StartsWith($"/desk/repairs/{repairId}/choose", desk.Path, StringComparison.Ordinal);
        Assert.NotEmpty(desk.Options("Choice"));
        Assert.Equal("slip", await _system.ScalarAsync<string>($"select because from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
        await Eventually.Async(() => BodyAsync(repairId, "call-promised"), b => b?.Contains("Thank you for sending back your slip", StringComparison.Ordinal) == true, 60, "the promise of a call");

        // They sent a slip back: where nobody answers the call about it, other times go by letter, though they have had one before.
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        Assert.Contains(desk.Options("How"), o => o.Value == "nobody" && o.Hint == "We send a letter with three other times and a reply slip.");
        await desk.PressAtOnceAsync("Save", 3, ("How", "nobody"));
        await Eventually.Async(() => LettersAsync(repairId), n => n == 2, 60, "the letter with other times");
        await _system.SettleAsync();
        Assert.Equal(2, await LettersAsync(repairId));
        Assert.Contains("Thank you for sending back your slip", await LetterAsync(repairId), StringComparison.Ordinal);
        await desk.OpenAsync("/desk/calls/quiet");
        Assert.Contains(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href") == $"/desk/repairs/{repairId}");

        var (asking, ring) = await AskedForAsync(new { name = "Sam Resident", phone = Phone() });
        await SlipAsync(desk, ring);
        await desk.PressAsync("Save");
        Assert.Contains("Choose which box is ticked", desk.Words, StringComparison.Ordinal);
        await desk.PressAtOnceAsync("Save", 3, ("Answer", "ring"));
        Assert.Equal("asked", await _system.ScalarAsync<string>($"select because from booking.call_back where repair_id = '{asking}' and kept_at is null"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'CallPromised' and body ->> 'repairId' = '{asking}'"));
    }

    [Fact]
    public async Task A_slip_we_do_not_know_and_one_of_a_repair_that_has_ended_get_a_kind_answer()
    {
        var (repairId, letter) = await AskedForAsync(new { name = "Sam Resident", phone = Phone() });
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync("/desk/slip");
        await desk.PressAsync("Continue", ("Reference", "C2C2C2"));
        Assert.Contains("We sent no slip with this reference", desk.Words, StringComparison.Ordinal);
        Assert.Equal("C2C2C2", desk.Typed("Reference"));
        await desk.PressAsync("Continue", ("Reference", "hello"));
        Assert.Contains("three letters and three digits", desk.Words, StringComparison.Ordinal);
        await desk.OpenAsync("/desk/slip/nothing");
        Assert.Equal("/desk/slip", desk.Path);

        using (var office = _system.As(Roles.Desk))
            await World.SendAsync(office, HttpMethod.Post, $"/api/repairs/{repairId}/withdraw", new { by = "resident", reason = "resident-asked" });
        await SlipAsync(desk, letter);
        Assert.Contains("This repair has ended", desk.Words, StringComparison.Ordinal);
        Assert.Empty(desk.Options("Answer"));
    }

    [Fact]
    public async Task A_letter_that_would_have_no_times_waits_for_a_person()
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(operatives: 0), contact: new { name = "Sam Resident", phone = Phone() });
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/letter");
        await desk.PressAsync("Send the letter");
        Assert.Equal("held", await Eventually.Async(() => StateAsync(repairId, "choices-by-letter"), s => s is not (null or "pending" or "sending"), 60, "the letter to be decided"));
        Assert.Equal("no-choices", await _system.ScalarAsync<string>($"select because from messages.message where repair_id = '{repairId}' and template = 'choices-by-letter'"));
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task Nobody_rings_a_household_that_asked_us_not_to()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        using (var needs = _system.As(Roles.Needs))
            await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{home.HouseholdRef}/adjustments", new { code = "A04", words = "Please text. I cannot use the phone.", consent = new { how = "phone", at = await _system.NowAsync() } });
        await AskDayAsync(repairId);
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        Assert.Contains("Please do not ring them", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Options("How"), o => o.Value == "nobody");
        await desk.PressAsync("Save", ("How", "letter"));
        var letter = await LetterAsync(repairId);
        Assert.Contains("We do not know yet which time suits you", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("You asked for times by letter", letter, StringComparison.Ordinal);
        Assert.Equal("kept", await Eventually.Async(
            () => FirstPromiseAsync(repairId), s => s is not ("open" or "released"), 60, "the promise to be settled"));
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task Whoever_asked_not_to_be_rung_and_declines_online_is_promised_no_call_and_the_desk_owes_them_word()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        using (var needs = _system.As(Roles.Needs))
            await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{home.HouseholdRef}/adjustments", new { code = "A04", words = "Please text. I cannot use the phone.", consent = new { how = "phone", at = await _system.NowAsync() } });

        Assert.NotEmpty(BookingApi.Read((await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { })).Body));
        foreach (var _ in (int[])[2, 3])
        {
            var (status, body) = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { });
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(body.GetProperty("waitingList").ValueKind == JsonValueKind.Object, body.GetRawText());
            Assert.False(body.TryGetProperty("callBackBy", out var by) && by.ValueKind == JsonValueKind.String, body.GetRawText());
        }

        Assert.Contains("will get in touch by", await PageAsync($"/r/{token}/next"), StringComparison.Ordinal);
        Assert.DoesNotContain("will ring you", await PageAsync($"/r/{token}"), StringComparison.Ordinal);
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains("We owe them word", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("We promised to ring", desk.Words, StringComparison.Ordinal);
        await _system.SettleAsync();
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from messages.promise where repair_id = '{repairId}' and template in ('call-back', 'call-promised')"));

        async Task<string> PageAsync(string path) => await _system.Anyone.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task While_it_is_not_known_whether_to_ring_nobody_is_told_to_and_a_slip_that_needs_it_waits()
    {
        var (repairId, letter) = await AskedForAsync(new { name = "Sam Resident", phone = Phone() });
        await _system.RestartAsync(new Dictionary<string, string> { ["Repairs__ServiceUrls__Needs"] = "http://127.0.0.1:9" });
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        Assert.Contains("We could not check whether to ring. Try again in a moment.", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Ring and ask", desk.Words, StringComparison.Ordinal);
        Assert.Empty(desk.Options("How"));

        await SlipAsync(desk, letter);
        foreach (var answer in new[] { "none", "ring" })
        {
            await desk.PressAsync("Save", ("Answer", answer));
            Assert.Contains("We could not check whether to ring. Try again in a moment.", desk.Words, StringComparison.Ordinal);
            Assert.Equal(answer, desk.Typed("Answer"));
        }

        Assert.Null(await _system.ScalarAsync<string>($"select answer from booking.slip where repair_id = '{repairId}'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}'"));

        await _system.RestartAsync();
        await SlipAsync(desk, letter);
        await desk.PressAsync("Save", ("Answer", "ring"));
        Assert.Contains("We promised to ring them by", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task A_wish_to_be_rung_is_kept_where_no_number_is_safe_and_no_day_is_named()
    {
        var (repairId, letter) = await AskedForAsync(new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        await _system.ExecuteAsync($"update needs.contact set phone_safe = false where household_ref = (select household_ref from booking.repair where repair_id = '{repairId}')");
        using var desk = new Visitor(_system, Roles.Desk);
        await SlipAsync(desk, letter);
        await desk.PressAsync("Save", ("Answer", "ring"));
        const string Careful = "No number that is safe. Find a safe way first.";
        Assert.Contains($"Their wish is kept. {Careful}", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("We promised", desk.Words, StringComparison.Ordinal);
        Assert.Equal("asked", await _system.ScalarAsync<string>($"select because from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'CallPromised' and body ->> 'repairId' = '{repairId}'"));

        await desk.OpenAsync("/desk/calls");
        var card = desk.Page.QuerySelectorAll("li.app-card").Single(c => c.QuerySelector("a")!.GetAttribute("href") == $"/desk/repairs/{repairId}");
        Assert.Contains(Careful, card.TextContent, StringComparison.Ordinal);
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains(Careful, desk.Words, StringComparison.Ordinal);

        var link = desk.Page.QuerySelectorAll("dd").Select(d => d.TextContent.Trim()).First(t => t.Contains("/r/", StringComparison.Ordinal));
        using var resident = new Visitor(_system);
        await resident.OpenAsync(new Uri(link).AbsolutePath);
        Assert.Contains("When shall we come?", resident.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("will ring you by", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task Who_hears_first_and_when_not_to_ring_is_read_before_anybody_rings()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        using (var needs = _system.As(Roles.Needs))
            await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{home.HouseholdRef}/adjustments", new { code = "A19", words = "My sister first.", consent = new { how = "phone", at = await _system.NowAsync() } });
        await _system.ExecuteAsync($"update needs.contact set quiet_from = '20:00', quiet_to = '09:30' where household_ref = '{home.HouseholdRef}'");
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        Assert.Contains("Their supporter hears first.", desk.Words, StringComparison.Ordinal);
        Assert.Contains("no calls between 8pm and 9:30am", desk.Words, StringComparison.Ordinal);
        Assert.Contains(desk.Options("How"), o => o.Value == "nobody");
    }

    [Fact]
    public async Task A_form_without_its_own_number_sends_no_letter()
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(), contact: new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => StateAsync(repairId, "repair-raised"), s => s == "sent", 60, "the first message");
        using var desk = new Visitor(_system, Roles.Desk);
        foreach (var once in new[] { "", Guid.Empty.ToString() })
        {
            await desk.OpenAsync($"/desk/repairs/{repairId}/letter");
            await desk.PressAsync("Send the letter", ("Once", once));
            Assert.Equal($"/desk/repairs/{repairId}/letter", desk.Path);
            await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
            await desk.PressAsync("Save", ("Once", once), ("How", "nobody"));
            Assert.Equal($"/desk/repairs/{repairId}/rung", desk.Path);
        }

        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'LetterOwed' and body ->> 'repairId' = '{repairId}'"));
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task Whatever_a_call_is_about_the_desk_reads_first_that_they_asked_us_not_to_ring()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone = Phone() });
        using (var needs = _system.As(Roles.Needs))
            await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{home.HouseholdRef}/adjustments", new { code = "A04", words = "Please text.", consent = new { how = "phone", at = await _system.NowAsync() } });
        for (var i = 0; i < 2; i++)
            await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{token}/decline", null);
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync("/desk/calls");
        var card = desk.Page.QuerySelectorAll("li.app-card").Single(c => c.QuerySelector("a")!.GetAttribute("href") == $"/desk/repairs/{repairId}");
        Assert.Contains("See whether to ring", card.TextContent, StringComparison.Ordinal);
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains("Please do not ring them", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("We have been in touch");
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
    }

    private async Task<(Guid RepairId, string Letter)> AskedForAsync(object contact)
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(), contact: contact);
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        await desk.FollowAsync("Send times by letter");
        await desk.PressAtOnceAsync("Send the letter", 2);
        var letter = await LetterAsync(repairId);
        Assert.Contains("You asked for times by letter", letter, StringComparison.Ordinal);
        return (repairId, letter);
    }

    /// <summary>Types the reference that stands on a letter's slip.</summary>
    private static async Task SlipAsync(Visitor desk, string letter)
    {
        await desk.OpenAsync("/desk/slip");
        await desk.PressAsync("Continue", ("Reference", Slip().Match(letter).Groups["reference"].Value.ToLowerInvariant()));
        Assert.StartsWith("/desk/slip/", desk.Path, StringComparison.Ordinal);
    }

    private static string Phone() => string.Create(CultureInfo.InvariantCulture, $"078{Environment.ProcessId % 10000:0000}{Interlocked.Increment(ref _phones):0000}");

    private async Task AskDayAsync(Guid repairId)
    {
        var due = new DateTimeOffset(await _system.ScalarAsync<DateTime>($"select ask_by from booking.repair where repair_id = '{repairId}'"), TimeSpan.Zero);
        var morning = LondonTime.Instant(LondonTime.DateOf(due), new TimeOnly(9, 0));
        if (morning > await _system.NowAsync())
            await _system.MoveClockAsync(morning);
        await Eventually.Async(() => _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}'"), n => n == 1, 60, "the call to be owed");
    }

    private async Task<IReadOnlyList<string>> DaysAsync(Guid repairId) =>
        (await _system.ScalarAsync<string>($"select string_agg(distinct c ->> 'date', ' ') from booking.offer o cross join jsonb_array_elements(o.choices) c where o.repair_id = '{repairId}' and o.kind = 'letter'"))!.Split(' ');

    private async Task<string> LetterAsync(Guid repairId) => (await Eventually.Async(() => BodyAsync(repairId, "choices-by-letter"), b => b is not null, 60, "the letter to be sent"))!;

    private Task<string?> BodyAsync(Guid repairId, string template) =>
        _system.ScalarAsync<string>($"select body from messages.message where repair_id = '{repairId}' and template = '{template}' and state = 'sent' order by sent_at desc limit 1");

    private Task<string?> StateAsync(Guid repairId, string template) => _system.ScalarAsync<string>($"select state from messages.message where repair_id = '{repairId}' and template = '{template}'");

    /// <summary>What became of the call that the first message named a day for.</summary>
    private Task<string?> FirstPromiseAsync(Guid repairId) => _system.ScalarAsync<string>($"select state from messages.promise where repair_id = '{repairId}' and template = 'repair-raised'");

    private Task<int> LettersAsync(Guid repairId) => _system.ScalarAsync<int>($"select count(*) from messages.message where repair_id = '{repairId}' and template = 'choices-by-letter' and state = 'sent'");

    [GeneratedRegex(@"\nSlip (?<reference>\S\S \S\S \S\S)\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slip();
}
