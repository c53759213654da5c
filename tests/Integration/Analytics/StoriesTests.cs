using System.Globalization;
using System.Text.Json;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Events in at the door, figures out: what belongs to a visit, a repair, a promise, a follow-up and a home.</summary>
[Collection(SystemCollection.Name)]
public sealed class StoriesTests(SharedSystem shared)
{
    private const string AllEvidence = "\"evidence\":{\"timeOnSite\":true,\"nearAddress\":true,\"twoTries\":true,\"cardPhoto\":true,\"briefRead\":true}";
    private static readonly DateTimeOffset Start = new(2025, 3, 3, 10, 0, 0, TimeSpan.Zero);

    private RepairsSystem System => shared.System;

    [Fact]
    public async Task Reasons_are_counted_and_not_saying_is_an_answer_too()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 80).SelectMany(i => new[]
        {
            Report(source, i, "DO10", Start),
            i < 30 ? Event(source, $"why{i}", "ReasonShared", Start.AddDays(1), $"\"visitId\":\"v{i}\",\"kind\":\"ours\",\"code\":\"R01\"")
            : i < 50 ? Event(source, $"why{i}", "ReasonShared", Start.AddDays(28), $"\"visitId\":\"v{i}\",\"kind\":\"circumstance\"")
            : i < 60 ? Event(source, $"why{i}", "ReasonShared", Start.AddDays(1), $"\"visitId\":\"v{i}\",\"kind\":\"not-said\",\"code\":\"R98\"")
            : i < 70 ? Event(source, $"why{i}", "ReasonShared", Start.AddDays(29), $"\"visitId\":\"v{i}\",\"kind\":\"ours\",\"code\":\"R01\"")
            : null,
        }.OfType<string>()));
        Assert.Equal((50, 80), (await System.CountsAsync("M05", Month(source)))["2025-03-01"]);
        Assert.Equal((10, 80), (await System.CountsAsync("M05a", Month(source)))["2025-03-01"]);

        var (_, table) = await System.MeasureAsync("M06", Month(source));
        Assert.Equal("public", table.GetProperty("profile").GetString());
        Assert.Equal("Table", table.GetProperty("measure").GetProperty("kind").GetString());
        Assert.Equal((30, 50), Row(table, "R01"));
        Assert.Equal((20, 50), Row(table, "kept"));
        Assert.Equal((0, 50), Row(table, "R22"));
        Assert.Equal(422, (await System.MeasureAsync("M06", $"source={source}&by=patch")).Status);
    }

    [Fact]
    [Trait("case", "34")]
    public async Task How_it_felt_shows_every_answer_and_hides_what_few_said()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 60).SelectMany(i => new[]
        {
            Report(source, i, i % 2 == 0 ? "DO01" : "DO22", Start),
            i < 40 ? Event(source, $"felt{i}", "FeedbackGiven", Start.AddDays(2), $"\"visitId\":\"v{i}\",\"feedbackId\":\"f{i}\",\"safe\":{(i < 30 ? 5 - (i % 2) : 1 + (i % 2))},\"visitHappened\":{(i % 2 == 0 ? "true" : "false")},\"toldAgain\":{(i < 10 ? "true" : "false")}{(i < 9 ? ",\"heard\":4" : "")}") : null,
        }.OfType<string>()));
        Assert.Equal((30, 40), (await System.CountsAsync("M24a", Month(source)))["2025-03-01"]);
        Assert.Equal((10, 40), (await System.CountsAsync("M28", Month(source)))["2025-03-01"]);
        Assert.Equal((40, 60), (await System.CountsAsync("M25", Month(source)))["2025-03-01"]);
        var (_, levels) = await System.MeasureAsync("M24a-levels", Month(source));
        Assert.Equal((15, 40), Row(levels, "5"));
        Assert.Equal((5, 40), Row(levels, "1"));

        var (_, split) = await System.MeasureAsync("M24a", Month(source) + "&by=happened");
        Assert.Equal((15, 20), Row(split, "yes"));
        Assert.Equal((15, 20), Row(split, "no"));

        // Nine answers: hidden, in its trend too; how many answered at all stays visible.
        var (_, few) = await System.MeasureAsync("M24b", Month(source));
        Assert.All(few.GetProperty("points").EnumerateArray(), p => Assert.Equal(JsonValueKind.Null, p.GetProperty("value").ValueKind));
        Assert.Equal(JsonValueKind.Null, few.GetProperty("spc").GetProperty("segments").EnumerateArray().Select(s => s.GetProperty("mean")).FirstOrDefault().ValueKind is var kind && kind == JsonValueKind.Undefined ? JsonValueKind.Null : kind);
    }

    [Fact]
    public async Task Offers_follow_ups_and_promises_say_what_we_did()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            lines.Add(Event(source, $"offer{i}", "SlotsOffered", Start, $"\"offerId\":\"o{i}\",\"priority\":\"{(i < 5 ? "Emergency" : "Routine")}\",\"to\":\"{(i % 2 == 0 ? "Resident" : "Landlord")}\",\"choices\":{(i < 25 ? 3 : 2)},\"days\":2"));
            lines.Add(Event(source, $"asked{i}", "WelfareFollowUpRequested", Start, $"\"requestId\":\"q{i}\""));
            if (i < 30)
                lines.Add(Event(source, $"opened{i}", "FollowUpOpened", Start.AddMinutes(1), $"\"requestId\":\"q{i}\",\"followUpId\":\"u{i}\",\"risk\":\"Standard\",\"dueBy\":\"2025-03-05T17:00:00Z\""));
            if (i < 20)
                lines.Add(Event(source, $"tried{i}", "HumanContactAttempted", Start.AddDays(i < 15 ? 1 : 3), $"\"requestId\":\"q{i}\",\"followUpId\":\"u{i}\",\"householdRef\":\"H{i}\",\"reached\":true,\"dueBy\":\"2025-03-05T17:00:00Z\""));
            lines.Add(Event(source, $"made{i}", "PromiseMade", Start, $"\"promiseId\":\"p{i}\",\"dueBy\":\"2025-03-06T17:00:00Z\""));
            if (i < 34)
                lines.Add(Event(source, $"settled{i}", i < 24 ? "PromiseKept" : "PromiseSlipped", Start.AddDays(i < 29 ? 1 : 4), $"\"promiseId\":\"p{i}\",\"dueBy\":\"2025-03-06T17:00:00Z\""));
        }

        var random = new Random(3);
        foreach (var part in lines.OrderBy(_ => random.Next()).Chunk(50))
            await System.PostLinesAsync(part);
        await System.CountedAsync();
        Assert.Equal((20, 35), (await System.CountsAsync("M09", Month(source)))["2025-03-01"]);
        Assert.Equal((15, 30), (await System.CountsAsync("M22", Month(source)))["2025-03-01"]);
        Assert.Equal((20, 40), (await System.CountsAsync("M23", Month(source)))["2025-03-01"]);
        Assert.Equal((10, 40), (await System.CountsAsync("M23@1", Month(source)))["2025-03-01"]);
        Assert.Equal((24, 34), (await System.CountsAsync("M26", Month(source)))["2025-03-01"]);
        Assert.Equal((5, 34), (await System.CountsAsync("M26a", Month(source)))["2025-03-01"]);
        var (_, split) = await System.MeasureAsync("M09", Month(source) + "&by=channel");
        Assert.Equal(["resident", "staff"], split.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("group").GetString()).Order());
        await AssertRebuiltAsync(source);
    }

    [Fact]
    [Trait("case", "6")]
    public async Task A_repeat_taken_back_leaves_the_measure_and_closes_no_follow_up()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            lines.Add(Report(source, i, "DO10", Start, home: i));
            lines.Add(Report(source, 100 + i, i < 12 ? "DO10" : "DO01", Start.AddDays(20), home: i));
            lines.Add(Event(source, $"asked{i}", "WelfareFollowUpRequested", Start.AddDays(20), $"\"requestId\":\"q{i}\",\"householdRef\":\"H{i}\""));
            if (i < 6)
                lines.Add(Event(source, $"tried{i}", "HumanContactAttempted", Start.AddDays(21), $"\"requestId\":\"q{i}\",\"householdRef\":\"H{i}\",\"dueBy\":\"2025-03-28T17:00:00Z\""));
        }

        await System.PostLinesAsync(lines);
        Assert.Equal((12, 20), (await System.CountsAsync("M07", Month(source)))["2025-03-01"]);
        Assert.Equal((6, 12), (await System.CountsAsync("M08", Month(source)))["2025-03-01"]);

        var before = await System.CountsAsync("M23", Month(source));
        await System.PostLinesAsync(Enumerable.Range(0, 2).Select(i => $$"""{"source":"{{source}}","eventId":"void{{i}}","type":"Void","voids":"r10{{i}}","occurredAt":"2025-03-25T10:00:00Z"}"""));
        Assert.Equal((10, 20), (await System.CountsAsync("M07", Month(source)))["2025-03-01"]);
        Assert.Equal(10, (await System.CountsAsync("M08", Month(source)))["2025-03-01"].Denominator);
        Assert.Equal(before["2025-03-01"], (await System.CountsAsync("M23", Month(source)))["2025-03-01"]);
        await AssertRebuiltAsync(source);
    }

    [Fact]
    public async Task A_repair_is_measured_from_report_to_really_fixed()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            lines.Add(Event(source, $"raised{i}", "RepairRaised", Start, $"\"repairId\":\"w{i}\",\"householdRef\":\"H{i}\",\"patch\":\"North\",\"trade\":\"plumbing\",\"priority\":\"Routine\",\"dueBy\":\"2025-03-{(i < 20 ? 30 : 10):00}T17:00:00Z\""));
            if (i < 15)
                lines.Add(Report(source, i, "DO10", Start.AddDays(3), repair: i));
            lines.Add(Report(source, 100 + i, "DO01", Start.AddDays(10), repair: i));
            lines.Add(Event(source, $"finished{i}", "RepairFinished", Start.AddDays(10).AddHours(1), $"\"repairId\":\"w{i}\",\"householdRef\":\"H{i}\",\"patch\":\"North\",\"trade\":\"plumbing\",\"by\":\"Contractor\""));
            if (i < 5)
                lines.Add(Event(source, $"again{i}", "RepairRaised", Start.AddDays(20), $"\"repairId\":\"x{i}\",\"householdRef\":\"H{i}\",\"patch\":\"North\",\"trade\":\"plumbing\",\"priority\":\"Routine\""));
        }

        await System.PostLinesAsync(lines);
        Assert.Equal((5, 30), (await System.CountsAsync("M16", Month(source)))["2025-03-01"]);
        Assert.Equal((20, 30), (await System.CountsAsync("RP02", Month(source)))["2025-03-01"]);
        Assert.Equal((15, 30), (await System.CountsAsync("M14a", Month(source)))["2025-03-01"]);
        Assert.Equal((30, 30), (await System.CountsAsync("M14b", Month(source)))["2025-03-01"]);
        var days = Point(await System.MeasureAsync("M15", Month(source)));
        Assert.Equal((25, 10.0, 10.0), (days.GetProperty("denominator").GetInt32(), days.GetProperty("value").GetDouble(), days.GetProperty("p90").GetDouble()));
        var visits = Point(await System.MeasureAsync("M14", Month(source)));
        Assert.Equal((45, 30, 1.5, 2.0), (visits.GetProperty("numerator").GetInt32(), visits.GetProperty("denominator").GetInt32(), visits.GetProperty("value").GetDouble(), visits.GetProperty("p90").GetDouble()));
        await AssertRebuiltAsync(source);
    }

    [Fact]
    public async Task What_was_called_finished_and_is_open_again_is_not_lost_from_sight()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            string About(string more = "") => $"\"repairId\":\"w{i}\",\"householdRef\":\"H{i}\",\"patch\":\"North\",\"trade\":\"plumbing\"{more}";
            lines.Add(Event(source, $"raised{i}", "RepairRaised", Start, About(",\"priority\":\"Routine\",\"dueBy\":\"2025-03-13\"")));
            lines.Add(Event(source, $"finished{i}", "RepairFinished", Start.AddDays(10).AddHours(i < 20 ? 5 : 24), About()));
            if (i is >= 4 and < 16)
                lines.Add(Event(source, $"reopened{i}", "RepairReopened", Start.AddDays(15), About()));
            if (i is >= 10 and < 16)
                lines.Add(Event(source, $"finishedAgain{i}", "RepairFinished", Start.AddDays(20), About()));
        }

        var random = new Random(4);
        foreach (var part in lines.OrderBy(_ => random.Next()).Chunk(40))
            await System.PostLinesAsync(part);
        await System.CountedAsync();
        Assert.Equal((12, 30), (await System.CountsAsync("M15a", Month(source)))["2025-03-01"]);
        Assert.Equal(30, (await System.CountsAsync("M16", Month(source)))["2025-03-01"].Denominator);
        Assert.Equal(24, Point(await System.MeasureAsync("M15", Month(source))).GetProperty("denominator").GetInt32());

        // Due on the thirteenth: finished that afternoon is in time.
        Assert.Equal((8, 24), (await System.CountsAsync("RP02", Month(source)))["2025-03-01"]);
        await AssertRebuiltAsync(source);
    }

    [Fact]
    [Trait("case", "33")]
    public async Task Contact_after_a_miss_counts_once_and_less_what_follows_a_kept_visit()
    {
        var source = AnalyticsHarness.NewSource();
        var lines = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            // Forty homes with two misses, a day apart, and one contact after both; sixty kept, of which six are followed by a contact.
            lines.Add(i < 40 ? Report(source, i, "DO22", Start, home: i, repair: i) : Report(source, i, "DO01", Start, home: i, repair: i));
            if (i < 40)
                lines.Add(Report(source, 100 + i, "DO22", Start.AddDays(1), home: i, repair: i));
            if (i < 46)
                lines.Add(Event(source, $"c{i}", "ContactReceived", Start.AddDays(2), $"\"contactId\":\"c{i}\",\"householdRef\":\"H{i}\",\"channel\":\"phone\",\"code\":\"FD02\",\"repairId\":\"w{i}\""));
        }

        await System.PostLinesAsync(lines);
        var excess = Point(await System.MeasureAsync("M19", Month(source)));
        Assert.Equal((40, 80), (excess.GetProperty("numerator").GetInt32(), excess.GetProperty("denominator").GetInt32()));
        Assert.Equal(0.4, excess.GetProperty("value").GetDouble(), 9);
        Assert.Equal((6, 60, 0.1), (excess.GetProperty("against").GetProperty("numerator").GetInt32(), excess.GetProperty("against").GetProperty("denominator").GetInt32(), excess.GetProperty("against").GetProperty("value").GetDouble()));
        Assert.True(excess.GetProperty("low").GetDouble() is > 0.2 and < 0.4);
        await AssertRebuiltAsync(source);

        // Calling our own misses no access moves them from one measure to the other and changes nothing in what follows them.
        var ours = (await System.CountsAsync("M02", Month(source)))["2025-03-01"].Numerator;
        await System.PostLinesAsync(Enumerable.Range(0, 20).Select(i => Report(source, i, "DO10", Start, home: i, repair: i, id: $"relabel{i}", supersedes: $"r{i}")));
        var (m01, m02) = ((await System.CountsAsync("M01", Month(source)))["2025-03-01"].Numerator, (await System.CountsAsync("M02", Month(source)))["2025-03-01"].Numerator);
        Assert.Equal((80, 20, 60), (ours, m01, m02));
        Assert.Equal(excess.GetRawText(), Point(await System.MeasureAsync("M19", Month(source))).GetRawText());
    }

    [Fact]
    [Trait("case", "12")]
    public async Task An_outcome_before_its_booking_counts_once_and_gets_its_notice_when_the_booking_comes()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 12).Select(i => Report(source, i, "DO01", Start)));
        Assert.Equal((12, 12), (await System.CountsAsync("K01", Month(source)))["2025-03-01"]);
        var (_, none) = await System.MeasureAsync("K01", Month(source) + "&by=notice");
        Assert.Equal(0, none.GetProperty("points").GetArrayLength());
        await System.PostLinesAsync(Enumerable.Range(0, 12).Select(i => Event(
            source, $"b{i}", "AppointmentBooked", Start.AddDays(-9), $"\"visitId\":\"v{i}\",\"repairId\":\"w{i}\",\"householdRef\":\"H{i}\",\"windowStart\":\"2025-03-03T08:00:00Z\",\"windowEnd\":\"2025-03-03T12:00:00Z\",\"by\":\"Resident\"")));
        Assert.Equal((12, 12), (await System.CountsAsync("K01", Month(source)))["2025-03-01"]);
        foreach (var (by, value) in new[] { ("notice", "7-13"), ("slot", "am"), ("channel", "resident") })
        {
            var (_, split) = await System.MeasureAsync("K01", Month(source) + "&by=" + by);
            Assert.Equal((12, 12), Row(split, value));
        }

        await AssertRebuiltAsync(source);
    }

    [Fact]
    [Trait("case", "30")]
    public async Task History_can_bring_its_notice_and_its_reminders()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 200).Select(i => AnalyticsHarness.Visit(
            source, $"i{i}", "2025-03-12T10:00:00Z", i % 4 == 0 ? "DO10" : "DO01", $"\"evidence\":\"asserted\",\"noticeDays\":{(i < 100 ? 1 : 20)},\"reminded\":\"{(i % 2 == 0 ? "yes" : "no")}\"")));
        var (_, bands) = await System.MeasureAsync("M01", Month(source) + "&by=notice");
        Assert.Equal((25, 100), Row(bands, "14-27"));
        var (_, strata) = await System.MeasureAsync("M01", Month(source) + "&by=notice-and-reminded");
        Assert.Equal(["1-2|no", "1-2|yes", "14-27|no", "14-27|yes"], strata.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("group").GetString()));
        Assert.Equal((25, 50), Row(strata, "14-27|yes"));
        Assert.Equal((0, 50), Row(strata, "14-27|no"));
    }

    [Fact]
    public async Task Splits_come_out_alike_in_any_order_and_a_rebuild_puts_them_right()
    {
        string[] sources = [AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource()];
        for (var n = 0; n < sources.Length; n++)
        {
            var lines = new List<string>();
            for (var i = 0; i < 40; i++)
            {
                lines.Add(Event(sources[n], $"b{i}", "AppointmentBooked", Start.AddDays(-1 - (i % 20)), $"\"visitId\":\"v{i}\",\"repairId\":\"w{i}\",\"householdRef\":\"H{i}\",\"contractor\":\"C{i % 2}\",\"windowStart\":\"2025-03-03T08:00:00Z\",\"windowEnd\":\"2025-03-03T12:00:00Z\",\"by\":\"{(i % 3 == 0 ? "Resident" : "Landlord")}\""));
                lines.Add(Report(sources[n], i, i % 2 == 0 ? "DO10" : "DO01", Start));
                if (i % 4 == 0)
                    lines.Add(Event(sources[n], $"m{i}", "MessageSent", Start.AddDays(-1), $"\"messageId\":\"m{i}\",\"visitId\":\"v{i}\",\"template\":\"reminder-1-day\",\"channel\":\"text\""));
                if (i % 8 == 0)
                    lines.Add(Event(sources[n], $"u{i}", "MessageUndelivered", Start.AddHours(-20), $"\"messageId\":\"m{i}\",\"visitId\":\"v{i}\",\"template\":\"reminder-1-day\",\"channel\":\"text\""));
                if (i % 5 == 0)
                    lines.Add(Report(sources[n], i, "DO22", Start.AddDays(1), id: $"fix{i}", supersedes: $"r{i}"));
                if (i % 10 == 9)
                    lines.Add($$"""{"source":"{{sources[n]}}","eventId":"void{{i}}","type":"Void","voids":"r{{i}}","occurredAt":"2025-03-05T10:00:00Z"}""");
            }

            var random = new Random(n);
            foreach (var part in (n == 0 ? lines : [.. lines.OrderBy(_ => random.Next())]).Chunk(n == 0 ? lines.Count : 13))
                await System.PostLinesAsync(part);
        }

        await System.CountedAsync();
        var told = await SlicesAsync(sources[0]);
        Assert.Contains("reminded|yes|M01", told, StringComparison.Ordinal);
        Assert.Equal(told, await SlicesAsync(sources[1]));

        await System.ExecuteAsync($"update analytics.slice set n = n + 1 where source = '{sources[1]}'; update analytics.tally set ns[1] = 7 where source = '{sources[1]}'; delete from analytics.visit where source = '{sources[1]}' and visit_id = 'v3'");
        using var analyst = System.As(Repairs.Platform.Roles.Analyst);
        using var asked = await analyst.PostAsync(new Uri("/api/analytics/rebuilds", UriKind.Relative), new StringContent($"{{\"source\":\"{sources[1]}\"}}", global::System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(202, (int)asked.StatusCode);
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from analytics.rebuild where source = '{sources[1]}' and finished_at is not null") == 1, 30, "the rebuild to end");
        Assert.Equal(told, await SlicesAsync(sources[1]));
        await AssertRebuiltAsync(sources[1]);
    }

    [Fact]
    public async Task Complaints_are_told_for_every_thousand_homes()
    {
        var source = AnalyticsHarness.NewSource();
        await System.PostLinesAsync(Enumerable.Range(0, 24).Select(i => Event(source, $"k{i}", "ComplaintMade", Start, $"\"complaintId\":\"k{i}\",\"stage\":\"1\"")));
        await System.PostLinesAsync([Event(source, "homes", "HomesOwned", new DateTimeOffset(2025, 1, 1, 9, 0, 0, TimeSpan.Zero), "\"homes\":12000")]);
        var rate = Point(await System.MeasureAsync("M20", $"source={source}&grain=month&from=2025-03-01&to=2025-03-31"));
        Assert.Equal((24, 12000, 2.0), (rate.GetProperty("numerator").GetInt32(), rate.GetProperty("denominator").GetInt32(), rate.GetProperty("value").GetDouble()));
        Assert.InRange(rate.GetProperty("low").GetDouble(), 1.28, 1.29);
        Assert.InRange(rate.GetProperty("high").GetDouble(), 2.97, 2.99);
    }

    [Fact]
    public async Task Every_measure_has_a_page_and_a_csv()
    {
        foreach (var measure in Repairs.Analytics.Features.ReadMeasure.Measures.All)
        {
            Assert.Contains("What it is", await System.PageAsync($"/analytics/measures/{measure.Id}"), StringComparison.Ordinal);
            foreach (var by in measure.By.Append(""))
                Assert.Equal(200, (await System.MeasureAsync(measure.Id, by.Length == 0 ? "" : $"by={by}")).Status);
        }
    }

    private async Task<string> SlicesAsync(string source) => (await System.ScalarAsync<string>($"""
        select string_agg(concat_ws('|', day, dimension, value, counter, n), E'\n' order by day, dimension, value, counter)
        from analytics.slice where landlord = 'demo' and source = '{source}'
        """))!;

    /// <summary>What is kept is what the events alone come to.</summary>
    private async Task AssertRebuiltAsync(string source)
    {
        await System.CountedAsync();
        await using var connection = await System.RoleAsync("Analytics");
        await using (var path = connection.CreateCommand())
        {
            path.CommandText = "set search_path = analytics";
            await path.ExecuteNonQueryAsync();
        }

        var rebuilt = (await Recount.AsKnownAsync(connection, new Feed { Landlord = "demo", Source = source }, DateTimeOffset.MaxValue, default))
            .Select(b => $"{b.Day:yyyy-MM-dd}|{b.Patch}|{b.Trade}|{b.Counter}|{b.N}").Order(StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', rebuilt), string.Join('\n', (await System.BucketsAsync(source)).Split('\n').Order(StringComparer.Ordinal)));
    }

    private static string Month(string source) => $"source={source}&grain=month";

    private static (int?, int?) Row(JsonElement answer, string group)
    {
        var point = answer.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("group").GetString() == group);
        return (Int(point, "numerator"), Int(point, "denominator"));
    }

    private static int? Int(JsonElement point, string name) => point.GetProperty(name).ValueKind == JsonValueKind.Number ? point.GetProperty(name).GetInt32() : null;

    private static JsonElement Point((int Status, JsonElement Body) answer)
    {
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return answer.Body.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("period").GetString() == "2025-03-01");
    }

    private static string Event(string source, string id, string type, DateTimeOffset at, string more) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"{{id}}","type":"{{type}}","occurredAt":"{{at:O}}",{{more}}}""");

    private static string Report(string source, int visit, string outcome, DateTimeOffset at, int? home = null, int? repair = null, string? id = null, string? supersedes = null) => Event(
        source, id ?? $"r{visit}", "VisitOutcomeReported", at,
        string.Create(CultureInfo.InvariantCulture, $"\"visitId\":\"v{visit}\",\"reportId\":\"{id ?? $"report{visit}"}\",\"repairId\":\"w{repair ?? visit}\",\"householdRef\":\"H{home ?? repair ?? visit}\",\"patch\":\"North\",\"trade\":\"plumbing\",\"priority\":\"Routine\",\"outcome\":\"{outcome}\",\"arrivedAt\":\"{at:O}\",\"by\":\"Contractor\"{(outcome == "DO10" ? "," + AllEvidence : "")}{(supersedes is null ? "" : $",\"supersedes\":\"{supersedes}\"")}"));
}
