using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

[Collection(SystemCollection.Name)]
public sealed class DeskTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Theory]
    [InlineData("/desk")]
    [InlineData("/desk/raise?property=x&household=y")]
    [InlineData("/desk/repairs")]
    [InlineData("/desk/triage")]
    [InlineData("/desk/calls")]
    [InlineData("/desk/calls/quiet")]
    [InlineData("/desk/slip")]
    [InlineData("/desk/slip/K7M2X5")]
    [InlineData("/desk/repairs/0197a6c0-0000-7000-8000-000000000001")]
    [InlineData("/desk/repairs/0197a6c0-0000-7000-8000-000000000001/choose")]
    [InlineData("/desk/repairs/0197a6c0-0000-7000-8000-000000000001/withdraw")]
    public async Task Only_the_desk_opens_the_desks_pages(string page)
    {
        var path = new Uri(page, UriKind.Relative);
        using var operative = System.As(Roles.Operative, "OP1");
        using var nobody = await System.Anyone.GetAsync(path);
        using var other = await operative.GetAsync(path);

        Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
        Assert.StartsWith("/sign-in", nobody.Headers.Location!.IsAbsoluteUri ? nobody.Headers.Location.PathAndQuery : nobody.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task The_desk_finds_a_home_and_raises_a_repair_in_the_residents_own_words()
    {
        var home = await System.HomeAsync();
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk");
        await desk.PressAsync("Find", ("Query", home.HouseholdRef.ToLowerInvariant()));
        Assert.Contains("1 Test Street, Townsville", desk.Words, StringComparison.Ordinal);
        Assert.Equal("/desk", desk.Path);

        await desk.FollowAsync("Raise a repair");
        await desk.PressAsync("Raise this repair", ("Description", "My tap <b>drips</b> 💧"), ("Trade", "plumbing"), ("Priority", "routine"), ("Minutes", "45"));

        Assert.Contains("The repair is raised.", desk.Words, StringComparison.Ordinal);
        Assert.Equal("My tap <b>drips</b> 💧", desk.Page.QuerySelector(".govuk-inset-text span")!.TextContent);
        Assert.Contains("45 minutes", desk.Words, StringComparison.Ordinal);
        Assert.Contains("/r/", desk.Words, StringComparison.Ordinal);

        await desk.OpenAsync("/desk");
        await desk.PressAsync("Find", ("Query", home.PropertyRef));
        Assert.Contains("My tap <b>drips</b> 💧", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_something_missing_says_everything_at_once_and_keeps_what_was_typed()
    {
        var home = await System.HomeAsync();
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/raise?property={home.PropertyRef}&household={home.HouseholdRef}");

        await desk.PressAsync("Raise this repair", ("Description", ""), ("Minutes", "soon"), ("People", "77"), ("Name", "Zoë O’Hara"), ("Phone", "07700 900123"));

        Assert.StartsWith("Error: ", desk.Page.Title, StringComparison.Ordinal);
        Assert.Equal(4, desk.Page.QuerySelectorAll(".govuk-error-summary a").Length);
        Assert.Equal("soon", desk.Typed("Minutes"));
        Assert.Equal("Zoë O’Hara", desk.Typed("Name"));

        await desk.PressAsync("Raise this repair", ("Description", "The tap drips"), ("Trade", "plumbing"), ("Priority", "urgent"), ("Minutes", "60"));
        Assert.Equal("Give a number of people from 1 to 6.", desk.Page.QuerySelector(".govuk-error-summary a")!.TextContent.Trim());
        Assert.Equal("The tap drips", desk.Typed("Description"));
        Assert.Equal("plumbing", desk.Typed("Trade"));
        Assert.Equal("urgent", desk.Typed("Priority"));
        Assert.Equal("07700 900123", desk.Typed("Phone"));

        await desk.PressAsync("Raise this repair", ("People", "2"));
        Assert.Contains("The repair is raised.", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_reads_choices_out_books_changes_and_cancels_with_a_note()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var desk = new Visitor(System, Roles.Desk);

        await desk.OpenAsync($"/desk/repairs/{repairId}");
        await desk.FollowAsync("Find a time");
        var choices = desk.Options("Choice");
        await desk.PressAsync("Book it", ("Choice", choices[0].Value));
        Assert.Contains("Choose who chose it", desk.Words, StringComparison.Ordinal);
        Assert.Equal(choices[0].Value, desk.Typed("Choice"));
        await desk.PressAsync("Book it", ("By", "resident"));
        Assert.Contains("Booked:", desk.Words, StringComparison.Ordinal);
        Assert.Equal("Resident", await System.ScalarAsync<string>($"select booked_by from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));

        await desk.FollowAsync("Change the time");
        await desk.PressAsync("Book it", ("Choice", desk.Options("Choice")[2].Value), ("By", "landlord"));
        Assert.Contains("Choose why", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Book it", ("Why", "other"));
        Assert.Contains("Say in the note why", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Book it", ("Why", "parts"), ("Note", "The valve comes on Friday"));
        Assert.Contains("Changed by the landlord", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Why: Parts are not here.", desk.Words, StringComparison.Ordinal);
        Assert.Contains("The valve comes on Friday", desk.Words, StringComparison.Ordinal);

        await desk.FollowAsync("Cancel the visit");
        await desk.PressAsync("Cancel the visit", ("Why", "resident-asked"), ("Note", "Her sister <i>visits</i> that day"));
        Assert.Contains("The repair stays open.", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Her sister <i>visits</i> that day", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Cancelled by the resident", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Why: The resident asked.", desk.Words, StringComparison.Ordinal);

        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}");
        Assert.DoesNotContain("sister", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_of_these_over_the_phone_looks_further_and_then_owes_a_call()
    {
        var (repairId, _) = await System.RepairAsync(await System.HomeAsync());
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/choose");

        await desk.PressAsync("None of these work");
        Assert.Contains("We looked further", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("None of these work");
        Assert.Contains("We promised to ring them by", desk.Words, StringComparison.Ordinal);

        await desk.OpenAsync("/desk/calls");
        Assert.Contains(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href") == $"/desk/repairs/{repairId}");
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        await desk.PressAsync("We have rung them");
        Assert.DoesNotContain("We promised to ring", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'CallBackMade' and body ->> 'repairId' = '{repairId}'"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'SlotsDeclined' and body ->> 'repairId' = '{repairId}' and body ->> 'callBackBy' is not null"));
    }

    [Fact]
    public async Task A_finished_repair_asks_nothing_more_of_anyone()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/finish");
        await desk.PressAsync("Yes, it is done", ("By", "resident"));
        Assert.Contains("The repair is finished.", desk.Words, StringComparison.Ordinal);

        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}");
        Assert.Contains("This repair is finished", resident.Words, StringComparison.Ordinal);
        await resident.OpenAsync($"/r/{token}/choose");
        Assert.Equal($"/r/{token}", resident.Path);
    }

    [Theory]
    [Trait("requirement", "2")]
    [InlineData("No access again")]
    [InlineData("resident was not at home twice")]
    [InlineData("Refused entry")]
    public async Task A_missed_visit_is_no_reason_to_end_a_repair(string note)
    {
        var (repairId, _) = await System.RepairAsync(await System.HomeAsync());
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/withdraw");

        await desk.PressAsync("End this repair", ("By", "landlord"), ("Reason", "other"), ("Note", note));

        Assert.StartsWith("Error: ", desk.Page.Title, StringComparison.Ordinal);
        Assert.Equal(note, desk.Typed("Note"));
        Assert.Equal("other", desk.Typed("Reason"));
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));

        await desk.PressAsync("End this repair", ("Reason", "duplicate"), ("Note", "It is the same as the one of Monday"));
        Assert.Contains("The repair has ended.", desk.Words, StringComparison.Ordinal);
        Assert.Contains("We have it twice", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "12")]
    public async Task While_a_person_gets_in_touch_first_the_desk_proposes_no_visit_of_its_own()
    {
        var home = await System.HomeAsync();
        var (repairId, _) = await System.RepairAsync(home);
        await System.PauseAsync(home);
        using var desk = new Visitor(System, Roles.Desk);

        await desk.OpenAsync($"/desk/repairs/{repairId}/choose");
        Assert.Contains("A person gets in touch first", desk.Words, StringComparison.Ordinal);
        Assert.Equal(["resident"], desk.Options("By").Select(o => o.Value));
        await desk.PressAsync("Book it", ("Choice", desk.Options("Choice")[0].Value), ("By", "landlord"));
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
        Assert.Contains("Visits wait until someone has been in touch", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_nobody_could_place_waits_on_the_list_until_the_desk_says_who_can_do_it()
    {
        var home = await System.HomeAsync();
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/raise?property={home.PropertyRef}&household={home.HouseholdRef}");
        var words = $"Something hums {Guid.NewGuid():N}";
        await desk.PressAsync("Raise this repair", ("Description", words), ("Trade", "not-sure"), ("Priority", "routine"));
        var link = desk.Page.QuerySelectorAll("dd").Select(d => d.TextContent.Trim()).Single(t => t.Contains("/r/", StringComparison.Ordinal));
        using var resident = new Visitor(System);
        await resident.OpenAsync(new Uri(link).AbsolutePath);
        Assert.Contains("We are finding the right person for this", resident.Words, StringComparison.Ordinal);

        await desk.OpenAsync("/desk/triage");
        await desk.FollowAsync(words);
        await desk.PressAsync("Save");
        Assert.Contains("Choose who can do it", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Save", ("Trade", "plumbing"));
        Assert.Contains("The resident can choose a time now.", desk.Words, StringComparison.Ordinal);

        await resident.OpenAsync(resident.Path);
        await resident.FollowAsync("Choose a time");
        Assert.NotEmpty(resident.Options("Choice"));
    }

    [Fact]
    public async Task The_list_of_open_repairs_has_this_one()
    {
        var home = await System.HomeAsync();
        var (repairId, _) = await System.RepairAsync(home, priority: "urgent");
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk/repairs");
        while (!desk.Page.QuerySelectorAll("main a").Any(a => a.GetAttribute("href") == $"/desk/repairs/{repairId}"))
            await desk.FollowAsync("Next page");
        Assert.Equal("Open repairs", desk.Heading);
    }

    [Theory]
    [InlineData("'; drop table booking.property; --")]
    [InlineData("%")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("👩‍🔧\u202E")]
    public async Task Any_search_is_answered_and_means_only_itself(string query)
    {
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk");

        await desk.PressAsync("Find", ("Query", query));

        Assert.Equal(HttpStatusCode.OK, desk.Status);
        Assert.Contains("We know no home like that", desk.Words, StringComparison.Ordinal);
        Assert.Equal(query, desk.Typed("Query"));
    }
}
