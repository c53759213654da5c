using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>So much waits that the whole source is sooner counted from its events.</summary>
[Collection(SystemCollection.Name)]
public sealed class BacklogTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("case", "10")]
    public async Task A_long_backlog_is_counted_as_a_whole_and_comes_to_what_event_by_event_comes_to()
    {
        var (slow, fast) = (AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource());
        await System.PostLinesAsync(Lines(slow, 0, 90));
        await System.CountedAsync();
        await System.PostLinesAsync(Lines(fast, 0, 20));
        await System.CountedAsync();
        var told = await StatusAsync(fast);

        await using (var held = await HoldAsync(fast))
        {
            await System.PostLinesAsync(Lines(fast, 20, 40));
            await PileUpAsync(fast);
        }

        await Eventually.TrueAsync(() => IsRebuildingAsync(fast), 30, "the backlog to become a rebuild");
        Assert.True(await StatusAsync(fast) is var now && now.GetProperty("waiting").GetBoolean() || !await IsRebuildingAsync(fast), now.ToString());

        // What comes while it is counted counts too, and another backlog begins it again.
        await using (var held = await HoldAsync(fast))
        {
            await System.PostLinesAsync(Lines(fast, 40, 90));
            await PileUpAsync(fast);
        }

        await System.CountedAsync();
        Assert.Equal(await System.BucketsAsync(slow), await System.BucketsAsync(fast));
        Assert.Equal(await OfAsync("received", "day, n, faulty", slow), await OfAsync("received", "day, n, faulty", fast));
        Assert.Equal(await OfAsync("home_behind", "patch, trade, home", slow), await OfAsync("home_behind", "patch, trade, home", fast));
        var (before, after) = (await StatusAsync(slow), await StatusAsync(fast));
        Assert.Equal(before.GetProperty("completeTo").ToString(), after.GetProperty("completeTo").ToString());
        Assert.NotEqual(told.GetProperty("completeTo").ToString(), after.GetProperty("completeTo").ToString());
        Assert.False(after.GetProperty("waiting").GetBoolean());
    }

    [Fact]
    public async Task What_a_backlog_changed_after_it_was_final_stands_in_the_revisions_with_how_many_events_did_it()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Lines(source, 0, 30));
        await System.CountedAsync();
        await System.ExecuteAsync($"update analytics.told set first_at = first_at - interval '2 hours' where source = '{source}'");
        await using (var held = await HoldAsync(source))
        {
            await System.PostLinesAsync(Lines(source, 30, 60));
            await PileUpAsync(source);
        }

        await System.CountedAsync();
        Assert.True(await System.ScalarAsync<long>($"select count(*) from analytics.revision where source = '{source}' and causes = '{{}}' and events > 30") > 0);
        var told = await System.ScalarAsync<long>($"select events from analytics.rebuild where source = '{source}'");
        using var analyst = System.As(Roles.Analyst);
        var revisions = JsonDocument.Parse(await analyst.GetStringAsync(new Uri($"/api/analytics/revisions?source={source}", UriKind.Relative))).RootElement;
        var entries = (revisions.ValueKind == JsonValueKind.Array ? revisions : revisions.GetProperty("revisions")).EnumerateArray().ToList();
        Assert.NotEmpty(entries);
        Assert.All(entries, e => Assert.Equal(told, e.GetProperty("events").GetInt64()));
        Assert.DoesNotContain("Counted again", await System.PageAsync($"/analytics/revisions?source={source}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_that_waited_long_to_be_counted_is_still_its_first_telling()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Lines(source, 0, 5));
        await System.CountedAsync();
        await using (var held = await HoldAsync(source))
        {
            await System.PostLinesAsync(Lines(source, 5, 30));
            await PileUpAsync(source);
            await System.ExecuteAsync($"update analytics.dirty set received_at = received_at - interval '3 hours' where source = '{source}'; update analytics.told set first_at = first_at - interval '3 hours' where source = '{source}'");
        }

        await System.CountedAsync();
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from analytics.revision where source = '{source}'"));
    }

    private static IEnumerable<string> Lines(string source, int from, int to) =>
        Enumerable.Range(from, to - from).SelectMany(n => CountFactsTests.Story(n).Select(e => CountFactsTests.Line(source, e.Id, e.Event)).Append(AnalyticsHarness.Visit(source, $"v{n}", $"2025-04-{(n % 28) + 1:00}T10:00:00Z", n % 3 == 0 ? "DO10" : "DO01")));

    /// <summary>While somebody has the feed's row nothing of it is counted.</summary>
    private async Task<NpgsqlConnection> HoldAsync(string source)
    {
        var connection = await System.AdminAsync();
        await using var hold = new NpgsqlCommand($"begin; select from analytics.feed where landlord = 'demo' and source = '{source}' for update", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>As many marks as a long file leaves.</summary>
    private Task PileUpAsync(string source) => System.ExecuteAsync($"""
        insert into analytics.dirty (landlord, source, event_id, story, subject, place, home, day, patch, trade, occurred_at, received_at, cause, events, dims)
        select landlord, source, event_id, story, subject, place, home, day, patch, trade, occurred_at, received_at, cause, 0, dims
        from (select * from analytics.dirty where source = '{source}' order by id limit 10) d
        cross join generate_series(1, 26000)
        """);

    private Task<bool> IsRebuildingAsync(string source) => System.ScalarAsync<bool>($"select exists (select from analytics.rebuild where source = '{source}')");

    private Task<string?> OfAsync(string table, string columns, string source) =>
        System.ScalarAsync<string>($"select coalesce(string_agg(concat_ws('|', {columns}), E'\\n' order by {columns}), '') from analytics.{table} where source = '{source}'");

    private async Task<JsonElement> StatusAsync(string source)
    {
        using var analyst = System.As(Roles.Analyst);
        var status = JsonDocument.Parse(await analyst.GetStringAsync(new Uri("/api/analytics/status", UriKind.Relative))).RootElement;
        return status.GetProperty("sources").EnumerateArray().Single(f => f.GetProperty("source").GetString() == source);
    }
}
