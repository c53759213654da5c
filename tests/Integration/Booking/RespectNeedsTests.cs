using System.Globalization;
using System.Net;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>What a household told Needs shapes its choices, is asked again when one is taken, and is kept or explained. Needs is real here.</summary>
[Collection(SystemCollection.Name)]
public sealed class RespectNeedsTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "15")]
    public async Task What_changed_since_the_times_were_shown_is_respected_when_one_is_taken()
    {
        var home = await _system.HomeAsync();
        var (_, token) = await _system.RepairAsync(home);
        var morning = (await _system.ChoicesAsync(token)).First(c => c.From == "08:00");

        await ToldAsync(_system, home, new { code = "A17", notBefore = "10:00", consent = await ConsentAsync(_system) });
        var (status, problem) = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = morning.ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("/problems/needs-changed", problem.GetProperty("type").GetString());
        Assert.StartsWith("What helps you has changed since", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var fresh = BookingApi.Read(problem);
        Assert.NotEmpty(fresh);
        Assert.All(fresh, c => Assert.True(string.CompareOrdinal(c.From, "10:00") >= 0, c.From));
        var (booked, _) = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = fresh[0].ChoiceId });
        Assert.Equal(HttpStatusCode.Created, booked);
    }

    [Fact]
    public async Task A_change_that_no_longer_fits_leaves_the_old_time_standing()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var choices = await _system.ChoicesAsync(token, all: true);
        var (_, first) = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices.First(c => c.From == "12:00").ChoiceId });
        var other = choices.Last(c => c.From == "08:00");

        await ToldAsync(_system, home, new { code = "A18", avoidDates = new[] { other.Date.ToString("O", CultureInfo.InvariantCulture) }, consent = await ConsentAsync(_system) });
        var (status, problem) = await _system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = other.ChoiceId });

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("/problems/needs-changed", problem.GetProperty("type").GetString());
        Assert.Equal(first.GetProperty("appointmentId").GetString(), await _system.ScalarAsync<string>($"select appointment_id::text from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));
    }

    [Fact]
    public async Task A_visit_that_became_longer_is_planned_as_long_although_a_shorter_place_was_held()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        var choice = (await _system.ChoicesAsync(token))[0];
        await _system.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choice.ChoiceId });

        await ToldAsync(_system, home, new { code = "A15", consent = await ConsentAsync(_system) });
        var (status, _) = await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(90, await _system.ScalarAsync<int>($"select extract(epoch from upper(planned) - lower(planned)) / 60 from booking.place where repair_id = '{repairId}' and status = 'booked'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.hold where repair_id = '{repairId}'"));
    }

    [Fact]
    [Trait("requirement", "15")]
    public async Task Two_people_where_one_was_asked_for_is_explained_and_somebody_rings()
    {
        var home = await _system.HomeAsync(operatives: 2);
        await ToldAsync(_system, home, new { code = "A11", people = 1, consent = await ConsentAsync(_system) });
        var (one, oneToken) = await _system.RepairAsync(home);
        var (two, twoToken) = await _system.RepairAsync(home, people: 2);

        Assert.Equal("Only one person will come.", Honoured(await OfferAsync(oneToken), "At most one person").How);
        var offer = await OfferAsync(twoToken);
        var told = Honoured(offer, "At most one person");
        Assert.False(told.Kept);
        Assert.StartsWith("This job needs two people for safety. If you choose a time, we ring you about it by", told.How, StringComparison.Ordinal);

        await _system.BookFirstAsync(oneToken);
        await _system.BookFirstAsync(twoToken);
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{one}'"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.call_back c join booking.appointment a using (repair_id) where repair_id = '{two}' and because = 'needs' and kept_at is null and due_at < a.window_start"));
    }

    [Fact]
    [Trait("requirement", "15")]
    public async Task The_pages_of_residents_and_of_the_desk_say_what_becomes_of_what_was_asked_for()
    {
        var home = await _system.HomeAsync(operatives: 2);
        await ToldAsync(_system, home, new { code = "A11", people = 1, consent = await ConsentAsync(_system) });
        await ToldAsync(_system, home, new { code = "A17", notBefore = "10:00", consent = await ConsentAsync(_system) });
        var (repairId, token) = await _system.RepairAsync(home, people: 2);
        using var resident = new Visitor(_system);
        using var desk = new Visitor(_system, Roles.Desk);

        await resident.OpenAsync($"/r/{token}/choose");
        await desk.OpenAsync($"/desk/repairs/{repairId}/choose");
        foreach (var words in new[] { resident.Words, desk.Words })
        {
            Assert.Contains("At most one person: This job needs two people for safety. If you choose a time, we ring you about it by", words, StringComparison.Ordinal);
            Assert.Contains("Not before 10am: We come after 10am.", words, StringComparison.Ordinal);
        }

        await resident.OpenAsync($"/r/{token}/confirm/{resident.Options("Choice")[0].Value}");
        Assert.Contains("What you asked for", resident.Words, StringComparison.Ordinal);
        Assert.Contains("This job needs two people for safety.", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "15")]
    public async Task Who_asked_to_hear_first_who_is_coming_is_rung_before_the_visit()
    {
        var home = await _system.HomeAsync();
        await ToldAsync(_system, home, new { code = "A14", consent = await ConsentAsync(_system) });
        var (repairId, token) = await _system.RepairAsync(home);

        var offer = await OfferAsync(token);
        Assert.Equal("We ring you before the visit and say who is coming.", Honoured(offer, "Hear first who is coming").How);
        var visit = await _system.BookFirstAsync(token);

        var due = await _system.ScalarAsync<DateTime>($"select due_at from booking.call_back where repair_id = '{repairId}' and because = 'pre-visit' and kept_at is null");
        Assert.True(due < visit.From.UtcDateTime, $"{due:O} {visit.From:O}");
        await _system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment/cancel", new { });
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
    }

    [Fact]
    [Trait("requirement", "15")]
    public async Task A_woman_asked_for_comes_where_one_said_she_is_and_is_explained_where_none_did()
    {
        var home = await _system.HomeAsync(operatives: 3);
        await ToldAsync(_system, home, new { code = "A09", operativeGender = "female", consent = await ConsentAsync(_system) });
        var (before, beforeToken) = await _system.RepairAsync(home);
        Assert.StartsWith("We know of no woman here who can do this work. If you choose a time, we ring you", Honoured(await OfferAsync(beforeToken), "A woman to do the work").How, StringComparison.Ordinal);
        await _system.BookFirstAsync(beforeToken);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{before}' and because = 'needs'"));

        using var desk = _system.As(Roles.Desk);
        var (status, imported) = await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,lat,lon,gender\n{home.Operatives[1]},{home.Contractor},Sam Porter,plumbing,{home.Patch},51.45,-0.02,Female\n{home.Operatives[2]},{home.Contractor},Sam Porter,plumbing,{home.Patch},51.45,-0.02,unknown\n");
        Assert.Equal((HttpStatusCode.OK, 1, 1), (status, imported.GetProperty("accepted").GetInt32(), imported.GetProperty("rejected").GetArrayLength()));
        for (var i = 0; i < 3; i++)
        {
            var (repairId, token) = await _system.RepairAsync(home);
            Assert.Equal("A woman will come.", Honoured(await OfferAsync(token), "A woman to do the work").How);
            await _system.BookFirstAsync(token);
            Assert.Equal(home.Operatives[1], await _system.ScalarAsync<string>($"select operative_ref from booking.appointment join booking.operative using (operative_id) where repair_id = '{repairId}'"));
        }

        // A file that does not speak of it forgets nothing; one that says nothing takes it back.
        await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches\n{home.Operatives[1]},{home.Contractor},Sam Porter,plumbing,{home.Patch}\n");
        Assert.Equal("female", await _system.ScalarAsync<string>($"select gender from booking.operative where operative_ref = '{home.Operatives[1]}'"));
        await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,gender\n{home.Operatives[1]},{home.Contractor},Sam Porter,plumbing,{home.Patch},\n");
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(gender) from booking.operative where operative_ref = '{home.Operatives[1]}'"));
    }

    internal static async Task ToldAsync(RepairsSystem system, Home home, object adjustment)
    {
        using var needs = system.As(Roles.Needs);
        var (status, body) = await needs.PostBodyAsync($"/api/households/{home.HouseholdRef}/adjustments", adjustment);
        Assert.True(status == HttpStatusCode.Created, body.GetRawText());
    }

    internal static async Task<object> ConsentAsync(RepairsSystem system) => new { how = "by phone", at = await system.NowAsync() };

    private async Task<JsonElement> OfferAsync(string token) => (await _system.Anyone.GetBodyAsync($"/api/resident/{token}/choices")).Body;

    private static (bool Kept, string How) Honoured(JsonElement offer, string need)
    {
        var honoured = offer.GetProperty("choices")[0].GetProperty("honoured").EnumerateArray().Single(h => h.GetProperty("need").GetString() == need);
        return (honoured.GetProperty("kept").GetBoolean(), honoured.GetProperty("how").GetString()!);
    }
}

