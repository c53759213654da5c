using System.Net;
using System.Net.Http.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Reports of a visit that was given to somebody else, or moved, while whoever went had no signal.</summary>
[Collection(SystemCollection.Name)]
public sealed class GivenAwayTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "58")]
    public async Task Whoever_had_the_visit_is_heard_and_whoever_never_had_it_finds_nothing()
    {
        var door = await Door.BookedAsync(System);
        var other = await GiveAwayAsync(door);
        Assert.Empty(await door.ListAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await door.ReadAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await door.SetOffAsync()).StatusCode);

        var (report, photo) = (door.NoAnswer(arrived: door.BookedAt.AddMinutes(-20)), Guid.NewGuid());
        report["cardPhotoId"] = photo;
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await door.ReportAsync(report)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Png())).StatusCode);
        Assert.Equal(door.OperativeRef, await door.LastAsync("VisitOutcomeReported", "operativeRef"));
        using var stranger = System.As(Roles.Operative, $"OP-{Guid.NewGuid():N}");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync($"/api/visits/{door.VisitId}/outcome", door.NoAnswer())).StatusCode);

        // Who came after them stands, and need not know of the other report.
        var theirs = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(other, door, theirs, "DO01", door.BookedAt.AddMinutes(-5))).StatusCode);
        Assert.Equal(theirs, await StandsAsync(door));
        Assert.Equal(report["reportId"]!.ToString(), await door.LastAsync("VisitOutcomeReported", "supersedes"));
    }

    [Fact]
    public async Task Who_came_first_and_is_heard_last_is_kept_and_does_not_stand()
    {
        var door = await Door.BookedAsync(System);
        var other = await GiveAwayAsync(door);
        var theirs = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(other, door, theirs, "DO01", door.BookedAt.AddMinutes(-5))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(door.NoAnswer(arrived: door.BookedAt.AddMinutes(-20)))).StatusCode);

        Assert.Equal(theirs, await StandsAsync(door));
        Assert.Equal(2, await door.CountAsync("visits.report"));
        Assert.Equal(2, await door.PublishedAsync("VisitOutcomeReported"));

        // "We did not come" is no longer theirs to say.
        using var answer = await ReportAsync(door.Operative, door, Guid.NewGuid(), "DO22", null);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("given-away", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(theirs, await StandsAsync(door));
    }

    [Fact]
    [Trait("requirement", "9")]
    public async Task A_report_of_the_time_before_leaves_the_new_time_to_be_reported_or_missed()
    {
        var door = await Door.BookedAsync(System);
        var later = door.WindowStart.AddDays(3);
        await System.PublishAsync("Booking", door.Changed(later, door.BookedAt.AddMinutes(1)));
        await Eventually.TrueAsync(async () => (await door.ListAsync(LondonTime.DateOf(later))).Length == 1);
        var early = door.NoAnswer(arrived: door.BookedAt.AddMinutes(-15));
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(early)).StatusCode);

        Assert.Equal(door.WindowStart, DateTimeOffset.Parse((await door.LastAsync("VisitOutcomeReported", "windowStart"))!, global::System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{door.VisitId}' and absence_due_at > window_end"));
        var page = await door.Operative.GetStringAsync($"/api/visits?date={LondonTime.DateOf(later):yyyy-MM-dd}");
        Assert.Contains(door.VisitId.ToString(), page, StringComparison.Ordinal);
        await System.MoveClockAsync(later.AddMinutes(30) - await System.NowAsync());
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(door.NoAnswer(arrived: later.AddMinutes(10)))).StatusCode);
        Assert.Equal(2, await System.ScalarAsync<long>($"select count(*) from visits.report where visit_id = '{door.VisitId}' and superseded_by is null"));
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{door.VisitId}' and absence_due_at is not null"));
    }

    [Fact]
    [Trait("requirement", "58")]
    public async Task Neither_of_two_people_is_shown_what_the_other_reported_and_whoever_had_the_visit_can_still_mend_theirs()
    {
        var door = await Door.BookedAsync(System);
        await System.ExecuteAsync($"update visits.visit set address = '7 Rook Lane' where visit_id = '{door.VisitId}'");
        var other = await GiveAwayAsync(door);
        var first = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(door.Operative, door, first, "DO01", door.BookedAt.AddMinutes(-20))).StatusCode);

        var theirs = await other.GetStringAsync($"/visits/{door.VisitId}/outcome/DO01");
        Assert.DoesNotContain(first.ToString(), theirs, StringComparison.Ordinal);
        Assert.DoesNotContain("Change what you reported", await other.GetStringAsync($"/visits/{door.VisitId}"), StringComparison.Ordinal);
        Assert.DoesNotContain(first.ToString(), await other.GetStringAsync("/visits/device"), StringComparison.Ordinal);

        var mine = await door.Operative.GetStringAsync($"/visits/{door.VisitId}/outcome/DO02");
        Assert.Contains($"name=\"Supersedes\" value=\"{first}\"", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Rook Lane", mine, StringComparison.Ordinal);
        Assert.Contains("href=\"/visits\"", await door.Operative.GetStringAsync($"/visits/{door.VisitId}/outcome"), StringComparison.Ordinal);
        using var stranger = System.As(Roles.Operative, $"OP-{Guid.NewGuid():N}");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/visits/{door.VisitId}/outcome/DO02")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await door.Operative.GetAsync($"/visits/{door.VisitId}")).StatusCode);
    }

    [Fact]
    [Trait("requirement", "37")]
    public async Task Whatever_two_people_noticed_is_told_for_each_of_them_once_also_by_whoever_cannot_say_that_nobody_came()
    {
        var door = await Door.BookedAsync(System);
        var other = await GiveAwayAsync(door);
        object Danger(string outcome, DateTimeOffset? arrived, Guid id, Guid? supersedes = null) => new { reportId = id, supersedes, outcome, arrivedAt = arrived, leftAt = arrived?.AddMinutes(4), observed = new[] { "DO30", "DO31" }, immediate = true };

        // The visit was given away: "we did not come" is not taken, what was noticed is, and once.
        foreach (var _ in new[] { 1, 2 })
        {
            using var answer = await door.ReportAsync(Danger("DO22", null, Guid.NewGuid()));
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains("passed on", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal((0, 1, 1), (await door.CountAsync("visits.report"), await door.PublishedAsync("HazardObserved"), await ConcernsAsync(door)));

        var id = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await other.PostAsJsonAsync($"/api/visits/{door.VisitId}/outcome", Danger("DO01", door.BookedAt.AddMinutes(-5), id))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await other.PostAsJsonAsync($"/api/visits/{door.VisitId}/outcome", Danger("DO02", door.BookedAt.AddMinutes(-5), Guid.NewGuid(), id))).StatusCode);
        Assert.Equal((2, 2), (await door.PublishedAsync("HazardObserved"), await ConcernsAsync(door)));
    }

    private Task<long> ConcernsAsync(Door door) =>
        System.ScalarAsync<long>($"select count(*) from visits.event_log where type = 'WelfareConcernRaised' and subject = '{door.HouseholdRef}'");

    private async Task<HttpClient> GiveAwayAsync(Door door)
    {
        var other = $"OP-{Guid.NewGuid():N}";
        await System.PublishAsync("Booking", door.Changed(door.WindowStart, door.BookedAt.AddMinutes(1)) with { OperativeRef = other });
        var client = System.As(Roles.Operative, other);
        await Eventually.TrueAsync(async () => (await client.GetFromJsonAsync<object[]>($"/api/visits?date={door.Date:yyyy-MM-dd}"))!.Length == 1);
        return client;
    }

    private static Task<HttpResponseMessage> ReportAsync(HttpClient client, Door door, Guid id, string outcome, DateTimeOffset? arrived) =>
        client.PostAsJsonAsync($"/api/visits/{door.VisitId}/outcome", new { reportId = id, outcome, arrivedAt = arrived, leftAt = arrived?.AddMinutes(4) });

    private Task<Guid> StandsAsync(Door door) => System.ScalarAsync<Guid>($"select report_id from visits.report where visit_id = '{door.VisitId}' and superseded_by is null");
}
