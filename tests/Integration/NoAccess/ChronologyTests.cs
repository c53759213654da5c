using System.Net;
using System.Text.Json;
using Dapper;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>The chronology of one repair on a real system: complete by construction, behind its gate, the same for the resident, and checked by the command.</summary>
[Collection(SystemCollection.Name)]
public sealed class ChronologyTests(SharedSystem shared)
{
    private static readonly object Answers = new { name = "Kim Lee", purpose = "To see what we missed", offered = "Six times", capacity = "Yes, she told us", equality = "We weighed it", alternatives = "A visit first", harm = "None we know of" };

    private RepairsSystem System => shared.System;

    private string Token(Story story) => new SignedLink(new PlatformSettings { LinkKey = System.Setting("Repairs__LinkKey") }).Make(story.Repair, 1);

    private async Task<Story> LivedAsync()
    {
        var now = await System.NowAsync();
        var story = new Story(System, now);
        var (first, second) = (story.Booked(Guid.NewGuid(), -0.02), story.Booked(Guid.NewGuid(), -0.01));
        await story.SayAsync(
            story.Raised, first, second, story.Report(first), story.Report(second, DoorOutcome.DO20), new AdjustmentRecorded(Story.Landlord, Guid.NewGuid(), story.Household, "A04", now.AddDays(-3)),
            new MessageSent(Story.Landlord, Guid.NewGuid(), story.Household, story.Repair, first.VisitId, "booked", "text", first.WindowStart, first.WindowEnd, now.AddDays(-1)),
            new HazardObserved(Story.Landlord, first.VisitId, story.Repair, story.Household, "north", now.AddDays(-2)));
        await System.SettleAsync();
        return story;
    }

    [Fact]
    [Trait("requirement", "36")]
    public async Task Every_fact_has_its_line_once_in_whatever_order_and_however_often_it_came()
    {
        var story = await LivedAsync();
        var facts = await System.ScalarAsync<long>($"select count(*) from noaccess.fact where household_ref = '{story.Household}' and (body->>'repairId' = '{story.Repair}' or type = 'AdjustmentRecorded')");
        var lines = await System.ScalarAsync<long>($"select count(*) from noaccess.chronology_entry where repair_id = '{story.Repair}' and kind not in ('meaning', 'waited')");
        Assert.Equal(facts, lines);
        Assert.Equal(2, await System.ScalarAsync<long>($"select count(*) from noaccess.chronology_entry where repair_id = '{story.Repair}' and kind = 'meaning'"));
        Assert.Equal(lines, await System.ScalarAsync<long>($"select count(distinct key) from noaccess.chronology_entry where repair_id = '{story.Repair}' and kind not in ('meaning', 'waited')"));

        // Booking and Visits tell it all again: nothing is added.
        var before = await System.ScalarAsync<string>($"select string_agg(hash, ',' order by seq) from noaccess.chronology_entry where repair_id = '{story.Repair}'");
        await story.SayAsync(story.Raised);
        var theirs = (await World.SendAsync(System.Anyone, HttpMethod.Get, $"/api/resident/{Token(story)}/visits/chronology", null)).EnumerateArray().ToList();
        Assert.True(theirs[0].GetProperty("ours").GetBoolean());
        Assert.Equal(before, await System.ScalarAsync<string>($"select string_agg(hash, ',' order by seq) from noaccess.chronology_entry where repair_id = '{story.Repair}'"));
    }