/// <summary>Needs is down when a time is taken, and comes back.</summary>
public sealed class NeedsComeBackTests
{
    [Fact]
    public async Task A_visit_booked_without_asking_is_looked_at_again_and_somebody_rings_where_it_does_not_fit()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions());
        var (home, quiet) = (await system.HomeAsync(), await system.HomeAsync());
        await RespectNeedsTests.ToldAsync(system, home, new { code = "A17", notBefore = "13:00", consent = await RespectNeedsTests.ConsentAsync(system) });

        await system.RestartAsync(new Dictionary<string, string> { ["Repairs__ServiceUrls__Needs"] = "http://127.0.0.1:9" });
        var (repairId, token) = await system.RepairAsync(home);
        var (fits, fitsToken) = await system.RepairAsync(quiet);
        var morning = (await system.ChoicesAsync(token, all: true)).First(c => c.From == "08:00");
        var (status, _) = await system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = morning.ChoiceId });
        Assert.Equal(HttpStatusCode.Created, status);
        await system.BookFirstAsync(fitsToken);
        Assert.Equal(2, await system.ScalarAsync<int>("select count(*) from booking.needs_to_check"));

        await system.RestartAsync();
        await system.MoveClockAsync(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(async () => await system.ScalarAsync<int>("select count(*) from booking.needs_to_check") == 0, 60);

        Assert.Equal(1, await system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and because = 'needs' and kept_at is null"));
        Assert.Equal(0, await system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{fits}'"));
        Assert.Equal("booked", await system.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
    }
}
