using System.Net;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>What other systems are told of visits as HACT JobStatusUpdates, on a real system.</summary>
[Collection(SystemCollection.Name)]
public sealed class TellHactStatusTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    private async Task<List<JsonElement>> ToldAsync(Door door, string? since = null)
    {
        List<JsonElement> all = [];
        string? next = null;
        do
        {
            var page = await World.SendAsync(door.Operative, HttpMethod.Get, next is null ? $"/hact/job-status-updates?since={since ?? "2026-01-01T00:00:00Z"}" : $"/hact/job-status-updates?next={Uri.EscapeDataString(next)}", null);
            all.AddRange(page.GetProperty("updates").EnumerateArray().Where(u => u.GetProperty("RelatedWorkOrderReference").GetProperty("ID").GetString() == door.RepairId.ToString()));
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }
        while (next is not null);
        return all;
    }

    [Theory]
    [InlineData("DO10", 0)]
    [InlineData("DO12", 0)]
    [InlineData("DO20", 0)]
    [InlineData("DO02", 1)]
    [Trait("requirement", "57")]
    public async Task A_miss_is_told_by_no_code_and_nothing_in_the_answer_is_about_a_person(string outcome, int more)
    {
        var door = await Door.BookedAsync(System);
        var now = await System.NowAsync();
        using var sent = await door.ReportAsync(new { reportId = Guid.NewGuid(), outcome, arrivedAt = now.AddMinutes(-15), leftAt = now, note = "CANARY in the note" });
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var told = await ToldAsync(door);
        Assert.Equal(1 + more, told.Count);
        Assert.Equal("10", told[0].GetProperty("TypeCode").GetString());
        Assert.DoesNotContain(told, u => u.GetProperty("TypeCode").GetString() is "70" or "30");
        Assert.DoesNotContain("CANARY", string.Concat(told));
        Assert.DoesNotContain(door.HouseholdRef, string.Concat(told));
        Assert.Equal(told.Select(u => u.ToString()), (await ToldAsync(door)).Select(u => u.ToString()));
    }

    [Fact]
    [Trait("requirement", "57")]
    public async Task What_was_told_and_was_wrong_is_taken_back_and_an_operative_is_told_of_their_own_visits_alone()
    {
        var door = await Door.BookedAsync(System);
        var other = await Door.BookedAsync(System);
        var now = await System.NowAsync();
        var first = Guid.NewGuid();
        using var done = await door.ReportAsync(new { reportId = first, outcome = "DO01", arrivedAt = now.AddMinutes(-15), leftAt = now });
        using var mended = await door.ReportAsync(new { reportId = Guid.NewGuid(), supersedes = first, outcome = "DO14", arrivedAt = now.AddMinutes(-15), leftAt = now });
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (done.StatusCode, mended.StatusCode));
        Assert.Equal(["10", "0", "0"], (await ToldAsync(door)).Select(u => u.GetProperty("TypeCode").GetString()));
        Assert.Contains("taken back", (await ToldAsync(door))[^1].GetProperty("OtherType").GetString());
        var page = await World.SendAsync(other.Operative, HttpMethod.Get, "/hact/job-status-updates?since=2026-01-01T00:00:00Z", null);
        Assert.DoesNotContain(door.RepairId.ToString(), page.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?since=yesterday")]
    [InlineData("?next=x")]
    [InlineData("?next=99999999999999999999.x")]
    public async Task Whatever_cannot_be_read_is_said_so(string query)
    {
        using var desk = System.As(Roles.Desk);
        using var answer = await desk.GetAsync(new Uri($"/hact/job-status-updates{query}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
