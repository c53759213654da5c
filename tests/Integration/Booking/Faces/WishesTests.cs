using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

/// <summary>What suits a resident: told once, kept, shown back, changed.</summary>
[Collection(SystemCollection.Name)]
[Trait("requirement", "5")]
public sealed class WishesTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task What_does_not_suit_is_kept_shown_back_and_can_be_changed()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/choose");
        await resident.FollowAsync("Are there times that do not suit");
        Assert.Equal("Which times suit you?", resident.Heading);
        await resident.PressAsync(
            "Save", ("NotOn", "Thursday"), ("NotOn", "Friday"), ("NotBefore", "10:00"), ("AwayFrom.Day", "24"), ("AwayFrom.Month", "12"), ("AwayFrom.Year", "2026"),
            ("AwayTo.Day", "2"), ("AwayTo.Month", "1"), ("AwayTo.Year", "2027"), ("Best", "mornings"));

        Assert.Equal($"/r/{token}/choose", resident.Path);
        foreach (var words in (string[])["Not on Thursdays or Fridays", "Not before 10am", "Not from 24 December to 2 January", "Mornings suit best"])
            Assert.Contains(words, resident.Words, StringComparison.Ordinal);
        using var desk = System.As(Roles.Desk);
        var kept = (await desk.GetBodyAsync($"/api/repairs/{repairId}/wishes")).Body;
        Assert.Equal(3, kept.GetProperty("exclusions").GetArrayLength());
        Assert.Equal("12:00", kept.GetProperty("preferences")[0].GetProperty("to").GetString());

        await resident.FollowAsync("Change this");
        Assert.Equal(["Thursday", "Friday"], resident.Page.QuerySelectorAll("input[name='NotOn'][checked]").Select(i => i.GetAttribute("value")));
        Assert.Equal("10:00", resident.Typed("NotBefore"));
        await resident.PressAsync("Save", ("NotOn", "Monday"), ("NotBefore", ""), ("Keep", "none"), ("Best", "none"));
        Assert.Contains("Not on Mondays", resident.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Not before", resident.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("24 December", resident.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_nobody_can_read_are_said_at_the_question_and_nothing_is_lost()
    {
        var (_, token) = await System.RepairAsync(await System.HomeAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync($"/r/{token}/suits");
        await resident.PressAsync("Save", ("NotOn", "Tuesday"), ("AwayFrom.Day", "31"), ("AwayFrom.Month", "2"), ("AwayFrom.Year", "2027"));

        Assert.StartsWith("Error: ", resident.Page.Title, StringComparison.Ordinal);
        Assert.Equal(["Tuesday"], resident.Page.QuerySelectorAll("input[name='NotOn'][checked]").Select(i => i.GetAttribute("value")));
    }

    [Fact]
    public async Task Wishes_by_program_are_checked_kept_and_limited_to_the_link()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync());
        var path = $"/api/resident/{token}/wishes";

        var (status, body) = await System.Anyone.PutBodyAsync(path, new { exclusions = new[] { new { days = new[] { "Thursday" }, from = "12:00", to = (string?)null } }, preferences = new[] { new { degree = 2, from = "17:00" } } });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["Not on Thursdays, after midday", "Evenings suit best"], body.GetProperty("words").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(body.ToString(), (await System.Anyone.GetBodyAsync(path)).Body.ToString());
        foreach (var bad in new object[]
        {
            new { exclusions = new[] { new { from = "12:00", to = "09:00" } } },
            new { exclusions = new[] { new { firstDate = "2027-01-02", lastDate = "2027-01-01" } } },
            new { exclusions = new[] { new { } } },
            new { exclusions = new[] { new { days = new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" } } } },
            new { preferences = new[] { new { degree = 0, to = "12:00" } } },
        })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await System.Anyone.PutBodyAsync(path, bad)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await System.Anyone.PutBodyAsync(path, new { exclusions = "Thursdays" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await System.Anyone.PutBodyAsync($"/api/resident/{new string('A', 48)}/wishes", new { })).Status);
        using var desk = System.As(Roles.Desk);
        Assert.Equal(HttpStatusCode.OK, (await desk.PutBodyAsync($"/api/repairs/{repairId}/wishes", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.PutBodyAsync($"/api/repairs/{Guid.NewGuid()}/wishes", new { })).Status);
        Assert.Equal("{\"exclusions\": [], \"preferences\": []}", await System.ScalarAsync<string>($"select wishes::text from booking.repair where repair_id = '{repairId}'"));
    }
}
