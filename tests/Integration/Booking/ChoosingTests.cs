using System.Globalization;
using System.Net;
using System.Text;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

[Collection(SystemCollection.Name)]
public sealed class ChoosingTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "3")]
    public async Task A_resident_gets_at_least_three_choices_over_three_days_in_the_morning_and_the_afternoon()
    {
        var (_, token) = await _system.RepairAsync(await _system.HomeAsync());

        var choices = await _system.ChoicesAsync(token);

        Assert.InRange(choices.Count, 3, 9);
        Assert.True(choices.Select(c => c.Date).Distinct().Count() >= 3);
        Assert.Contains(choices, c => c.Why.Contains("In the morning"));
        Assert.Contains(choices, c => c.Why.Contains("In the afternoon"));
        Assert.Contains(choices, c => c.Why.Contains("Avoids the school run"));
        Assert.Contains("Soonest", choices[0].Why);
        Assert.All(choices, c => Assert.NotEmpty(c.Why));
    }

    [Fact]
    public async Task All_choices_hold_the_best_ones_and_more()
    {
        var (_, token) = await _system.RepairAsync(await _system.HomeAsync());

        var best = await _system.ChoicesAsync(token);
        var all = await _system.ChoicesAsync(token, all: true);

        Assert.Subset(all.Select(c => c.Window).ToHashSet(), best.Select(c => c.Window).ToHashSet());
        Assert.True(all.Count > 28);
        Assert.Equal(all[0].Window, best[0].Window);
    }

    [Fact]
    public async Task An_offer_is_told_of_once_when_something_is_done_with_it_and_at_once_to_staff()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.HomeAsync());
        var choices = await _system.ChoicesAsync(token);
        Assert.Equal(0, await PublishedAsync("SlotsOffered", repairId));

        await _system.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choices[1].ChoiceId });
        await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[1].ChoiceId });
        Assert.Equal(1, await PublishedAsync("SlotsOffered", repairId));

        await _system.As(Roles.Desk).GetBodyAsync($"/api/repairs/{repairId}/choices");
        Assert.Equal(2, await PublishedAsync("SlotsOffered", repairId));
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_change_keeps_the_visit_and_gives_the_old_time_back()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.ScarceHomeAsync(1, "08:00", "17:00"));
        var choices = await _system.ChoicesAsync(token, all: true);
        var first = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId });
        Assert.DoesNotContain(await _system.ChoicesAsync(token, all: true), c => c.Window == choices[0].Window);

        var changed = await _system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[^1].ChoiceId });

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(first.Body.GetProperty("visitId").GetGuid(), changed.Body.GetProperty("visitId").GetGuid());
        Assert.Contains(await _system.ChoicesAsync(token, all: true), c => c.Window == choices[0].Window);
        Assert.Equal(1, await PublishedAsync("AppointmentChanged", repairId));
    }

    [Fact]
    public async Task A_change_to_a_place_that_is_gone_leaves_the_old_appointment_standing()
    {
        var home = await _system.ScarceHomeAsync(1, "08:00", "12:00");
        var homes = await _system.NeighboursAsync(home, 2);
        using var desk = _system.As(Roles.Desk);
        var later = await _system.OpenDayAsync(5);
        await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{home.Operatives[0]},{later:yyyy-MM-dd},08:00,09:00\n");
        var (repairId, mine) = await _system.RepairAsync(homes[0]);
        var (_, theirs) = await _system.RepairAsync(homes[1]);
        var myChoices = await _system.ChoicesAsync(mine, all: true);
        var theirChoices = await _system.ChoicesAsync(theirs, all: true);
        await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = myChoices[0].ChoiceId });
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{theirs}/appointment", new { choiceId = theirChoices.First(c => c.Date == later).ChoiceId })).Status);

        var answer = await _system.Anyone.PutBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = myChoices.First(c => c.Date == later).ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("/problems/slot-taken", answer.Body.GetProperty("type").GetString());
        var repair = (await desk.GetBodyAsync($"/api/repairs/{repairId}")).Body;
        Assert.Equal("booked", repair.GetProperty("status").GetString());
        var standing = repair.GetProperty("appointments").EnumerateArray().Single();
        Assert.Equal("booked", standing.GetProperty("status").GetString());
        Assert.Equal(myChoices[0].Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), standing.GetProperty("date").GetString());
    }

    [Fact]
    public async Task A_cancelled_place_is_offered_to_the_next_who_asks()
    {
        var home = await _system.ScarceHomeAsync(1, "08:00", "09:00");
        var homes = await _system.NeighboursAsync(home, 2);
        var (repairId, mine) = await _system.RepairAsync(homes[0]);
        var (_, theirs) = await _system.RepairAsync(homes[1]);
        var place = (await _system.ChoicesAsync(mine))[0];
        await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = place.ChoiceId });
        Assert.Empty(await _system.ChoicesAsync(theirs));

        var cancelled = await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment/cancel", new { });

        Assert.Equal(HttpStatusCode.NoContent, cancelled.Status);
        Assert.Equal(place.Window, (await _system.ChoicesAsync(theirs))[0].Window);
        Assert.Equal("open", (await _system.As(Roles.Desk).GetBodyAsync($"/api/repairs/{repairId}")).Body.GetProperty("status").GetString());
        Assert.Equal(1, await PublishedAsync("AppointmentCancelled", repairId));
    }

    [Fact]
    public async Task A_time_that_meets_the_visit_one_has_cannot_be_held_but_can_be_changed_to()
    {
        var (_, token) = await _system.RepairAsync(await _system.ScarceHomeAsync(1, "09:30", "10:30"));
        var morning = (await _system.ChoicesAsync(token, all: true)).First(c => c.From == "08:00");
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = morning.ChoiceId })).Status);
        var schoolRun = (await _system.ChoicesAsync(token, all: true)).First(c => c.From == "09:30");

        var hold = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = schoolRun.ChoiceId });
        var change = await _system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = schoolRun.ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, hold.Status);
        Assert.Equal("/problems/meets-your-visit", hold.Body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.OK, change.Status);
    }

    [Fact]
    public async Task A_hold_keeps_the_place_for_its_own_repair_only_and_is_extended_once()
    {
        var home = await _system.ScarceHomeAsync(1, "08:00", "09:00");
        var homes = await _system.NeighboursAsync(home, 2);
        var (_, mine) = await _system.RepairAsync(homes[0]);
        var (_, theirs) = await _system.RepairAsync(homes[1]);
        var myChoice = (await _system.ChoicesAsync(mine))[0];
        var theirChoice = (await _system.ChoicesAsync(theirs))[0];

        var hold = await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/hold", new { choiceId = myChoice.ChoiceId });
        var late = await _system.Anyone.PostBodyAsync($"/api/resident/{theirs}/hold", new { choiceId = theirChoice.ChoiceId });
        var once = await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/hold", new { choiceId = myChoice.ChoiceId });
        var twice = await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/hold", new { choiceId = myChoice.ChoiceId });

        Assert.Equal(HttpStatusCode.Created, hold.Status);
        Assert.Equal("/problems/slot-taken", late.Body.GetProperty("type").GetString());
        Assert.Equal(TimeSpan.FromMinutes(10), once.Body.GetProperty("expiresAt").GetDateTimeOffset() - hold.Body.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(once.Body.GetProperty("expiresAt").GetDateTimeOffset(), twice.Body.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = myChoice.ChoiceId })).Status);
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.hold h join booking.repair r using (repair_id) where r.property_ref = '{homes[0].PropertyRef}'"));
    }

    [Fact]
    [Trait("case", "61")]
    [Trait("case", "62")]
    public async Task Nothing_suits_once_twice_and_three_times_widens_waits_and_ends_in_a_call_we_promise()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.HomeAsync());
        var first = (await _system.ChoicesAsync(token)).Select(c => c.Window).ToHashSet();

        var wider = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { });
        var waiting = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { });
        var call = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { });

        Assert.DoesNotContain(BookingApi.Read(wider.Body), c => first.Contains(c.Window));
        Assert.NotEmpty(BookingApi.Read(wider.Body));
        Assert.Equal(System.Text.Json.JsonValueKind.Object, waiting.Body.GetProperty("waitingList").ValueKind);
        Assert.True(call.Body.GetProperty("callBackBy").GetDateTimeOffset() > await _system.NowAsync());
        Assert.Equal(3, await PublishedAsync("SlotsDeclined", repairId));
        Assert.Equal(2, await _system.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'SlotsDeclined' and body ->> 'repairId' = '{repairId}' and body ->> 'callBackBy' is not null"));
        Assert.Equal("open", (await _system.As(Roles.Desk).GetBodyAsync($"/api/repairs/{repairId}")).Body.GetProperty("status").GetString());
        var late = BookingApi.Read(wider.Body)[0];
        Assert.Equal(HttpStatusCode.Created, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = late.ChoiceId })).Status);
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task With_nobody_to_send_the_answer_is_a_shortfall_of_ours_and_a_way_on()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.HomeAsync(operatives: 0));

        var (status, body) = await _system.Anyone.GetBodyAsync($"/api/resident/{token}/choices");
        await _system.ChoicesAsync(token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, body.GetProperty("choices").GetArrayLength());
        Assert.Equal(0, body.GetProperty("shortfall").GetProperty("choices").GetInt32());
        Assert.Equal(1, await PublishedAsync("CapacityShortfallRecorded", repairId));
        Assert.Equal(HttpStatusCode.OK, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { })).Status);
    }

    [Fact]
    public async Task An_emergency_gets_a_promise_of_arrival_and_someone_at_once()
    {
        using var desk = _system.As(Roles.Desk);
        var home = await _system.HomeAsync(from: "00:00", to: "15:00");
        var today = LondonTime.DateOf(await _system.NowAsync());
        await desk.ImportAsync("shifts", "operativeRef,date,from,to\n" + string.Concat(Enumerable.Range(0, 3).Select(d => $"{home.Operatives[0]},{today.AddDays(d):yyyy-MM-dd},15:00,24:00\n")));

        var (repairId, token) = await _system.RepairAsync(home, priority: "emergency");
        var (status, body) = await _system.Anyone.GetBodyAsync($"/api/resident/{token}/choices");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(body.TryGetProperty("choices", out _));
        Assert.True(body.GetProperty("arrivalBy").GetDateTimeOffset() <= await _system.NowAsync() + TimeSpan.FromHours(24));
        Assert.Equal(1, await PublishedAsync("AppointmentBooked", repairId));
        Assert.Equal("booked", (await desk.GetBodyAsync($"/api/repairs/{repairId}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Somebody_elses_choice_or_link_is_not_found()
    {
        var home = await _system.HomeAsync();
        var homes = await _system.NeighboursAsync(home, 2);
        var (repairId, mine) = await _system.RepairAsync(homes[0]);
        var (_, theirs) = await _system.RepairAsync(homes[1]);
        var choice = (await _system.ChoicesAsync(theirs))[0];

        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/appointment", new { choiceId = choice.ChoiceId })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.PostBodyAsync($"/api/resident/{mine}/hold", new { choiceId = "nonsense" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.GetBodyAsync($"/api/resident/{mine[..^2]}xx/choices")).Status);
        var link = await _system.As(Roles.Desk).PostBodyAsync($"/api/repairs/{repairId}/link", new { });
        Assert.Equal(HttpStatusCode.Created, link.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.GetBodyAsync($"/api/resident/{mine}/choices")).Status);
        var fresh = link.Body.GetProperty("residentLink").GetString()!.Split('/')[^1];
        Assert.Equal(HttpStatusCode.OK, (await _system.Anyone.GetBodyAsync($"/api/resident/{fresh}/choices")).Status);
    }

    [Fact]
    public async Task A_pause_stops_the_desk_and_never_the_resident()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var request = Guid.NewGuid();
        await _system.PublishAsync("NoAccess", new AttemptsPaused("demo", request, home.HouseholdRef, await _system.NowAsync()));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<int>($"select count(*) from booking.attempts_pause where request_id = '{request}'") == 1);
        using var desk = _system.As(Roles.Desk);
        var choices = BookingApi.Read((await desk.GetBodyAsync($"/api/repairs/{repairId}/choices")).Body);

        var byDesk = await desk.PostBodyAsync($"/api/repairs/{repairId}/appointment", new { choiceId = choices[0].ChoiceId });
        var byResident = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, byDesk.Status);
        Assert.Equal("/problems/attempts-paused", byDesk.Body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Created, byResident.Status);
    }

    [Fact]
    public async Task A_pause_that_ended_before_we_heard_of_it_is_no_pause()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await _system.RepairAsync(home);
        var (request, now) = (Guid.NewGuid(), await _system.NowAsync());
        await _system.PublishAsync("NoAccess", new AttemptsResumed("demo", request, home.HouseholdRef, "person-tried", now));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<int>($"select count(*) from booking.attempts_pause where request_id = '{request}'") == 1);
        await _system.PublishAsync("NoAccess", new AttemptsPaused("demo", request, home.HouseholdRef, now.AddMinutes(-5)));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<int>($"select count(*) from booking.attempts_pause where request_id = '{request}' and paused_at is not null") == 1);
        using var desk = _system.As(Roles.Desk);
        var choices = BookingApi.Read((await desk.GetBodyAsync($"/api/repairs/{repairId}/choices")).Body);

        Assert.Equal(HttpStatusCode.Created, (await desk.PostBodyAsync($"/api/repairs/{repairId}/appointment", new { choiceId = choices[0].ChoiceId })).Status);
    }

    [Theory]
    [Trait("requirement", "2")]
    [InlineData("no access")]
    [InlineData("Could not get in, twice")]
    [InlineData("Tenant refused entry to the operative")]
    [InlineData("no answer at the door, carded")]
    public async Task A_repair_is_never_withdrawn_because_nobody_could_let_us_in(string note)
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(operatives: 0));
        using var desk = _system.As(Roles.Desk);

        var answer = await desk.PostBodyAsync($"/api/repairs/{repairId}/withdraw", new { by = "landlord", reason = "other", note });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("open", (await desk.GetBodyAsync($"/api/repairs/{repairId}")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_withdrawn_repair_gives_its_place_back_and_opens_again_by_one_tap()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.HomeAsync());
        await _system.BookFirstAsync(token);
        using var desk = _system.As(Roles.Desk);

        Assert.Equal(HttpStatusCode.NoContent, (await desk.PostBodyAsync($"/api/repairs/{repairId}/withdraw", new { by = "resident", reason = "already-fixed", note = "A neighbour did it" })).Status);
        Assert.Equal("/problems/not-open", (await _system.Anyone.GetBodyAsync($"/api/resident/{token}/choices")).Body.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await _system.Anyone.PostBodyAsync($"/api/resident/{token}/reopen", new { })).Status);

        Assert.NotEmpty(await _system.ChoicesAsync(token));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.place where repair_id = '{repairId}' and status = 'booked'"));
        foreach (var type in (string[])["RepairWithdrawn", "AppointmentCancelled", "RepairReopened"])
            Assert.Equal(1, await PublishedAsync(type, repairId));
    }

    [Fact]
    public async Task Unknown_homes_and_missing_fields_are_named()
    {
        using var desk = _system.As(Roles.Desk);
        var home = await _system.HomeAsync(operatives: 0);

        var unknown = await desk.PostBodyAsync("/api/repairs", new { householdRef = "nobody", propertyRef = "nowhere", trade = "plumbing", description = "x", priority = "routine" });
        var missing = await desk.PostBodyAsync("/api/repairs", new { propertyRef = home.PropertyRef });
        var strange = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, description = "x", priority = "whenever" });
        var elsewhere = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = (await _system.HomeAsync(operatives: 0)).PropertyRef, description = "x", priority = "urgent" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
        Assert.Contains("nowhere", unknown.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("nobody", unknown.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal(HttpStatusCode.BadRequest, strange.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.Status);
    }

    [Fact]
    public async Task One_bad_row_never_loses_a_good_one()
    {
        using var desk = _system.As(Roles.Desk);
        var n = Guid.NewGuid().ToString("N")[..8];
        var csv = $"propertyRef,householdRef,address,patch,lat,lon\n"
            + $"A{n},HA{n},\"1 High Street, \"\"The Mews\"\"\",north,51.5,-0.1\n"
            + $"B{n},HB{n},,north,51.5,-0.1\n"
            + $"C{n},HC{n},\"3 High Street,north,51.5,-0.1\n"
            + $"D{n},HD{n},4 High Street,north,95,-0.1\n"
            + $"A{n},HE{n},5 High Street,north,,\n"
            + $"F{n},HF{n},\"6 High Street\nFlat 2\",north,,\n"
            + $"G{n},HG{n},7 Caf\u00e9 Road \U0001F600 \u05d0,north,,\n";

        var (status, body) = await desk.ImportAsync("properties", csv);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, body.GetProperty("accepted").GetInt32());
        Assert.Equal([3, 4, 5, 6], body.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        var found = (await desk.GetBodyAsync($"/api/properties?q=F{n}")).Body[0];
        Assert.Equal("6 High Street\nFlat 2", found.GetProperty("address").GetString());
    }

    [Fact]
    public async Task Windows_text_keeps_its_letters_and_a_file_of_something_else_is_named()
    {
        using var desk = _system.As(Roles.Desk);
        var n = Guid.NewGuid().ToString("N")[..8];
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(1252).GetBytes($"propertyRef,householdRef,address,patch,lat,lon\r\nW{n},HW{n},9 Café Row – “The Crown”,north,,\r\n");

        var (_, body) = await desk.ImportAsync("properties", bytes);
        var (status, wrong) = await desk.ImportAsync("properties", "name,street\nx,y\n");

        Assert.Equal(1, body.GetProperty("accepted").GetInt32());
        Assert.Equal("9 Café Row – “The Crown”", (await desk.GetBodyAsync($"/api/properties?q=W{n}")).Body[0].GetProperty("address").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("propertyRef", wrong.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shifts_of_unknown_operatives_and_odd_times_are_named_with_their_line()
    {
        using var desk = _system.As(Roles.Desk);
        var home = await _system.HomeAsync();
        var day = LondonTime.DateOf(await _system.NowAsync()).AddDays(40);
        var op = home.Operatives[0];

        var (_, body) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{op},{day:yyyy-MM-dd},16:00,24:00\nstranger,{day:yyyy-MM-dd},08:00,16:00\n{op},30/11/2026,08:00,16:00\n{op},{day:yyyy-MM-dd},08:00,08:00\n{op},2099-01-01,08:00,16:00\n{op},{day:yyyy-MM-dd},8am,4pm\n");

        Assert.Equal(1, body.GetProperty("accepted").GetInt32());
        Assert.Equal([3, 4, 5, 6, 7], body.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task An_absence_takes_its_time_out_of_what_is_offered()
    {
        using var desk = _system.As(Roles.Desk);
        var home = await _system.ScarceHomeAsync(1, "08:00", "17:00");
        var (_, token) = await _system.RepairAsync(home);
        var day = (await _system.ChoicesAsync(token))[0].Date;

        await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{home.Operatives[0]},{day:yyyy-MM-dd},08:00,12:00\n", "?kind=absence");

        Assert.DoesNotContain(await _system.ChoicesAsync(token, all: true), c => c.To == "12:00");
        Assert.Contains(await _system.ChoicesAsync(token, all: true), c => c.From == "12:00");
    }

    private Task<int> PublishedAsync(string type, Guid repairId) =>
        _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = '{type}' and body ->> 'repairId' = '{repairId}'");
}
