using System.Globalization;
using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Plan;

[Collection(SystemCollection.Name)]
public sealed class DayPlanTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task A_day_shows_who_is_where_without_anybodys_name_but_the_operatives()
    {
        var home = await System.HomeAsync(operatives: 1);
        var (repairId, token) = await System.RepairAsync(home);
        var booked = await System.BookFirstAsync(token);
        var (waiting, _) = await System.RepairAsync(home);
        using var desk = new Visitor(System, Roles.Desk);

        await desk.OpenAsync($"/desk/plan?date={LondonTime.DateOf(booked.From).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&patch={home.Patch}");

        Assert.Contains("Sam Porter", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Works 08:00 to 17:00.", desk.Words, StringComparison.Ordinal);
        var visit = Assert.Single(desk.Page.QuerySelectorAll("table tbody tr"));
        Assert.Contains($"/desk/repairs/{repairId}", visit.InnerHtml, StringComparison.Ordinal);
        Assert.Contains($"{LondonTime.TimeOf(booked.From):HH:mm} to {LondonTime.TimeOf(booked.To):HH:mm}", visit.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Test Street", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(home.HouseholdRef, desk.Page.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.Single(desk.Page.QuerySelectorAll("svg[width='100%']"));
        Assert.Contains("One open repair has no visit.", desk.Words, StringComparison.Ordinal);
        Assert.NotNull(desk.Page.QuerySelector($".app-card a[href='/desk/repairs/{waiting}']"));
    }

    [Theory]
    [InlineData("/desk/plan?date=soon&patch=")]
    [InlineData("/desk/plan?date=0001-01-01&patch=nowhere&after=-3")]
    [InlineData("/desk/plan?date=9999-12-31&after=99999999999999")]
    public async Task A_day_that_is_none_shows_today(string path)
    {
        using var desk = new Visitor(System, Roles.Desk);
        var before = await TodayAsync();
        Assert.Equal(HttpStatusCode.OK, (await desk.OpenAsync(path)).Status);
        Assert.Contains(desk.Heading, new[] { before, await TodayAsync() });

        async Task<string> TodayAsync() => $"The plan for {LondonTime.Words(LondonTime.DateOf(await System.NowAsync()))}";
    }

    [Fact]
    [Trait("requirement", "3")]
    public async Task What_people_cannot_do_in_time_is_said_as_our_shortfall()
    {
        var home = await System.ScarceHomeAsync(operatives: 1, "08:00", "09:00", daysAhead: 1);
        for (var i = 0; i < 3; i++)
            await System.RepairAsync(home, priority: "urgent");
        var (_, token) = await System.RepairAsync(home);
        await System.ChoicesAsync(token);
        using var desk = new Visitor(System, Roles.Desk);

        await desk.OpenAsync("/desk/shortfalls");

        Assert.Contains($"plumbing in {home.Patch}", desk.Words, StringComparison.Ordinal);
        Assert.Contains("short. People work", desk.Words, StringComparison.Ordinal);
        // The texts about the other three may have asked for choices by then too.
        Assert.Matches("(One household was|[2-4] households were) offered less than a real choice", desk.Words);
    }
}
