using System.Globalization;
using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Absences;

/// <summary>Somebody's coming shifts and absences by page: taken back, put right, taken away, and nobody's visit is lost by it.</summary>
[Collection(SystemCollection.Name)]
public sealed class TimesTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "4")]
    public async Task An_absence_is_taken_back_its_times_are_offered_again_and_visits_stay_where_residents_know_them()
    {
        var (home, trade) = await HomeAsync(2);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await BookAheadAsync(token);
        var (operative, day) = await StandsAsync(repairId);
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits", Days(day));
        Assert.Contains("comes instead", desk.Words, StringComparison.Ordinal);
        var (other, _) = await StandsAsync(repairId);
        Assert.NotEqual(operative, other);

        await desk.FollowAsync("When Sam Porter works");
        Assert.Contains("Recorded by the desk.", desk.Words, StringComparison.Ordinal);
        await desk.FollowAsync("They can come after all");
        Assert.Equal("Can Sam Porter come after all?", desk.Heading);
        Assert.Contains("One visit lay in this time", desk.Words, StringComparison.Ordinal);
        Assert.All(await desk.PressAtOnceAsync("Yes, they can come", 2), s => Assert.Equal(HttpStatusCode.OK, s));

        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.shift where operative_id = {operative} and kind = 'absence'"));
        Assert.Equal((other, day), await StandsAsync(repairId));
        await desk.OpenAsync($"/desk/operatives/{operative}/times");
        Assert.Contains("Nothing is recorded.", desk.Words, StringComparison.Ordinal);
        await System.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"delete from booking.shift where operative_id = {other}; update booking.operative_day set version = version + 1 where operative_id = {other}"));
        var (_, waiting) = await System.RepairAsync(home, trade);
        Assert.Contains(await System.ChoicesAsync(waiting, all: true), c => c.Date == day);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_wrong_shift_goes_only_after_its_visits_were_shown_and_they_are_seen_to()
    {
        var (home, trade) = await HomeAsync(2);
        var (repairId, token) = await System.RepairAsync(home, trade);
        var booked = await System.BookFirstAsync(token);
        var (operative, day) = await StandsAsync(repairId);
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
        await desk.PressAsync("See what it touches");
        Assert.Contains("Choose what is right", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("See what it touches", ("Right", "other"), ("Begins", "noon"), ("Ends", "17:00"));
        Assert.Contains("Write when it begins, such as 8:00", desk.Words, StringComparison.Ordinal);

        await desk.PressAsync("See what it touches", ("Right", "none"));
        Assert.Contains("One visit lies in time that goes", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await ShiftsAsync(operative, day));
        Assert.All(await desk.PressAtOnceAsync("Yes, change it and see to the visits", 2), s => Assert.Equal(HttpStatusCode.OK, s));

        Assert.Equal(0, await ShiftsAsync(operative, day));
        var (other, _) = await StandsAsync(repairId);
        Assert.NotEqual(operative, other);
        Assert.Equal(booked.From.UtcDateTime, await System.ScalarAsync<DateTime>($"select window_start from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));
        Assert.Equal(("shift-removed", 1L), (
            await System.ScalarAsync<string>($"select kind from booking.absence where operative_id = {operative}"),
            await System.ScalarAsync<long>($"select count(*) from booking.absence_visit where repair_id = '{repairId}' and became = 'moved'")));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700")).Status);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_shift_put_right_asks_the_resident_again_where_nobody_else_is_free_and_keeps_what_still_fits()
    {
        var (home, trade) = await HomeAsync(1);
        var (repairId, token) = await System.RepairAsync(home, trade);
        var morning = (await System.ChoicesAsync(token, all: true)).First(c => c is { From: "08:00", To: "12:00" });
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = morning.ChoiceId })).Status);
        var (operative, day) = await StandsAsync(repairId);
        using var desk = new Visitor(System, Roles.Desk);

        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
        await desk.PressAsync("See what it touches", ("Right", "other"), ("Begins", "07:30"), ("Ends", "16:00"));
        Assert.Contains("No visit of ours lies in time that goes.", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Yes, change it");
        Assert.Contains("The shift is 7:30am to 4pm now.", desk.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal((operative, day), await StandsAsync(repairId));

        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0730/1600");
        await desk.PressAsync("See what it touches", ("Right", "other"), ("Begins", "13:00"), ("Ends", "17:00"));
        await desk.PressAsync("Yes, change it and see to the visits");
        Assert.Equal("Sam Porter does not work then", desk.Heading);
        Assert.Contains("We said sorry and asked the resident to choose again. Ring by", desk.Words, StringComparison.Ordinal);
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
        Assert.DoesNotContain(await System.ChoicesAsync(token, all: true), c => c.Date == day && c.From == "08:00");
        Assert.Contains(await System.ChoicesAsync(token, all: true), c => c.Date == day && c.From == "12:00");
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_shift_taken_away_comes_back_with_the_desk_and_not_with_a_file_and_visits_booked_after_that_are_left_alone()
    {
        var (home, trade) = await HomeAsync(1);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await BookAheadAsync(token);
        var (operative, day) = await StandsAsync(repairId);
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
        await desk.PressAsync("See what it touches", ("Right", "none"));
        await desk.PressAsync("Yes, change it and see to the visits");
        var record = desk.Path;
        Assert.StartsWith("/desk/absences/", record, StringComparison.Ordinal);

        using var system = System.As(Roles.Desk);
        var (_, body) = await system.ImportAsync("shifts", $"operativeRef,date,from,to\n{home.Operatives[0]},{day:yyyy-MM-dd},08:00,17:00\n");
        Assert.Contains("The desk took this back on", body.GetProperty("warnings")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await ShiftsAsync(operative, day));

        await desk.OpenAsync($"/desk/operatives/{operative}/times?from={day:yyyy-MM-dd}");
        await desk.PressAsync($"Bring it back, 8am to 5pm, {LondonTime.Words(day)}");
        Assert.DoesNotContain("Bring it back", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await ShiftsAsync(operative, day));
        var again = (await System.ChoicesAsync(token, all: true)).First(c => c.Date == day);
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = again.ChoiceId })).Status);

        await desk.OpenAsync(record);
        Assert.DoesNotContain("visit is left", desk.Words, StringComparison.Ordinal);
        Assert.Equal((operative, day), await StandsAsync(repairId));
    }

    [Fact]
    public async Task Whoever_comes_second_hears_that_somebody_else_changed_the_shift_and_what_it_is_now()
    {
        var (home, _) = await HomeAsync(1);
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        var day = LondonTime.DateOf(await System.NowAsync()).AddDays(3);
        using var first = new Visitor(System, Roles.Desk);
        using var second = new Visitor(System, Roles.Desk);
        foreach (var (desk, right) in new[] { (first, "other"), (second, "none") })
        {
            await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
            await desk.PressAsync("See what it touches", ("Right", right), ("Begins", "09:00"), ("Ends", "17:00"));
        }

        Assert.All(await first.PressAtOnceAsync("Yes, change it", 2), s => Assert.Equal(HttpStatusCode.OK, s));
        await first.PressAsync("Yes, change it");
        Assert.Contains("The shift is 9am to 5pm now.", first.Page.Body!.TextContent, StringComparison.Ordinal);
        await second.PressAsync("Yes, change it");
        Assert.Contains($"Somebody changed this shift meanwhile. On {LondonTime.Words(day)}, Sam Porter works 9am to 5pm now.", second.Words, StringComparison.Ordinal);
        Assert.Equal(1, await ShiftsAsync(operative, day));
    }

    [Fact]
    public async Task A_shift_that_is_over_by_the_last_press_stays_as_it_was()
    {
        var (home, _) = await HomeAsync(1);
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        var day = LondonTime.DateOf(await System.NowAsync()).AddDays(3);
        var over = day.AddDays(-5);
        await System.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into booking.shift (operative_id, day, kind, from_time, to_time) values ({operative}, '{over:yyyy-MM-dd}', 'shift', '08:00', '17:00')"));
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
        await desk.PressAsync("See what it touches", ("Right", "none"));
        desk.Page.QuerySelector("main form")!.SetAttribute("action", string.Create(CultureInfo.InvariantCulture, $"/desk/operatives/{operative}/shifts/{over:yyyy-MM-dd}/0800/1700"));
        await desk.PressAsync("Yes, change it");
        Assert.Contains("This shift is over. It stays as it was.", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await ShiftsAsync(operative, over));
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task Where_a_change_takes_several_stretches_the_desk_is_led_to_what_became_of_all_their_visits()
    {
        var (home, trade) = await HomeAsync(1);
        var (one, token) = await System.RepairAsync(home, trade);
        var (two, otherToken) = await System.RepairAsync((await System.NeighboursAsync(home, 1))[0], trade);
        var morning = (await System.ChoicesAsync(token, all: true)).First(c => c is { From: "08:00", To: "12:00" });
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = morning.ChoiceId })).Status);
        var afternoon = (await System.ChoicesAsync(otherToken, all: true)).First(c => c.Date == morning.Date && c.From == "12:00");
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{otherToken}/appointment", new { choiceId = afternoon.ChoiceId })).Status);
        var (operative, day) = await StandsAsync(one);
        Assert.Equal((operative, day), await StandsAsync(two));

        // Another shift covers the time between the two visits.
        await System.ExecuteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"insert into booking.shift (operative_id, day, kind, from_time, to_time) select {operative}, '{day:yyyy-MM-dd}', 'shift', (max(upper(planned)) filter (where repair_id = '{one}') at time zone 'Europe/London')::time, (min(lower(planned)) filter (where repair_id = '{two}') at time zone 'Europe/London')::time from booking.place where repair_id in ('{one}', '{two}') and status = 'booked'"));

        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/shifts/{day:yyyy-MM-dd}/0800/1700");
        await desk.PressAsync("See what it touches", ("Right", "none"));
        Assert.Contains("2 visits lie in time that goes", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Yes, change it and see to the visits");
        Assert.Contains("See below what became of the visits", desk.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, desk.Page.QuerySelectorAll("a").Count(a => a.TextContent.StartsWith("What became of the visits", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Absences_are_shown_with_the_days_they_lie_in()
    {
        var (home, _) = await HomeAsync(1);
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits", Days(LondonTime.DateOf(await System.NowAsync()).AddDays(40)));
        await desk.OpenAsync($"/desk/operatives/{operative}/times");
        Assert.Contains("Nothing is recorded.", desk.Words, StringComparison.Ordinal);
        await desk.FollowAsync("Later");
        Assert.Contains("Recorded by the desk.", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_away_today_is_away_for_the_night_that_begins_today()
    {
        var trade = $"trade-{Guid.NewGuid():N}";
        var home = await System.HomeAsync(1, trade, "22:00", "06:00");
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        using var desk = new Visitor(System, Roles.Desk);
        var day = LondonTime.DateOf(await System.NowAsync()).AddDays(2);

        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits", Days(day));

        Assert.Contains($"to 6am on {LondonTime.Words(day.AddDays(1))}", desk.Words, StringComparison.Ordinal);
        Assert.Equal(LondonTime.Instant(day.AddDays(1), new TimeOnly(6, 0)).UtcDateTime, await System.ScalarAsync<DateTime>($"select ends from booking.absence where operative_id = {operative}"));
        await desk.OpenAsync($"/desk/plan?date={day.AddDays(1):yyyy-MM-dd}&patch={home.Patch}");
        Assert.Contains("Works 22:00 to 00:00.", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_of_other_landlords_and_shifts_that_are_none_are_unknown()
    {
        using var desk = new Visitor(System, Roles.Desk);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync("/desk/operatives/999999999/times")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync("/desk/operatives/999999999/shifts/2026-11-30/0800/1700")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync("/desk/operatives/1/shifts/x/0800/9900")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync($"/desk/absences/{Guid.NewGuid()}/remove")).Status);
        using var operative = System.As(Roles.Operative, "OP");
        Assert.Equal(HttpStatusCode.Forbidden, (await operative.GetAsync(new Uri("/desk/operatives/1/times", UriKind.Relative))).StatusCode);
    }

    private static (string, string)[] Days(DateOnly day) =>
        [("Length", "days"), .. new[] { "First", "Last" }.SelectMany(f => new[] { ($"{f}.Day", day.Day), ($"{f}.Month", day.Month), ($"{f}.Year", day.Year) }).Select(p => (p.Item1, p.Item2.ToString(CultureInfo.InvariantCulture)))];

    private async Task<(Home Home, string Trade)> HomeAsync(int operatives)
    {
        var trade = $"trade-{Guid.NewGuid():N}";
        return (await System.HomeAsync(operatives, trade), trade);
    }

    /// <summary>Takes a time two days ahead or later: times of that day can still be offered afterwards.</summary>
    private async Task BookAheadAsync(string token)
    {
        var ahead = LondonTime.DateOf(await System.NowAsync()).AddDays(2);
        var choice = (await System.ChoicesAsync(token, all: true)).First(c => c.Date >= ahead);
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId })).Status);
    }

    private Task<long> ShiftsAsync(long operative, DateOnly day) =>
        System.ScalarAsync<long>(string.Create(CultureInfo.InvariantCulture, $"select count(*) from booking.shift where operative_id = {operative} and day = '{day:yyyy-MM-dd}' and kind = 'shift'"));

    private async Task<(long Operative, DateOnly Day)> StandsAsync(Guid repairId) => (
        await System.ScalarAsync<long>($"select operative_id from booking.appointment where repair_id = '{repairId}' and status = 'booked'"),
        DateOnly.Parse((await System.ScalarAsync<string>($"select date::text from booking.appointment where repair_id = '{repairId}' and status = 'booked'"))!, CultureInfo.InvariantCulture));
}
