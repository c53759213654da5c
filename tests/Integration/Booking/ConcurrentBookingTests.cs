using System.Net;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Nobody is ever booked into a place that is taken; whoever comes too late gets choices that are true now (scheduling.md §5, 41–44).</summary>
[Collection(SystemCollection.Name)]
public sealed class ConcurrentBookingTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Theory]
    [InlineData(1, "08:00", "09:00", 1)]
    [InlineData(10, "08:00", "09:00", 10)]
    [InlineData(1, "08:00", "12:00", 3)] // an hour each, and the way between homes
    public async Task A_hundred_people_who_book_at_once_get_exactly_the_places_there_are(int operatives, string from, string to, int places)
    {
        var home = await _system.ScarceHomeAsync(operatives, from, to);
        var tokens = await RaiseForEachAsync(await _system.NeighboursAsync(home, 100));
        var choices = await Task.WhenAll(tokens.Select(t => _system.ChoicesAsync(t)));

        var answers = await Task.WhenAll(tokens.Zip(choices, (token, offered) =>
            _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = offered[0].ChoiceId })));

        var late = answers.Where(a => a.Status != HttpStatusCode.Created).ToList();
        Assert.All(late, a => Assert.Equal(HttpStatusCode.Conflict, a.Status));
        Assert.All(late, a => Assert.Equal("/problems/slot-taken", a.Body.GetProperty("type").GetString()));
        Assert.All(late, a => Assert.True(a.Body.TryGetProperty("choices", out _)));
        Assert.Equal(places, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(places, await _system.ScalarAsync<int>($"select count(*) from booking.place where property_ref like '{home.PropertyRef}-%' and status = 'booked'"));
        await DoubleBookings.NoneAsync(_system);
    }

    [Fact]
    public async Task A_visit_by_two_people_takes_both_or_neither()
    {
        var home = await _system.ScarceHomeAsync(11, "08:00", "09:00");
        var homes = await _system.NeighboursAsync(home, 20);
        var tokens = (await Task.WhenAll(homes.Select(h => _system.RepairAsync(h, people: 2)))).Select(r => r.Token).ToList();
        var choices = await Task.WhenAll(tokens.Select(t => _system.ChoicesAsync(t)));

        var answers = await Task.WhenAll(tokens.Zip(choices, (token, offered) =>
            _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = offered[0].ChoiceId })));

        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal(HttpStatusCode.Conflict, a.Status));
        Assert.Equal(10, await _system.ScalarAsync<int>($"select count(*) from booking.place where property_ref like '{home.PropertyRef}-%' and status = 'booked'"));
        await DoubleBookings.NoneAsync(_system);
    }

    [Fact]
    public async Task Eight_presses_of_one_button_book_one_visit()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var choice = (await _system.ChoicesAsync(token))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId })));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal("/problems/already-booked", a.Body.GetProperty("type").GetString()));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'AppointmentBooked' and body ->> 'repairId' = '{repairId}'"));
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_gets_the_same_answer()
    {
        var home = await _system.HomeAsync();
        var (_, token) = await _system.RepairAsync(home);
        var choices = await _system.ChoicesAsync(token);
        var key = Guid.NewGuid().ToString();

        var first = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId }, key);
        var again = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId }, key);
        var other = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[1].ChoiceId }, key);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.Status, again.Status);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Fact]
    public async Task Changing_cancelling_holding_and_booking_at_once_leave_nobody_in_two_homes()
    {
        var home = await _system.ScarceHomeAsync(3, "08:00", "17:00");
        var tokens = await RaiseForEachAsync(await _system.NeighboursAsync(home, 40));

        var statuses = (await Task.WhenAll(tokens.Select((token, i) => LiveAsync(token, new Random(i))))).SelectMany(s => s).ToList();

        Assert.All(statuses, s => Assert.True(s is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent or HttpStatusCode.Conflict, s.ToString()));
        Assert.Contains(HttpStatusCode.Created, statuses);
        await DoubleBookings.NoneAsync(_system);
        Assert.Equal(0, await _system.ScalarAsync<int>("""
            select count(*)
            from booking.repair r
            where (r.status = 'booked') <> exists (select from booking.appointment a where a.repair_id = r.repair_id and a.status = 'booked')
            """));
    }

    private async Task<List<HttpStatusCode>> LiveAsync(string token, Random random)
    {
        var statuses = new List<HttpStatusCode>();
        for (var step = 0; step < 6; step++)
        {
            var path = $"/api/resident/{token}";
            var choices = await _system.ChoicesAsync(token);
            var body = new { choiceId = choices.Count == 0 ? "none" : choices[random.Next(choices.Count)].ChoiceId };
            if (choices.Count == 0 && random.Next(2) == 0)
                continue;
            statuses.Add((random.Next(4), choices.Count) switch
            {
                (0, > 0) => (await _system.Anyone.PostBodyAsync($"{path}/hold", body)).Status,
                (1, > 0) => (await _system.Anyone.PutBodyAsync($"{path}/appointment", body)).Status,
                (2, _) => (await _system.Anyone.PostBodyAsync($"{path}/appointment/cancel", new { })).Status,
                (_, > 0) => (await _system.Anyone.PostBodyAsync($"{path}/appointment", body)).Status,
                _ => HttpStatusCode.OK,
            });
        }

        return statuses;
    }

    private async Task<List<string>> RaiseForEachAsync(IReadOnlyList<Home> homes) =>
        [.. (await Task.WhenAll(homes.Select(h => _system.RepairAsync(h)))).Select(r => r.Token)];
}
