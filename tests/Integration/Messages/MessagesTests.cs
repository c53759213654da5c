using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Messages;

/// <summary>Messages on real servers: what leaves, what waits, and that nothing leaves twice.</summary>
[Collection(SystemCollection.Name)]
public sealed class MessagesTests(SharedSystem shared)
{
    private const string Landlord = "demo";
    private const string Phone = "07700 900123";

    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "30")]
    public async Task A_raised_repair_brings_its_link_to_the_resident_once()
    {
        var (home, repairId, token) = await RaisedAsync();
        var sent = await SentAsync(home, "repair-raised");
        Assert.Equal("text", sent.GetProperty("channel").GetString());
        Assert.Contains(token, sent.GetProperty("text").GetString(), StringComparison.Ordinal);

        var file = await File.ReadAllTextAsync(Path.Combine(System.Outbox, $"{sent.GetProperty("messageId").GetGuid()}.txt"));
        Assert.Contains($"To: {Phone}", file, StringComparison.Ordinal);
        Assert.Contains("Hello Sam Resident.", file, StringComparison.Ordinal);
        Assert.Single(await MessagesAsync(home));
        Assert.Equal(1, await EventsAsync("MessageSent", home));
        Assert.Equal("open", await System.ScalarAsync<string>($"select state from messages.promise where repair_id = '{repairId}' and code = 'call'"));
    }

    [Fact]
    [Trait("requirement", "58")]
    public async Task The_same_event_many_times_over_is_one_message()
    {
        var (home, repairId, _) = await RaisedAsync();
        var missed = Missed(home, repairId, Guid.NewGuid());
        var id = Guid.NewGuid();
        for (var i = 0; i < 5; i++)
            await System.PublishAsync("NoAccess", missed, id);
        await System.PublishAsync("NoAccess", missed, Guid.NewGuid());
        await SentAsync(home, "missed-each-other");
        await System.SettleAsync();
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from messages.message where household_ref = '{home.HouseholdRef}' and template = 'missed-each-other'"));
        Assert.Equal(1, await EventsAsync("MessageSent", home, "missed-each-other"));
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task After_a_trigger_nothing_unprompted_leaves_until_a_person_has_tried()
    {
        var (home, repairId, _) = await RaisedAsync();
        await SentAsync(home, "repair-raised");
        var now = await System.NowAsync();
        var request = Guid.NewGuid();
        await System.PublishAsync("NoAccess", new WelfareFollowUpRequested(Landlord, request, home.HouseholdRef, repairId, [], ["two-on-one-repair"], Risk.Medium, now));
        await System.SettleAsync();
        await System.PublishAsync("NoAccess", Missed(home, repairId, Guid.NewGuid()) with { OccurredAt = now.AddMinutes(-1) });
        await System.PublishAsync("NoAccess", OurMiss(home, repairId, Guid.NewGuid(), DoorOutcome.DO22));
        Assert.Equal("A person asks first.", (await StateAsync(home, "missed-each-other", "held")).GetProperty("why").GetString());
        await StateAsync(home, "landlord-missed", "held");

        await System.PublishAsync("NoAccess", new AttemptsResumed(Landlord, request, home.HouseholdRef, "person-tried", now.AddMinutes(1)));
        await StateAsync(home, "missed-each-other", "dropped");
        await SentAsync(home, "landlord-missed");
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task An_end_that_is_heard_of_before_its_request_leaves_no_pause_behind()
    {
        var (home, repairId, _) = await RaisedAsync();
        var now = await System.NowAsync();
        var request = Guid.NewGuid();
        await System.PublishAsync("NoAccess", new AttemptsResumed(Landlord, request, home.HouseholdRef, "person-tried", now));
        await System.SettleAsync();
        await System.PublishAsync("NoAccess", new HumanContactRequested(Landlord, request, home.HouseholdRef, repairId, Guid.NewGuid(), ["A16"], now.AddMinutes(-5)));
        await System.SettleAsync();
        await System.PublishAsync("NoAccess", OurMiss(home, repairId, Guid.NewGuid(), DoorOutcome.DO21));
        await SentAsync(home, "landlord-missed");
    }

    [Fact]
    public async Task A_message_that_stumbles_is_set_back_and_stops_no_other()
    {
        var (home, _, _) = await RaisedAsync();
        var sent = await SentAsync(home, "repair-raised");
        var stumbling = $"where message_id = '{sent.GetProperty("messageId").GetGuid()}'";
        await System.ExecuteAsync($"update messages.message set template = 'no-such-words', state = 'pending', next_try_at = '2020-01-01Z' {stumbling}");
        await Eventually.TrueAsync(
            async () => await System.ScalarAsync<bool>($"select next_try_at > '2020-01-02Z' and why is not null and state = 'pending' from messages.message {stumbling}"), 60, "it to be set back");

        var (another, _, _) = await RaisedAsync();
        await SentAsync(another, "repair-raised");
        await System.ExecuteAsync($"update messages.message set template = 'repair-raised', state = 'sent' {stumbling}");
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task A_trigger_and_messages_at_the_same_moment_never_let_one_out_after_the_trigger_is_known()
    {
        for (var round = 0; round < 5; round++)
        {
            var (home, repairId, _) = await RaisedAsync();
            await SentAsync(home, "repair-raised");
            var (request, now) = (Guid.NewGuid(), await System.NowAsync());
            await Task.WhenAll(
                [.. Enumerable.Range(0, 6).Select(_ => System.PublishAsync("NoAccess", Missed(home, repairId, Guid.NewGuid()))),
                System.PublishAsync("NoAccess", new WelfareFollowUpRequested(Landlord, request, home.HouseholdRef, repairId, [], ["silence"], Risk.Standard, now))]);
            await System.SettleAsync();
            await Eventually.Async(
                () => System.ScalarAsync<long>($"select count(*) from messages.message where household_ref = '{home.HouseholdRef}' and state in ('pending', 'sending')"),
                waiting => waiting == 0, 60, "every message to be decided");

            // Both are written with the household locked: what left was recorded before the trigger was noted.
            var late = await System.ScalarAsync<long>($"""
                select count(*) from messages.event_log e
                where e.type = 'MessageSent' and e.body->>'householdRef' = '{home.HouseholdRef}' and e.body->>'template' = 'missed-each-other'
                  and e.recorded_at > (select p.noted_at from messages.attempt_pause p where p.landlord = '{Landlord}' and p.request_id = '{request}')
                """);
            Assert.Equal(0, late);
            Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from messages.attempt_pause where landlord = '{Landlord}' and request_id = '{request}' and paused_at is not null"));
        }
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task What_the_resident_does_themselves_is_confirmed_also_while_a_person_asks_first()
    {
        var (home, repairId, token) = await RaisedAsync();
        await System.PublishAsync("NoAccess", new HumanContactRequested(Landlord, Guid.NewGuid(), home.HouseholdRef, repairId, Guid.NewGuid(), ["A16"], await System.NowAsync()));
        await System.SettleAsync();
        var (_, from, _, _) = await System.BookFirstAsync(token);
        var confirmation = await SentAsync(home, "appointment-booked");
        Assert.Contains(LondonTime.Words(LondonTime.DateOf(from)), confirmation.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(from, await System.ScalarAsync<DateTime>($"select (body->>'windowStart')::timestamptz from messages.event_log where type = 'MessageSent' and body->>'householdRef' = '{home.HouseholdRef}' and body->>'template' = 'appointment-booked'"));
    }

    [Fact]
    [Trait("requirement", "10")]
    public async Task Our_own_miss_brings_an_apology_with_the_reason_and_new_choices()
    {
        var (home, repairId, token) = await RaisedAsync();
        await System.PublishAsync("NoAccess", OurMiss(home, repairId, Guid.NewGuid(), DoorOutcome.DO22));
        var text = (await SentAsync(home, "landlord-missed")).GetProperty("text").GetString()!;
        Assert.Contains("We are sorry", text, StringComparison.Ordinal);
        Assert.Contains("We did not come.", text, StringComparison.Ordinal);
        Assert.Contains(token, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attribution_alone_sends_nothing()
    {
        var (home, repairId, _) = await RaisedAsync();
        await SentAsync(home, "repair-raised");
        await System.PublishAsync("NoAccess", new VisitAttributed(Landlord, Guid.NewGuid(), repairId, home.HouseholdRef, home.Patch, "plumbing", DoorOutcome.DO10, Attribution.Unknown, 1, await System.NowAsync()));
        await System.SettleAsync();
        Assert.Single(await MessagesAsync(home));
    }

    [Fact]
    [Trait("requirement", "32")]
    public async Task A_person_who_tried_in_time_keeps_the_promise_to_get_in_touch()
    {
        var (home, repairId, _) = await RaisedAsync();
        await System.PublishAsync("NoAccess", Missed(home, repairId, Guid.NewGuid()));
        await SentAsync(home, "missed-each-other");
        var now = await System.NowAsync();
        await System.PublishAsync("Welfare", new HumanContactAttempted(Landlord, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), home.HouseholdRef, true, now, now.AddMinutes(1)));
        await Eventually.Async(
            () => System.ScalarAsync<long>($"select count(*) from messages.promise where household_ref = '{home.HouseholdRef}' and state = 'kept'"),
            kept => kept >= 1, 60, "the promise to be kept");
        Assert.True(await System.ScalarAsync<long>($"select count(*) from messages.event_log e join messages.promise p on p.promise_id = (e.body->>'promiseId')::uuid where e.type = 'PromiseKept' and p.household_ref = '{home.HouseholdRef}'") >= 1);
    }

    [Theory]
    [Trait("requirement", "32")]
    [InlineData("waiting-list", false)]
    [InlineData("call-back", false)]
    [InlineData("waiting-list", true)]
    public async Task A_call_the_page_named_a_time_for_is_promised_for_that_time_and_kept_by_the_call_in_any_order(string ledTo, bool callHeardFirst)
    {
        var (home, repairId, _) = await RaisedAsync();
        var now = await System.NowAsync();
        var due = LondonTime.Instant(LondonTime.DateOf(now).AddDays(6), new TimeOnly(17, 0));
        var declined = new SlotsDeclined(Landlord, Guid.NewGuid(), repairId, home.HouseholdRef, home.Patch, "plumbing", ledTo, now, due);
        var made = new CallBackMade(Landlord, repairId, home.HouseholdRef, now.AddSeconds(1));
        await System.PublishAsync("Booking", callHeardFirst ? made : declined);
        await System.SettleAsync();
        var promise = $"from messages.promise where household_ref = '{home.HouseholdRef}' and code = 'call-back'";
        if (!callHeardFirst)
            Assert.Equal("open", await System.ScalarAsync<string>($"select state {promise} and due_by = '{due.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z'"));
        await System.PublishAsync("Booking", callHeardFirst ? declined : made);
        await System.SettleAsync();
        await SentAsync(home, "call-back");
        Assert.Equal((1, "kept"), (await System.ScalarAsync<long>($"select count(*) {promise}"), await System.ScalarAsync<string>($"select state {promise}")));
    }

    [Fact]
    public async Task Nothing_personal_is_in_the_event_log_or_the_logs()
    {
        var home = await System.HomeAsync();
        await System.RepairAsync(home, contact: new { name = "Canaria Quetzalcoatl", phone = "07700 900987", email = "canaria@example.org" });
        await SentAsync(home, "repair-raised");
        using var desk = System.As(Roles.Desk);
        using var answer = await desk.PostAsJsonAsync("/api/contacts", new { householdRef = home.HouseholdRef, at = await System.NowAsync(), channel = "phone", words = "Canaria Quetzalcoatl here, when are you coming?", code = "FD01" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await System.SettleAsync();
        Assert.Equal(0, await System.ScalarAsync<long>("select count(*) from messages.event_log where body::text ilike '%quetzalcoatl%' or body::text ~ '7700 ?900987'"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from messages.event_log where type = 'ContactReceived' and body->>'householdRef' = '{home.HouseholdRef}'"));
        Assert.DoesNotContain("Quetzalcoatl", System.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("7700 ?900987", System.Log);
    }

    [Fact]
    public async Task A_letter_that_threatens_is_stopped_and_says_what_to_write_instead()
    {
        using var desk = System.As(Roles.Messages);
        using var answer = await desk.PostAsJsonAsync("/api/messages/lint", new { channel = "letter", text = "This is your final warning. You failed to provide access." });
        var verdict = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(verdict.GetProperty("ok").GetBoolean());
        var finding = verdict.GetProperty("findings")[0];
        Assert.Equal(("block", "tone", "final warning"), (finding.GetProperty("level").GetString(), finding.GetProperty("rule").GetString(), finding.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("/api/messages/lint", "{\"text\":\"\"}", 422)]
    [InlineData("/api/messages/lint", "{\"text\":5}", 400)]
    [InlineData("/api/messages/lint", "{", 400)]
    [InlineData("/api/messages/lint", "{\"text\":\"Hello\",\"channel\":\"pigeon\"}", 422)]
    [InlineData("/api/messages/lint", "{\"text\":\"Hello\",\"kind\":\"rude\"}", 422)]
    [InlineData("/api/contacts", "{}", 422)]
    [InlineData("/api/contacts", "null", 400)]
    [InlineData("/api/contacts", "{\"at\":\"2026-01-01T00:00:00Z\",\"channel\":\"phone\",\"words\":\"Hello\",\"code\":\"FD77\"}", 422)]
    [InlineData("/api/contacts", "{\"at\":\"2096-01-01T00:00:00Z\",\"channel\":\"phone\",\"words\":\"Hello\"}", 422)]
    [InlineData("/api/contacts", "{\"at\":\"yesterday\",\"channel\":\"phone\",\"words\":\"Hello\"}", 400)]
    [InlineData("/api/contacts", "{\"at\":\"2026-11-01T00:00:00Z\",\"channel\":\"phone\",\"words\":\"a\\u0000b\"}", 400)]
    public async Task Bad_input_gets_a_clear_answer(string path, string body, int status)
    {
        using var desk = System.As(Roles.Desk);
        using var answer = await desk.PostAsync(path, new StringContent(body, global::System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Others_do_not_read_messages()
    {
        using var operative = System.As(Roles.Operative, "OP");
        Assert.Equal(HttpStatusCode.Forbidden, (await operative.GetAsync("/api/messages")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await System.Anyone.GetAsync("/api/promises")).StatusCode);
    }

    [Fact]
    public async Task The_pages_show_what_was_sent_and_what_was_promised()
    {
        var (home, _, _) = await RaisedAsync();
        var sent = await SentAsync(home, "repair-raised");
        using var desk = System.As(Roles.Desk);
        var list = await desk.GetStringAsync($"/messages?household={home.HouseholdRef}");
        Assert.Contains(home.HouseholdRef, list, StringComparison.Ordinal);
        Assert.Contains("We will not set a time for you", await desk.GetStringAsync($"/messages/{sent.GetProperty("messageId").GetGuid()}"), StringComparison.Ordinal);
        Assert.Contains("We said Ana would ring you by", await desk.GetStringAsync("/messages/promises"), StringComparison.Ordinal);
        Assert.Contains("Is this letter good to send?", await desk.GetStringAsync("/messages/lint"), StringComparison.Ordinal);
        Assert.Contains("Why did they get in touch?", await desk.GetStringAsync("/messages/contacts"), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("case", "16")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_times_by_other_rules_of_the_zone_drop_no_reminder_in_whatever_order_they_are_heard_of(bool zoneFirst)
    {
        var (home, repairId, _) = await RaisedAsync();
        var now = await System.NowAsync();
        var (visitId, told) = (Guid.NewGuid(), Guid.NewGuid());
        var (date, from, to) = (LondonTime.DateOf(now).AddDays(9), new TimeOnly(8, 0), new TimeOnly(12, 0));
        var (start, end) = (LondonTime.Instant(date, from), LondonTime.Instant(date, to));
        IEvent[] events =
        [
            new AppointmentBooked(Landlord, told, visitId, repairId, home.HouseholdRef, home.PropertyRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], date, from, to, start.AddHours(-1), end.AddHours(-1), Actor.Resident, 200, now),
            new AppointmentChanged(Landlord, Guid.NewGuid(), visitId, repairId, home.HouseholdRef, home.PropertyRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], date, from, to, start, end, start.AddHours(-1), end.AddHours(-1), Actor.Resident, 200, now.AddMinutes(1), SameTimes: true),
        ];
        foreach (var e in zoneFirst ? events.Reverse() : events)
        {
            await System.PublishAsync("Booking", e);
            await System.SettleAsync();
        }

        Assert.Equal(told, await System.ScalarAsync<Guid>($"select appointment_id from messages.visit where visit_id = '{visitId}' and window_start = '{start:O}' and window_end = '{end:O}'"));
        Assert.Equal(2, await System.ScalarAsync<long>($"select count(*) from messages.message where visit_id = '{visitId}' and template like 'reminder-%' and state = 'pending' and facts ->> 'appointmentId' = '{told}' and (facts ->> 'windowStart')::timestamptz = '{start:O}' and (facts ->> 'windowEnd')::timestamptz = '{end:O}'"));
        await SentAsync(home, "appointment-booked");
    }

    private async Task<(Home Home, Guid RepairId, string Token)> RaisedAsync()
    {
        var home = await System.HomeAsync();
        var (repairId, token) = await System.RepairAsync(home);
        return (home, repairId, token);
    }

    private static MissedEachOther Missed(Home home, Guid repairId, Guid visitId) =>
        new(Landlord, visitId, repairId, home.HouseholdRef, DateTimeOffset.UnixEpoch.AddYears(56), DateTimeOffset.UnixEpoch.AddYears(56));

    private static LandlordMissed OurMiss(Home home, Guid repairId, Guid visitId, DoorOutcome cause) =>
        new(Landlord, visitId, repairId, home.HouseholdRef, home.Patch, "plumbing", cause, DateTimeOffset.UnixEpoch.AddYears(56), DateTimeOffset.UnixEpoch.AddYears(56).AddHours(4), DateTimeOffset.UnixEpoch.AddYears(56));

    private async Task<List<JsonElement>> MessagesAsync(Home home)
    {
        using var desk = System.As(Roles.Desk);
        return (await desk.GetFromJsonAsync<List<JsonElement>>($"/api/messages?householdRef={home.HouseholdRef}"))!;
    }

    private Task<JsonElement> SentAsync(Home home, string template) => StateAsync(home, template, "sent");

    private async Task<JsonElement> StateAsync(Home home, string template, string state)
    {
        var messages = await Eventually.Async(
            () => MessagesAsync(home),
            all => all.Exists(m => m.GetProperty("template").GetString() == template && m.GetProperty("state").GetString() == state),
            60,
            $"{template} to be {state}");
        return messages.First(m => m.GetProperty("template").GetString() == template && m.GetProperty("state").GetString() == state);
    }

    private Task<long> EventsAsync(string type, Home home, string? template = null) =>
        System.ScalarAsync<long>($"select count(*) from messages.event_log where type = '{type}' and body->>'householdRef' = '{home.HouseholdRef}' and ('{template}' = '' or body->>'template' = '{template}')");
}
