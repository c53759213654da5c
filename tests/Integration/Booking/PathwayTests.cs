using System.Net;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Different pathways for people who asked for one: several repairs in one visit, and room made inside what was promised.</summary>
[Collection(SystemCollection.Name)]
public sealed class PathwayTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Theory]
    [InlineData("plumbing;joinery", 1)] // one person who can do both
    [InlineData("plumbing", 2)] // else one after the other, the same window
    [Trait("requirement", "13")]
    [Trait("case", "55")]
    public async Task Two_repairs_in_one_visit_are_booked_moved_and_cancelled_together(string trades, int people)
    {
        var home = await System.HomeAsync(trade: trades);
        if (people == 2)
            await JoinerAsync(home);
        var (first, token) = await System.RepairAsync(home);
        var (second, _) = await System.RepairAsync(home, trade: "joinery");

        var (status, offered) = await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, offered.GetProperty("repairs").GetInt32());
        var choices = BookingApi.Read(offered);
        (status, _) = await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId });
        Assert.Equal(HttpStatusCode.Created, status);
        var windows = await StandingAsync(first, second);
        Assert.Equal(2, windows.Count);
        Assert.Equal(windows[0], windows[1]);
        Assert.Equal(people, await System.ScalarAsync<int>($"select count(distinct operative_id) from booking.place where repair_id in ('{first}', '{second}') and status = 'booked'"));
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(distinct body ->> 'bundleId') from booking.event_log where type = 'AppointmentBooked' and body ->> 'repairId' in ('{first}', '{second}')"));
        Assert.Equal(2, await System.ScalarAsync<int>($"select count(distinct body ->> 'visitId') from booking.event_log where type = 'AppointmentBooked' and body ->> 'repairId' in ('{first}', '{second}')"));

        var other = (await System.ChoicesAsync(token)).First(c => c.Window != choices[0].Window);
        (status, _) = await System.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = other.ChoiceId });
        Assert.Equal(HttpStatusCode.OK, status);
        var moved = await StandingAsync(first, second);
        Assert.Equal(2, moved.Count);
        Assert.Equal(moved[0], moved[1]);
        Assert.NotEqual(windows[0], moved[0]);

        (status, _) = await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment/cancel", new { by = "resident" });
        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Empty(await StandingAsync(first, second));
        Assert.Equal(2, await System.ScalarAsync<int>($"select count(*) from booking.repair where repair_id in ('{first}', '{second}') and status = 'open'"));
        Assert.Equal(0, await System.ScalarAsync<int>($"select count(*) from booking.place where repair_id in ('{first}', '{second}') and status = 'booked'"));
    }

    [Fact]
    [Trait("requirement", "13")]
    public async Task A_resident_with_two_repairs_is_asked_whether_one_visit_would_do()
    {
        var home = await System.HomeAsync(trade: "plumbing;joinery");
        var (_, token) = await System.RepairAsync(home);
        Assert.DoesNotContain("one visit", await System.Anyone.GetStringAsync(new Uri($"/r/{token}/choose", UriKind.Relative)), StringComparison.OrdinalIgnoreCase);
        await System.RepairAsync(home, trade: "joinery");

        Assert.Contains("See times for one visit for all of them", await System.Anyone.GetStringAsync(new Uri($"/r/{token}/choose", UriKind.Relative)), StringComparison.Ordinal);
        var both = await System.Anyone.GetStringAsync(new Uri($"/r/{token}/choose?together=true", UriKind.Relative));
        Assert.Contains("One visit for 2 repairs", both, StringComparison.Ordinal);
        Assert.Contains("Choose a time for this one alone", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_bundle_is_kept_whole_and_booked_whole()
    {
        var home = await System.HomeAsync(trade: "plumbing;joinery");
        var (first, token) = await System.RepairAsync(home);
        var (second, _) = await System.RepairAsync(home, trade: "joinery");
        var choice = BookingApi.Read((await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body)[0];

        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choice.ChoiceId })).Status);
        Assert.Equal(2, await System.ScalarAsync<int>($"select count(*) from booking.place where repair_id in ('{first}', '{second}') and status = 'held'"));
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId })).Status);
        Assert.Equal(2, (await StandingAsync(first, second)).Count);
        Assert.Equal(0, await System.ScalarAsync<int>($"select count(*) from booking.hold where repair_id in ('{first}', '{second}')"));
    }

    [Fact]
    public async Task A_place_kept_for_one_repair_is_not_taken_for_two_and_a_place_kept_for_two_does_not_stand_in_the_way_of_one()
    {
        var home = await System.ScarceHomeAsync(0, "08:00", "12:00");
        using var desk = System.As(Roles.Desk);
        await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,lat,lon\nX{home.PropertyRef},{home.Contractor},Al Both,plumbing;joinery,{home.Patch},51.45,-0.02\n");
        var day = await System.OpenDayAsync(3);
        await desk.ImportAsync("shifts", $"operativeRef,date,from,to\nX{home.PropertyRef},{day:yyyy-MM-dd},08:00,12:00\n");
        var (first, token) = await System.RepairAsync(home);
        var (second, own) = await System.RepairAsync(home, trade: "joinery");

        // Kept for one, then chosen for both: a plan of its own, not the kept place.
        var alone = (await System.ChoicesAsync(token))[0];
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = alone.ChoiceId })).Status);
        var both = BookingApi.Read((await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body);
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = both[0].ChoiceId })).Status);
        Assert.Equal(2, (await StandingAsync(first, second)).Count);
        Assert.Equal(HttpStatusCode.NoContent, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment/cancel", new { by = "resident" })).Status);

        // Kept for both, then the other repair books alone: it gives up its part, and with it the whole hold.
        both = BookingApi.Read((await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body);
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = both[0].ChoiceId })).Status);
        await System.BookFirstAsync(own);
        Assert.Single(await StandingAsync(first, second));
        Assert.Equal(0, await System.ScalarAsync<int>($"select count(*) from booking.place where repair_id in ('{first}', '{second}') and status = 'held'"));
    }

    [Fact]
    public async Task A_repair_that_found_a_visit_of_its_own_meanwhile_is_not_moved_into_a_bundle()
    {
        var home = await System.HomeAsync(trade: "plumbing;joinery");
        var (first, token) = await System.RepairAsync(home);
        var (second, own) = await System.RepairAsync(home, trade: "joinery");
        var choice = BookingApi.Read((await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body)[0];
        await System.BookFirstAsync(own);

        var (status, problem) = await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.EndsWith("/offer-expired", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Single(await StandingAsync(first, second));
    }

    [Fact]
    public async Task Visits_that_may_move_make_room_and_every_promise_stays_reachable()
    {
        // Two hours in the morning, each visit promised all of it: the second fits only where the first stops standing in the middle.
        var home = await System.ScarceHomeAsync(1, "08:00", "12:00");
        var neighbours = await System.NeighboursAsync(home, 2);
        var (first, token) = await System.RepairAsync(neighbours[0]);
        await System.BookFirstAsync(token);
        await System.ExecuteAsync($"update booking.place set planned = tstzrange(lower(planned) + interval '75 minutes', upper(planned) + interval '75 minutes') where repair_id = '{first}'");
        await System.ExecuteAsync($"update booking.operative_day set version = version + 1 where operative_id = (select operative_id from booking.place where repair_id = '{first}')");
        using var desk = System.As(Roles.Desk);
        var (_, raised) = await desk.PostBodyAsync("/api/repairs", new { householdRef = neighbours[1].HouseholdRef, propertyRef = neighbours[1].PropertyRef, trade = "plumbing", description = "A long job", priority = "routine", minutes = 135 });
        var link = raised.GetProperty("residentLink").GetString()!;

        await System.BookFirstAsync(link[(link.LastIndexOf('/') + 1)..]);

        Assert.Equal(0, await System.ScalarAsync<int>($"""
            select count(*)
            from booking.place p
            join booking.appointment a on a.appointment_id = p.appointment_id
            where p.property_ref like '{home.PropertyRef}%' and p.status = 'booked' and not tstzrange(a.window_start, a.window_end) @> p.planned
            """));
        Assert.Equal(2, await System.ScalarAsync<int>($"select count(*) from booking.place where property_ref like '{home.PropertyRef}%' and status = 'booked'"));
    }

    [Fact]
    public async Task A_page_opened_again_leaves_no_second_offer_until_something_is_done_with_it()
    {
        var home = await System.HomeAsync();
        var (repair, token) = await System.RepairAsync(home);

        var first = await System.ChoicesAsync(token);
        var again = await System.ChoicesAsync(token);

        Assert.Equal(first.Select(c => c.ChoiceId), again.Select(c => c.ChoiceId));
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from booking.offer where repair_id = '{repair}' and kind = 'best'"));
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = first[0].ChoiceId })).Status);
        Assert.NotEqual(first[0].ChoiceId, (await System.ChoicesAsync(token))[0].ChoiceId);
    }

    [Fact]
    [Trait("case", "40")]
    public async Task A_household_keeps_a_few_times_at_once_and_no_more_and_can_always_book()
    {
        var home = await System.HomeAsync(operatives: 8);
        var tokens = new List<string>();
        for (var i = 0; i < 6; i++)
            tokens.Add((await System.RepairAsync(home)).Token);
        var answers = new List<(HttpStatusCode Status, JsonElement Body)>();
        foreach (var token in tokens)
            answers.Add(await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = (await System.ChoicesAsync(token))[0].ChoiceId }));

        Assert.All(answers.Take(5), a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(HttpStatusCode.Conflict, answers[5].Status);
        Assert.EndsWith("/too-many-held", answers[5].Body.GetProperty("type").GetString(), StringComparison.Ordinal);
        await System.BookFirstAsync(tokens[5]);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_call_within_the_hour_for_an_emergency_nobody_can_take_is_in_the_ledger_of_promises()
    {
        var home = await System.HomeAsync(operatives: 0);
        // A trade of its own: for an emergency anybody of the landlord's may be sent, from any patch.
        var (repair, _) = await System.RepairAsync(home, trade: $"trade of {home.PropertyRef}", priority: "emergency");
        await System.SettleAsync();

        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from messages.promise where repair_id = '{repair}' and template = 'call-emergency' and state = 'open'") == 1);
    }

    private async Task JoinerAsync(Home home)
    {
        using var desk = System.As(Roles.Desk);
        await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,lat,lon\nJ{home.PropertyRef},{home.Contractor},Al Joiner,joinery,{home.Patch},51.45,-0.02\n");
        var today = LondonTime.DateOf(await System.NowAsync());
        await desk.ImportAsync("shifts", "operativeRef,date,from,to\n" + string.Concat(Enumerable.Range(0, 35).Select(d => $"J{home.PropertyRef},{today.AddDays(d):yyyy-MM-dd},08:00,17:00\n")));
    }

    private async Task<IReadOnlyList<string>> StandingAsync(params Guid[] repairs)
    {
        var all = await System.ScalarAsync<string>(
            $"select coalesce(string_agg(date || ' ' || from_time || ' ' || to_time, '|' order by repair_id), '') from booking.appointment where repair_id in ({string.Join(", ", repairs.Select(r => $"'{r}'"))}) and status = 'booked'");
        return all!.Split('|', StringSplitOptions.RemoveEmptyEntries);
    }
}