    [Fact]
    [Trait("requirement", "36")]
    public async Task Two_at_once_make_one_chain()
    {
        var now = await System.NowAsync();
        var story = new Story(System, now);
        var visit = story.Booked(Guid.NewGuid(), -0.02);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => story.SayAsync(new MessageSent(Story.Landlord, Guid.NewGuid(), story.Household, story.Repair, visit.VisitId, "booked", "text", null, null, now.AddMinutes(-n)))));
        await System.SettleAsync();
        Assert.Equal((40L, 40L), (await System.ScalarAsync<long>($"select count(*) from noaccess.chronology_entry where repair_id = '{story.Repair}'"), await System.ScalarAsync<long>($"select max(seq)::bigint from noaccess.chronology_entry where repair_id = '{story.Repair}'")));
    }

    [Fact]
    [Trait("requirement", "36")]
    public async Task A_named_manager_opens_one_after_every_answer_and_the_resident_has_the_same_bytes()
    {
        var story = await LivedAsync();
        using var manager = System.As(Roles.Manager);
        using var desk = System.As(Roles.Desk);
        await FailsAsync(HttpStatusCode.Forbidden, desk, $"/api/chronology/{story.Repair}", Answers);
        await FailsAsync(HttpStatusCode.UnprocessableEntity, manager, $"/api/chronology/{story.Repair}", new { name = "Kim", purpose = "To see" });
        await FailsAsync(HttpStatusCode.NotFound, manager, $"/api/chronology/{Guid.NewGuid()}", Answers);
        var opening = (await World.SendAsync(manager, HttpMethod.Post, $"/api/chronology/{story.Repair}", Answers)).GetProperty("openingId").GetGuid();

        var copy = await manager.GetByteArrayAsync(new Uri($"/chronology/{story.Repair}/{opening}/copy.csv", UriKind.Relative));
        var same = await System.Anyone.GetByteArrayAsync(new Uri($"/r/{Token(story)}/visits/copies/{opening}.csv", UriKind.Relative));
        Assert.Equal(copy, same);
        var text = global::System.Text.Encoding.UTF8.GetString(copy);
        Assert.Contains("We are late", text);
        Assert.Contains("Kim Lee", text);
        Assert.DoesNotContain("Yes, she told us", text);
        Assert.DoesNotContain(story.Household, text);
        var page = await System.Anyone.GetStringAsync(new Uri($"/r/{Token(story)}/visits/everything", UriKind.Relative));
        Assert.Contains("To see what we missed", page);
        Assert.DoesNotContain("she told us", page);

        // What comes later is in the resident's own, and never in the copy that was made.
        await story.SayAsync(new RepairFinished(Story.Landlord, story.Repair, story.Household, "north", "plumbing", Actor.Contractor, await System.NowAsync()));
        await System.SettleAsync();
        Assert.Equal(copy, await manager.GetByteArrayAsync(new Uri($"/chronology/{story.Repair}/{opening}/copy.csv", UriKind.Relative)));
        Assert.Contains("The work is finished.", await System.Anyone.GetStringAsync(new Uri($"/r/{Token(story)}/visits/everything", UriKind.Relative)));
    }

    [Fact]
    [Trait("requirement", "36")]
    public async Task The_command_finds_what_was_changed_in_the_file_and_in_the_record()
    {
        var story = await LivedAsync();
        using var manager = System.As(Roles.Manager);
        var opening = (await World.SendAsync(manager, HttpMethod.Post, $"/api/chronology/{story.Repair}", Answers)).GetProperty("openingId").GetGuid();
        var folder = Directory.CreateTempSubdirectory("chronology");
        try
        {
            foreach (var kind in new[] { "csv", "html" })
            {
                var path = Path.Combine(folder.FullName, $"copy.{kind}");
                var bytes = await manager.GetByteArrayAsync(new Uri($"/chronology/{story.Repair}/{opening}/copy.{kind}", UriKind.Relative));
                await File.WriteAllBytesAsync(path, bytes);
                var (code, said) = await System.TryVerbAsync(null, "chronology-verify", path);
                Assert.True(code == 0, said);
                bytes[bytes.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(path + ".edited", bytes);
                Assert.Equal(1, (await System.TryVerbAsync(null, "chronology-verify", path + ".edited")).Code);
            }

            var copy = Path.Combine(folder.FullName, "copy.csv");
            var last = $"repair_id = '{story.Repair}'";
            foreach (var change in new[]
            {
                $"update noaccess.chronology_entry set words = words || '.' where {last} and seq = 3",
                $"update noaccess.chronology_entry set ours = not ours where {last} and seq = 1",
                $"delete from noaccess.chronology_entry where {last} and seq = (select max(seq) from noaccess.chronology_entry where {last})",
                $"delete from noaccess.chronology_entry where {last} and seq = 2",
                $"update noaccess.duty set done_at = now(), done_by = 'x' where step = 'decide' and hazard_id in (select hazard_id from noaccess.hazard where {last}); update noaccess.hazard set kind = 'fire', severity = 'emergency' where {last}; insert into noaccess.duty (landlord, hazard_id, step, counted_from, source, done_at, done_by) select landlord, hazard_id, 'make-safe', now(), '', now(), 'x' from noaccess.hazard where {last}",
            })
            {
                await using var admin = await System.AdminAsync();
                await admin.ExecuteAsync($"create temp table kept as select * from noaccess.chronology_entry where {last}");
                await admin.ExecuteAsync(change);
                var (code, said) = await System.TryVerbAsync(null, "chronology-verify", copy);
                Assert.True(code == 1, $"{change}: {said}");
                await admin.ExecuteAsync($"delete from noaccess.chronology_entry where {last}; insert into noaccess.chronology_entry select * from kept; delete from noaccess.duty where step = 'make-safe' and hazard_id in (select hazard_id from noaccess.hazard where {last}); drop table kept");
            }

            Assert.Equal(0, (await System.TryVerbAsync(null, "chronology-verify", copy)).Code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("requirement", "36")]
    public async Task The_services_own_role_can_neither_change_nor_remove_a_line()
    {
        var story = await LivedAsync();
        await using var admin = await System.AdminAsync();
        await admin.ExecuteAsync("set role repairs_noaccess");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => admin.ExecuteAsync($"update noaccess.chronology_entry set words = 'x' where repair_id = '{story.Repair}'"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => admin.ExecuteAsync($"delete from noaccess.chronology_entry where repair_id = '{story.Repair}'"));
    }

    private static async Task FailsAsync(HttpStatusCode expected, HttpClient client, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body, Json.Options), global::System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.Equal(expected, answer.StatusCode);
    }
}
