using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

[Collection(SystemCollection.Name)]
public sealed class ResidentJourneyTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "3")]
    public async Task A_resident_reads_their_own_words_and_real_choices_over_several_days_each_with_its_reason()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);

        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("The kitchen tap drips", resident.Words, StringComparison.Ordinal);
        Assert.Contains("You choose when we come. You can change it until we arrive. You do not have to say why. Your repair stays open.", resident.Words, StringComparison.Ordinal);
        Assert.Contains("Ring Ana on 020 7946 0123", resident.Words, StringComparison.Ordinal);

        await resident.FollowAsync("Choose a time");
        Assert.Equal("When would suit you?", resident.Heading);
        var choices = resident.Options("Choice");
        Assert.InRange(choices.Count, 3, 10);
        Assert.Contains("Soonest", choices[0].Hint, StringComparison.Ordinal);
        Assert.All(choices, c => Assert.NotEmpty(c.Hint));
        Assert.InRange(choices.Select(c => c.Words.Split(',')[0]).Distinct().Count(), 3, 10);

        await resident.FollowAsync("Show every time we have");
        Assert.InRange(resident.Options("Choice").Count, choices.Count + 1, 500);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task A_resident_takes_a_time_changes_it_and_cancels_it_and_the_repair_stays_open()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);

        await resident.OpenAsync($"/r/{token}/choose");
        var first = resident.Options("Choice")[0];
        await resident.PressAsync("Continue", ("Choice", first.Value));
        Assert.Equal("Shall we come then?", resident.Heading);
        await resident.PressAsync("Yes, come then");
        Assert.Equal($"/r/{token}/booked", resident.Path);
        Assert.StartsWith("We will come on ", resident.Heading, StringComparison.Ordinal);
        var before = await CalendarAsync(token);
        Assert.Contains("SEQUENCE:0\r\n", before, StringComparison.Ordinal);

        await resident.FollowAsync("Change the time");
        Assert.Equal("When would suit you instead?", resident.Heading);
        Assert.DoesNotContain(first.Words, resident.Options("Choice").Select(c => c.Words));
        await resident.PressAsync("Continue", ("Choice", resident.Options("Choice")[1].Value));
        Assert.Contains("Instead of", resident.Words, StringComparison.Ordinal);
        await resident.PressAsync("Yes, come then");
        var after = await CalendarAsync(token);
        Assert.Contains("SEQUENCE:1\r\n", after, StringComparison.Ordinal);
        Assert.Equal(Line(before, "UID:"), Line(after, "UID:"));
        Assert.NotEqual(Line(before, "DTSTART;TZID"), Line(after, "DTSTART;TZID"));

        await resident.FollowAsync("Cancel this visit");
        Assert.DoesNotContain("why are you", resident.Words, StringComparison.OrdinalIgnoreCase);
        await resident.PressAsync("Yes, cancel this visit");
        Assert.Contains("Your repair stays open", resident.Words, StringComparison.Ordinal);
        Assert.Contains("Choose a time", resident.Words, StringComparison.Ordinal);
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
        Assert.Equal(HttpStatusCode.NotFound, (await System.Anyone.GetAsync(new Uri($"/r/{token}/calendar.ics", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Opening_a_link_changes_nothing()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(), contact: new { name = "Sam Resident" });
        using var resident = new Visitor(System);
        var before = await FingerprintAsync(repairId);

        foreach (var page in new[] { "", "/booked", "/cancel", "/next", "/calendar.ics" })
            await resident.OpenAsync($"/r/{token}{page}");

        Assert.Equal(before, await FingerprintAsync(repairId));
    }

    [Fact]
    public async Task Every_page_of_a_resident_can_be_left_at_once_and_keeps_the_link_out_of_other_places()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);
        foreach (var page in new[] { "", "/choose", "/change" })
        {
            await resident.OpenAsync($"/r/{token}{page}");
            Assert.Contains("Exit this page", resident.Page.Body!.TextContent, StringComparison.Ordinal);
            Assert.All(resident.Page.QuerySelectorAll("a[href^='http'], script[src^='http'], img[src^='http'], link[href^='http']"), a => Assert.Contains("noreferrer", a.GetAttribute("rel") ?? "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_chosen_is_said_at_the_question_and_in_the_summary()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");

        await resident.PressAsync("Continue");

        Assert.StartsWith("Error: ", resident.Page.Title, StringComparison.Ordinal);
        Assert.Equal("Choose a time, or tell us that none of these work", resident.Page.QuerySelector(".govuk-error-summary a")!.TextContent.Trim());
        Assert.InRange(resident.Options("Choice").Count, 3, 20);
    }

    [Fact]
    public async Task None_of_these_works_first_looks_further_then_promises_a_call_with_a_date()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");
        var first = resident.Options("Choice");

        await resident.PressAsync("None of these work");
        Assert.Contains("We looked further", resident.Words, StringComparison.Ordinal);
        Assert.NotEmpty(resident.Options("Choice"));
        Assert.Empty(resident.Options("Choice").Select(c => c.Value).Intersect(first.Select(c => c.Value)));

        await resident.PressAsync("None of these work");
        Assert.Equal($"/r/{token}/next", resident.Path);
        Assert.Matches("Ana will ring you by 5pm on [A-Z][a-z]+day [0-9]+ [A-Z]", resident.Words);
        Assert.Contains("Your repair stays open", resident.Words, StringComparison.Ordinal);

        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("Ana will ring you by", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_impatient_thumb_on_none_of_these_counts_once()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");

        var answers = await resident.PressAtOnceAsync("None of these work", 4);

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.Equal(1, await System.ScalarAsync<int>($"select declines from booking.repair where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task An_impatient_thumb_books_once()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");
        await resident.PressAsync("Continue", ("Choice", resident.Options("Choice")[2].Value));

        var answers = await resident.PressAtOnceAsync("Yes, come then", 5);

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from booking.event_log where type like 'Appointment%' and body ->> 'repairId' = '{repairId}'"));
    }

    [Fact]
    public async Task Who_loses_a_race_reads_kind_words_what_they_picked_and_fresh_choices()
    {
        var home = await System.HomeAsync(1, from: "08:00", to: "09:20");
        var (_, one) = await System.RepairAsync(home);
        var (_, other) = await System.RepairAsync(home);
        using var slow = new Visitor(System);
        using var quick = new Visitor(System);
        await slow.OpenAsync($"/r/{one}/choose");
        await quick.OpenAsync($"/r/{other}/choose");
        var wanted = slow.Options("Choice")[0];
        await quick.PressAsync("Continue", ("Choice", quick.Options("Choice")[0].Value));
        await quick.PressAsync("Yes, come then");

        await slow.PressAsync("Continue", ("Choice", wanted.Value));

        Assert.Contains("That time has just gone", slow.Words, StringComparison.Ordinal);
        Assert.Contains($"You picked {wanted.Words}", slow.Words, StringComparison.Ordinal);
        Assert.Contains("That is not your doing", slow.Words, StringComparison.Ordinal);
        Assert.NotEmpty(slow.Options("Choice"));
        await slow.PressAsync("Continue", ("Choice", slow.Options("Choice")[0].Value));
        await slow.PressAsync("Yes, come then");
        Assert.StartsWith("We will come on ", slow.Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_that_lay_about_for_too_long_brings_fresh_ones()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");
        var picked = resident.Options("Choice")[1];
        await System.ExecuteAsync($"update booking.offer set expires_at = made_at where repair_id = '{repairId}'");

        await resident.PressAsync("Continue", ("Choice", picked.Value));

        Assert.Contains("These times are new", resident.Words, StringComparison.Ordinal);
        Assert.NotEmpty(resident.Options("Choice"));
    }

    [Fact]
    public async Task A_bad_an_old_and_a_made_up_link_get_the_same_kind_page()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/link");
        await desk.PressAsync("Make a new link");
        var flipped = token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..];

        var pages = new List<string>();
        foreach (var bad in new[] { token, flipped, "x", new string('A', 48), "%00", "'%20or%201=1", "../../etc/passwd", new string('a', 3000) })
        {
            foreach (var page in new[] { "", "/choose", "/cancel", "/booked", "/calendar.ics" })
            {
                using var resident = new Visitor(System);
                await resident.OpenAsync($"/r/{bad}{page}");
                Assert.Contains(resident.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
                if (bad.Length == 48)
                    pages.Add(resident.Words);
            }
        }

        Assert.Single(pages.Distinct());
        Assert.Contains("020 7946 0123", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_repair_opens_again_with_one_tap_for_28_days()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var api = System.As(Roles.Desk);
        await World.SendAsync(api, HttpMethod.Post, $"/api/repairs/{repairId}/withdraw", new { by = "landlord", reason = "duplicate" });
        using var resident = new Visitor(System);

        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("This repair has ended for now", resident.Words, StringComparison.Ordinal);
        await resident.PressAsync("Open my repair again");

        Assert.Contains("Your repair is open again", resident.Words, StringComparison.Ordinal);
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));

        await World.SendAsync(api, HttpMethod.Post, $"/api/repairs/{repairId}/withdraw", new { by = "resident", reason = "resident-asked" });
        await System.ExecuteAsync($"update booking.repair set ended_at = ended_at - interval '29 days' where repair_id = '{repairId}'");
        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("we will start a new one with you", resident.Words, StringComparison.Ordinal);
        Assert.Empty(resident.Page.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task An_emergency_gets_a_promise_of_arrival_instead_of_a_list()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync(from: "06:00", to: "21:00"), priority: "emergency");
        using var resident = new Visitor(System);

        await resident.OpenAsync($"/r/{token}");

        Assert.Matches("We will be with you by [0-9a-z:]+ on [A-Z][a-z]+day", resident.Words);
        await resident.OpenAsync($"/r/{token}/choose");
        Assert.Equal($"/r/{token}", resident.Path);
    }

    [Theory]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>")]
    [InlineData("'; drop table booking.repair; --")]
    [InlineData("👩‍🔧 \u202Eمرحبا بالعالم\u202C 🏠")]
    public async Task Hostile_words_are_shown_as_words(string words)
    {
        var home = await System.HomeAsync();
        using var api = System.As(Roles.Desk);
        var raised = await World.SendAsync(api, HttpMethod.Post, "/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, trade = "plumbing", description = words, priority = "routine" });
        using var resident = new Visitor(System);

        await resident.OpenAsync(new Uri(raised.GetProperty("residentLink").GetString()!).PathAndQuery);

        Assert.Equal(words, resident.Page.QuerySelector(".govuk-inset-text span")!.TextContent);
        Assert.Empty(resident.Page.QuerySelectorAll("main script, main img"));
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task While_a_person_gets_in_touch_first_a_time_the_resident_chooses_still_stands()
    {
        var home = await System.HomeAsync();
        var (_, token) = await System.RepairAsync(home);
        await System.PauseAsync(home);
        using var resident = new Visitor(System);

        await resident.OpenAsync($"/r/{token}/choose");
        await resident.PressAsync("Continue", ("Choice", resident.Options("Choice")[0].Value));
        await resident.PressAsync("Yes, come then");

        Assert.StartsWith("We will come on ", resident.Heading, StringComparison.Ordinal);
    }

    private async Task<string> CalendarAsync(string token)
    {
        using var answer = await System.Anyone.GetAsync(new Uri($"/r/{token}/calendar.ics", UriKind.Relative));
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string?> FingerprintAsync(Guid repairId) => await System.ScalarAsync<string>($"""
        select concat_ws(' ',
          (select r::text from booking.repair r where repair_id = '{repairId}'),
          (select count(*) from booking.appointment where repair_id = '{repairId}'),
          (select count(*) from booking.hold where repair_id = '{repairId}'),
          (select count(*) from booking.offer where repair_id = '{repairId}'),
          (select count(*) from booking.event_log where body ->> 'repairId' = '{repairId}'))
        """);

    private static string Line(string file, string start) => file.Split("\r\n").First(l => l.StartsWith(start, StringComparison.Ordinal));
}
