using System.Globalization;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Somebody opens nothing: a person asks once, on the day the first message named. A system of its own, because its clock moves.</summary>
[Trait("requirement", "3")]
[Trait("requirement", "32")]
public sealed class SilenceTests(SharedSystem shared) : IClassFixture<SharedSystem>
{
    private static int _phones;
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    public async Task A_person_asks_once_on_the_day_the_message_named_and_the_promise_is_kept_by_that_call()
    {
        var (home, repairId, _) = await RaisedAsync();
        await AskDayAsync(repairId, -1);
        await _system.SettleAsync();
        Assert.Equal(0, await CallsAsync(repairId));

        await AskDayAsync(repairId);
        await CalledAsync(repairId);
        Assert.Equal(1, await _system.ScalarAsync<int>(
            $"select count(*) from booking.call_back c join messages.promise p on p.repair_id = c.repair_id and p.due_by = c.due_at where c.repair_id = '{repairId}' and c.because = 'silence' and p.state = 'open'"));
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync("/desk/calls");
        Assert.Contains(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href") == $"/desk/repairs/{repairId}");

        await desk.FollowAsync("Ask them, and say how it went");
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        await desk.PressAsync("Save", ("How", "later"));
        Assert.Contains("Their repair stays open.", desk.Words, StringComparison.Ordinal);
        await _system.SettleAsync();
        await _system.RepublishAsync("Booking");
        await _system.SettleAsync();
        await _system.MoveClockAsync(TimeSpan.FromDays(4));
        await Task.Delay(3000);
        await _system.SettleAsync();
        Assert.Equal(1, await CallsAsync(repairId));
        Assert.Equal("kept", await PromiseAsync(repairId));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from messages.message where household_ref = '{home.HouseholdRef}' and template = 'promise-slipped'"));
        Assert.Equal("open", await _system.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task Whoever_chose_declined_wrote_or_is_rung_anyway_is_not_asked_and_nothing_slips()
    {
        var (_, chose, choosing) = await RaisedAsync();
        await _system.BookFirstAsync(choosing);
        var (_, gaveUp, givingUp) = await RaisedAsync();
        await _system.BookFirstAsync(givingUp);
        await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{givingUp}/appointment/cancel", null);
        var (_, declined, declining) = await RaisedAsync();
        await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{declining}/decline", null);
        var (wroteHome, wrote, _) = await RaisedAsync();
        var (talkHome, talking, _) = await RaisedAsync();
        var (_, finished, _) = await RaisedAsync();
        using (var desk = _system.As(Roles.Desk))
        {
            var now = await _system.NowAsync();
            await World.SendAsync(desk, HttpMethod.Post, "/api/contacts", new { householdRef = wroteHome.HouseholdRef, repairId = wrote, at = now, channel = "letter", words = "I am away until May", code = "VD02" });
            // The call that began the repair is no answer.
            await World.SendAsync(desk, HttpMethod.Post, "/api/contacts", new { householdRef = talkHome.HouseholdRef, repairId = talking, at = now, channel = "phone", words = "My tap drips", code = "VD01" });
            await World.SendAsync(desk, HttpMethod.Post, $"/api/repairs/{finished}/finish", new { by = "resident" });
        }

        var (_, asked, _) = await RaisedAsync();
        using (var desk = new Visitor(_system, Roles.Desk))
        {
            await desk.OpenAsync($"/desk/repairs/{asked}/letter");
            await desk.PressAsync("Send the letter");
        }

        // Written down on the page, by their household alone.
        var (rangHome, rang, _) = await RaisedAsync();
        using (var desk = new Visitor(_system, Roles.Desk))
        {
            await desk.OpenAsync("/messages/contacts");
            await desk.PressAsync("Save", ("Words", "When can you come?"), ("Code", "VD04"), ("Household", rangHome.HouseholdRef));
            Assert.Contains("We have saved what they said", desk.Words, StringComparison.Ordinal);
        }

        await _system.SettleAsync();
        await AskDayAsync(talking);
        await CalledAsync(talking);
        Assert.Equal(0, await CallsAsync(asked));
        Assert.Equal(0, await CallsAsync(rang));
        Assert.Equal("released", await PromiseAsync(rang));
        foreach (var repairId in new[] { chose, gaveUp, declined, wrote, finished })
        {
            Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and because = 'silence'"));
            Assert.Equal("released", await PromiseAsync(repairId));
        }
    }

    [Fact]
    public async Task Somebody_who_says_something_before_the_call_is_no_longer_rung_because_of_their_silence()
    {
        var (_, repairId, token) = await RaisedAsync();
        await AskDayAsync(repairId);
        await CalledAsync(repairId);

        // First wider choices, then the list with a call.
        await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{token}/decline", null);
        Assert.Equal(0, await OwedAsync(repairId));
        await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{token}/decline", null);
        Assert.Equal("none-suited", await _system.ScalarAsync<string>($"select because from booking.call_back where repair_id = '{repairId}' and kept_at is null"));

        await _system.BookFirstAsync(token);
        Assert.Equal(0, await OwedAsync(repairId));

        // Or they get in touch on that very day.
        var (home, writing, _) = await RaisedAsync();
        await AskDayAsync(writing);
        await CalledAsync(writing);
        using (var desk = _system.As(Roles.Desk))
            await World.SendAsync(desk, HttpMethod.Post, "/api/contacts", new { householdRef = home.HouseholdRef, repairId = writing, at = await _system.NowAsync(), channel = "letter", words = "I am away until May", code = "VD02" });
        await Eventually.Async(() => OwedAsync(writing), n => n == 0, 60, "the call to be owed no more");
    }

    [Fact]
    public async Task A_call_promised_anew_has_no_time_that_is_over()
    {
        var (_, repairId, token) = await RaisedAsync();
        for (var i = 0; i < 2; i++)
            await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{token}/decline", null);
        await _system.ExecuteAsync($"update booking.call_back set due_at = made_at - interval '1 hour' where repair_id = '{repairId}' and kept_at is null");
        await World.SendAsync(_system.Anyone, HttpMethod.Post, $"/api/resident/{token}/decline", null);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null and due_at > made_at + interval '1 hour'"));
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task While_a_person_is_to_get_in_touch_anyway_nobody_else_asks()
    {
        var (home, paused, _) = await RaisedAsync();
        var (_, other, _) = await RaisedAsync();
        var request = Guid.CreateVersion7();
        await _system.PublishAsync("NoAccess", new AttemptsPaused(DemoPeople.Landlord, request, home.HouseholdRef, await _system.NowAsync()));
        await _system.SettleAsync();
        await AskDayAsync(paused);
        await CalledAsync(other);
        Assert.Equal(0, await CallsAsync(paused));

        await _system.PublishAsync("NoAccess", new AttemptsResumed(DemoPeople.Landlord, request, home.HouseholdRef, "person-tried", await _system.NowAsync()));
        await CalledAsync(paused);
    }

    [Fact]
    public async Task A_first_message_that_leaves_late_promises_no_call_for_a_day_that_has_come()
    {
        var (_, repairId, resume) = await HeldAsync();
        await AskDayAsync(repairId);
        await resume();

        var body = await SentAsync(repairId);
        Assert.True(body.Contains("You do not need to do anything today.", StringComparison.Ordinal), body);
        Assert.Null(await PromiseAsync(repairId));
        await CalledAsync(repairId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_acted_before_the_first_message_left_is_owed_no_call_however_late_we_hear_of_it(bool byVoicemail)
    {
        var (home, repairId, resume) = await HeldAsync();
        var at = await _system.NowAsync();
        await _system.MoveClockAsync(TimeSpan.FromMinutes(20));
        await resume();
        await SentAsync(repairId);
        Assert.Equal("open", await PromiseAsync(repairId));

        using var desk = _system.As(Roles.Desk);
        if (byVoicemail)
            await World.SendAsync(desk, HttpMethod.Post, "/api/contacts", new { householdRef = home.HouseholdRef, repairId, at, channel = "phone", words = "I will choose when I am back", code = "VD02" });
        else
            await _system.PublishAsync("Booking", new SlotsDeclined(DemoPeople.Landlord, Guid.NewGuid(), repairId, home.HouseholdRef, home.Patch, "plumbing", "wider-choices", at));
        await _system.SettleAsync();
        Assert.Equal("released", await PromiseAsync(repairId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_we_did_ourselves_before_the_first_message_left_is_no_word_from_them(bool promisedACall)
    {
        var (home, repairId, resume) = await HeldAsync();
        var now = await _system.NowAsync();
        await _system.PublishAsync("Booking", promisedACall
            ? new CallPromised(DemoPeople.Landlord, repairId, home.HouseholdRef, "needs", now.AddHours(30), now)
            : new AppointmentCancelled(DemoPeople.Landlord, Guid.NewGuid(), Guid.NewGuid(), repairId, home.HouseholdRef, home.Patch, "plumbing", now.AddDays(20), now.AddDays(20).AddHours(4), Actor.Landlord, 480, now));
        await _system.SettleAsync();
        await resume();
        await SentAsync(repairId);
        Assert.Equal("open", await PromiseAsync(repairId));
    }

    [Fact]
    [Trait("requirement", "28")]
    public async Task An_answer_from_the_wrong_number_is_not_the_household_which_is_asked_all_the_same()
    {
        var phone = Phone();
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone });
        await SentAsync(repairId);
        using (var carrier = _system.As(Roles.Messages))
            await World.SendAsync(carrier, HttpMethod.Post, "/api/replies", new { replyId = Guid.NewGuid(), from = phone, text = "WRONG" });
        await _system.SettleAsync();
        Assert.Equal("open", await PromiseAsync(repairId));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.contact where household_ref = '{home.HouseholdRef}' and words = 'WRONG'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from messages.event_log where type = 'ContactReceived' and body ->> 'householdRef' = '{home.HouseholdRef}'"));

        await AskDayAsync(repairId);
        await CalledAsync(repairId);
        Assert.False(await _system.ScalarAsync<bool>($"select phone_safe from needs.contact where household_ref = '{home.HouseholdRef}'"));
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/rung");
        Assert.Contains("We know no number that is safe to ring", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_waited_ten_days_has_a_slip_with_time_for_the_post()
    {
        var (home, repairId, resume) = await HeldAsync(new { name = "Sam Resident" });

        // Looked at once more while it waits, when no other way than a letter has turned up.
        await _system.MoveClockAsync(TimeSpan.FromMinutes(1));
        await _system.PublishAsync("NoAccess", new AttemptsResumed(DemoPeople.Landlord, Guid.CreateVersion7(), home.HouseholdRef, "person-tried", await _system.NowAsync()));
        await Eventually.Async(() => _system.ScalarAsync<int>($"select count(*) from booking.slip where repair_id = '{repairId}'"), n => n == 1, 60, "the choices to be made");

        await _system.MoveClockAsync(TimeSpan.FromDays(10));
        await resume();
        var letter = await SentAsync(repairId);
        var printed = $"from booking.slip where repair_id = '{repairId}' order by made_at desc limit 1";
        var replyBy = DateOnly.Parse((await _system.ScalarAsync<string>($"select to_char(reply_by, 'YYYY-MM-DD') {printed}"))!, CultureInfo.InvariantCulture);
        Assert.Contains($"It needs to be with us by {LondonTime.Words(replyBy)}.", letter, StringComparison.Ordinal);
        Assert.True(replyBy > LondonTime.DateOf(await _system.NowAsync()).AddDays(6), $"{replyBy:O}");
    }

    [Fact]
    public async Task Two_processes_of_which_each_ends_while_the_calls_are_told_ask_once()
    {
        var raised = new List<Guid>();
        for (var i = 0; i < 25; i++)
            raised.Add((await _system.RepairAsync(await _system.HomeAsync(operatives: 0))).RepairId);
        foreach (var repairId in raised)
            await SentAsync(repairId);
        await _system.StartAnotherAsync("Booking");
        await _system.SettleAsync();

        // The broker has the calls of the first twenty, and nobody has noted yet that it has.
        await _system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "relay-confirmed-booking:1" });
        try
        {
            await AskDayAsync(raised[^1]);
        }
        catch (HttpRequestException)
        {
            // A process may end before it answers.
        }

        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "both processes to end");
        await _system.RestartAsync();
        foreach (var repairId in raised)
            await CalledAsync(repairId);
        await _system.SettleAsync();
        var all = string.Join(',', raised.Select(r => $"'{r}'"));
        Assert.Equal(raised.Count, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'CallPromised' and body ->> 'because' = 'silence' and body ->> 'repairId' in ({all})"));
        Assert.Equal(raised.Count, await _system.ScalarAsync<int>($"select count(*) from messages.promise p join booking.call_back c using (repair_id) where c.due_at = p.due_by and p.state = 'open' and p.repair_id in ({all})"));
    }

    private async Task<(Home Home, Guid RepairId, string Token)> RaisedAsync()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home, contact: new { name = "Sam Resident", phone = Phone() });
        await SentAsync(repairId);
        return (home, repairId, token);
    }

    /// <summary>A repair of a household whose first message waits for a person.</summary>
    private async Task<(Home Home, Guid RepairId, Func<Task> Resume)> HeldAsync(object? contact = null)
    {
        var home = await _system.HomeAsync();
        var request = Guid.CreateVersion7();
        await _system.PublishAsync("NoAccess", new AttemptsPaused(DemoPeople.Landlord, request, home.HouseholdRef, await _system.NowAsync()));
        await _system.SettleAsync();
        var (repairId, _) = await _system.RepairAsync(home, contact: contact ?? new { name = "Sam Resident", phone = Phone() });
        await Eventually.Async(() => _system.ScalarAsync<string>($"select state from messages.message where repair_id = '{repairId}'"), s => s == "held", 60, "the first message to wait");
        return (home, repairId, async () => await _system.PublishAsync("NoAccess", new AttemptsResumed(DemoPeople.Landlord, request, home.HouseholdRef, "person-tried", await _system.NowAsync())));
    }

    private static string Phone() => string.Create(CultureInfo.InvariantCulture, $"077{Environment.ProcessId % 10000:0000}{Interlocked.Increment(ref _phones):0000}");

    private async Task<string> SentAsync(Guid repairId) => (await Eventually.Async(
        () => _system.ScalarAsync<string>($"select body from messages.message where repair_id = '{repairId}' and template = 'repair-raised' and state = 'sent'"), b => b is not null, 60, "the first message to be sent"))!;

    /// <summary>Nine in the morning of the day the first message named.</summary>
    private async Task AskDayAsync(Guid repairId, int days = 0)
    {
        var due = new DateTimeOffset(await _system.ScalarAsync<DateTime>($"select ask_by from booking.repair where repair_id = '{repairId}'"), TimeSpan.Zero);
        var morning = LondonTime.Instant(LondonTime.DateOf(due).AddDays(days), new TimeOnly(9, 0));
        if (morning > await _system.NowAsync())
            await _system.MoveClockAsync(morning);
    }

    private Task<int> CallsAsync(Guid repairId) => _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}'");

    private Task<int> OwedAsync(Guid repairId) => _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null");

    private Task CalledAsync(Guid repairId) => Eventually.Async(() => CallsAsync(repairId), n => n == 1, 60, "the call to be owed");

    private Task<string?> PromiseAsync(Guid repairId) => _system.ScalarAsync<string>($"select state from messages.promise where repair_id = '{repairId}' and template = 'repair-raised'");
}
