using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>What arrives late, twice, or from somebody else gets a clear answer, and nothing is done by half.</summary>
[Collection(RaceCollection.Name)]
public sealed class RaceInputTests(RaceSystem race)
{
    [Fact]
    public async Task A_choice_of_somebody_elses_offer_is_not_found_and_takes_nothing()
    {
        var world = await race.WorldAsync(2, operatives: 1, people: 1, (3, "08:00", "17:00"));
        var choices = await world.EveryonesChoicesAsync();

        foreach (var deed in (Func<int, string, Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)>>[])[world.HoldAsync, (i, c) => world.TakeAsync(i, c)])
        {
            var (status, body) = await deed(0, choices[1][0].ChoiceId);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Equal("/problems/not-found", body.GetProperty("type").GetString());
        }

        Assert.Equal(0, await race.System.ScalarAsync<int>($"select count(*) from booking.place where property_ref like '{world.Name}-%'"));
    }

    [Fact]
    public async Task A_choice_from_yesterday_is_answered_with_choices_that_are_true_today()
    {
        var world = await race.WorldAsync(2, operatives: 1, people: 1, (3, "08:00", "17:00"), (4, "08:00", "17:00"), (5, "08:00", "17:00"));
        var yesterday = await world.EveryonesChoicesAsync();
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(1, yesterday[1][0].ChoiceId)).Status);

        await race.MoveClockAsync(TimeSpan.FromHours(24));
        var take = await world.TakeAsync(0, yesterday[0][^1].ChoiceId);
        var hold = await world.HoldAsync(0, yesterday[0][^1].ChoiceId);
        var change = await world.ChangeAsync(1, yesterday[1][^1].ChoiceId);

        foreach (var (status, body) in new[] { take, hold, change })
        {
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Equal("/problems/offer-expired", body.GetProperty("type").GetString());
            Assert.NotEmpty(BookingApi.Read(body));
        }

        Assert.Equal(1, await race.System.ScalarAsync<int>($"select count(*) from booking.appointment a join booking.repair r using (landlord, repair_id) where r.patch = '{world.Name}' and a.status = 'booked'"));
        Assert.Equal(HttpStatusCode.Created, (await world.TakeAsync(0, BookingApi.Read(take.Body)[0].ChoiceId)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(100_000)]
    public async Task A_length_that_no_visit_can_have_is_named(int minutes)
    {
        var home = await race.System.HomeAsync(operatives: 0);
        using var desk = race.System.As(Roles.Desk);

        var (status, body) = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, trade = "plumbing", description = "x", priority = "routine", minutes });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.True(body.GetProperty("errors").TryGetProperty("minutes", out _), body.GetRawText());
    }

    [Fact]
    public async Task A_job_longer_than_any_shift_is_a_shortfall_of_ours_and_a_way_on()
    {
        var home = await race.System.HomeAsync(from: "09:00", to: "11:00");
        using var desk = race.System.As(Roles.Desk);
        var raised = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, trade = "plumbing", description = "x", priority = "routine", minutes = 480 });
        Assert.Equal(HttpStatusCode.Created, raised.Status);
        var path = $"/api/repairs/{raised.Body.GetProperty("repairId").GetGuid()}";

        var offer = await desk.GetBodyAsync($"{path}/choices");
        Assert.Equal(HttpStatusCode.OK, offer.Status);
        Assert.Empty(BookingApi.Read(offer.Body));
        Assert.Equal(0, offer.Body.GetProperty("shortfall").GetProperty("choices").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await desk.PostBodyAsync($"{path}/decline", new { })).Status);
    }

    [Fact]
    public async Task Overlapping_shifts_doubled_rows_and_operatives_without_a_place_on_the_map_are_taken_as_what_they_mean()
    {
        var world = await race.WorldAsync(3, operatives: 1, people: 1, (3, "08:00", "09:00"));
        using var desk = race.System.As(Roles.Desk);
        var day = world.Day(3).ToString("yyyy-MM-dd", null);
        var op = $"{world.Name}-op1";
        await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,lat,lon\n{op},{world.Name},Sam Porter,plumbing,{world.Name},,\n");

        var (status, body) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{op},{day},08:00,09:00\n{op},{day},08:30,09:00\n{op},{day},08:30,09:00\n");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, body.GetProperty("rejected").GetArrayLength());
        var choices = await world.EveryonesChoicesAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => world.TakeAsync(i, choices[i][0].ChoiceId)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created); // one hour, once
        await PlanChecker.AssertAsync(race.System);
    }

    [Fact]
    [Trait("case", "18")]
    public async Task A_shift_without_length_or_that_ends_before_it_starts_is_named_with_what_is_wrong()
    {
        var world = await race.WorldAsync(1, operatives: 1, people: 1, (3, "08:00", "09:00"));
        using var desk = race.System.As(Roles.Desk);
        var day = world.Day(9).ToString("yyyy-MM-dd", null);
        var op = $"{world.Name}-op1";

        var (status, body) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{op},{day},08:00,08:00\n{op},{day},08:00,07:00\n{op},{day},17:00,12:00\n{op},{day},25:00,26:00\n");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, body.GetProperty("accepted").GetInt32());
        Assert.Equal([2, 3, 4, 5], body.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        Assert.All(body.GetProperty("rejected").EnumerateArray(), r => Assert.Matches("same time|at most 16 hours|times of the form", r.GetProperty("reason").GetString()));
        Assert.Empty(await world.ChoicesAsync(0, all: true) is var choices ? choices.Where(c => c.Date == world.Day(9)) : []);
    }

    [Theory]
    [InlineData("Repairs__Booking__Windows__0__From", "12:00", "Repairs__Booking__Windows__0__To", "08:00")]
    public async Task A_window_that_ends_before_it_starts_stops_the_start_with_a_sentence_that_names_it(string from, string fromValue, string to, string toValue)
    {
        var (code, text) = await race.System.TryVerbAsync(new Dictionary<string, string?> { [from] = fromValue, [to] = toValue, ["REPAIRS_URL"] = "http://127.0.0.1:0" }, "serve", "--services", "Booking");

        Assert.NotEqual(0, code);
        Assert.Contains("Windows", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
