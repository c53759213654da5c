using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Statistics;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Who moves the first day of a question on by one, and by one again, and lays the answers beside each other.</summary>
[Collection(SystemCollection.Name)]
public sealed class AnyDatesTests(SharedSystem shared)
{
    private static readonly DateTimeOffset First = new(2025, 1, 6, 10, 0, 0, TimeSpan.Zero);

    private RepairsSystem System => shared.System;

    [Trait("case", "27")]
    [Fact]
    public async Task Sliding_the_first_day_tells_nothing_of_reasons_of_coders_or_of_anything_else_that_is_no_sum()
    {
        var source = await SeedAsync();
        await using var connection = await System.RoleAsync("Analytics");
        await using (var path = connection.CreateCommand())
        {
            path.CommandText = "set search_path = analytics";
            await path.ExecuteNonQueryAsync();
        }

        var now = await System.NowAsync();
        var known = await ReadMeasureSql.KnownAsync(connection, new Reader("a", "demo", Profile.Staff, null), default);
        var loose = Measures.All.Where(m => m.Kind != Kind.Rate || m.OncePerPeriod).ToList();
        var told = 0;
        foreach (var measure in loose)
        {
            HashSet<string> answers = [];
            for (var from = new DateOnly(2025, 2, 2); from <= new DateOnly(2025, 3, 1); from = from.AddDays(1))
            {
                var (query, faults) = MeasureQuery.Read(measure, new Asked($"{from:yyyy-MM-dd}", "2025-03-31", measure.FromEvents ? null : "day", null, null, source, null, null), known, now);
                Assert.True(query is not null, string.Join(' ', faults.Sentences));
                var figures = await WholeRange.RowsAsync(connection, "demo", query with { From = from, To = new DateOnly(2025, 3, 31) }, now, default);
                told += figures.Count(f => f.Denominator > 0);
                Assert.All(figures.Where(f => f.Over is { }), f => Assert.Equal((new DateOnly(2025, 3, 1), new DateOnly(2025, 3, 31)), f.Over!.Value));
                answers.Add(JsonSerializer.Serialize(figures, Json.Options));
            }

            Assert.True(answers.Count == 1, $"{measure.Id}: {answers.Count} answers");
        }

        Assert.True(told > 500, $"{told}");

        // The page, day by day: the reasons, and how far coders agree.
        HashSet<string> pages = [];
        foreach (var day in new[] { "2025-02-10", "2025-02-11", "2025-02-12", "2025-02-28" })
        {
            var text = WebUtility.HtmlDecode(await System.PageAsync($"/analytics/failure-demand?source={source}&grain=day&from={day}&to=2025-03-31"));
            Assert.Contains("over whole months: 1 March 2025 to 31 March 2025", text, StringComparison.Ordinal);
            var agree = Regex.Match(text, "About [0-9]+ contacts were coded by two people.*?This is of 1 March 2025 to 31 March 2025", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
            Assert.True(agree.Success);
            pages.Add(agree.Value + Regex.Match(text, "The reasons, in the words people use.*?</table>", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value);
        }

        Assert.Single(pages);
        Assert.Contains("there is none in this time", await System.PageAsync($"/analytics/failure-demand?source={source}&grain=day&from=2025-03-02&to=2025-03-20"), StringComparison.Ordinal);
    }

    [Trait("case", "27")]
    [Fact]
    public async Task Reasons_contacts_without_a_code_and_how_far_coders_agree_stand_in_the_registry_and_are_asked_for_there()
    {
        var source = await SeedAsync();
        foreach (var id in new[] { "M17-codes", "M17-kappa" })
        {
            foreach (var grain in new[] { "day", "week" })
            {
                var (refused, why) = await System.MeasureAsync(id, $"source={source}&grain={grain}");
                Assert.Equal(422, refused);
                Assert.Contains("whole months, quarters and years", why.ToString(), StringComparison.Ordinal);
            }

            Assert.Equal(422, (await System.MeasureAsync(id, $"source={source}&asOf=2025-03-05")).Status);
        }

        var (status, codes) = await System.MeasureAsync("M17-codes", $"source={source}");
        Assert.Equal((200, "month"), (status, codes.GetProperty("grain").GetString()));
        var march = codes.GetProperty("points").EnumerateArray().Where(p => p.GetProperty("period").GetString() == "2025-03-01").ToDictionary(p => p.GetProperty("group").GetString()!, p => p);

        // 31 days of two and of one, and three in all.
        Assert.Equal((60, 95, true), (march["FD02"].GetProperty("numerator").GetInt32(), march["FD02"].GetProperty("denominator").GetInt32(), march["FD02"].GetProperty("rounded").GetBoolean()));
        Assert.Equal("[c]", march["FD14"].GetProperty("marker").GetString());

        var (_, kappa) = await System.MeasureAsync("M17-kappa", $"source={source}&grain=quarter");
        var quarter = kappa.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("period").GetString() == "2025-01-01");
        Assert.InRange(quarter.GetProperty("value").GetDouble(), 0.1, 0.99);
        Assert.Equal((1, "Agreement"), (kappa.GetProperty("measure").GetProperty("version").GetInt32(), kappa.GetProperty("measure").GetProperty("kind").GetString()));

        // 31 of 126, rounded: one of four a day is hidden.
        Assert.Equal((30, 125), (await System.CountsAsync("M17a", $"source={source}&grain=month"))["2025-03-01"]);
    }

    /// <summary>From 6 January to 6 April 2025, every day: two contacts FD02, one VD02, one without a code; in each month two FD14; two of them coded twice, one in seven otherwise.</summary>
    private async Task<string> SeedAsync()
    {
        var source = AnalyticsHarness.NewSource();
        List<string> lines = [];
        string Line(string id, string type, DateTimeOffset at, string more) => string.Create(CultureInfo.InvariantCulture, $$"""{"source":"{{source}}","eventId":"{{id}}","type":"{{type}}","occurredAt":"{{at:O}}",{{more}}}""");
        for (var d = 0; d < 91; d++)
        {
            var at = First.AddDays(d);
            foreach (var (code, i) in new[] { "FD02", "FD02", "VD02", null, at.Day is 3 or 5 ? "FD14" : "" }.Select((c, i) => (c, i)).Where(c => c.c != ""))
                lines.Add(Line($"c{d}-{i}", "ContactReceived", at.AddMinutes(i), $"\"contactId\":\"c{d}-{i}\",\"householdRef\":\"H{(d * 5) + i}\",\"channel\":\"phone\"{(code is null ? "" : $",\"code\":\"{code}\"")}"));
            foreach (var i in new[] { 1, 2 })
                lines.Add(Line($"k{d}-{i}", "ContactCodedTwice", at.AddMinutes(30 + i), $"\"contactId\":\"c{d}-{i}\",\"firstCode\":\"{(i == 1 ? "FD02" : "VD02")}\",\"secondCode\":\"{(d % 7 == 0 || i == 1 ? "FD02" : "VD02")}\""));
            lines.Add(Line($"k{d}", "ComplaintMade", at, $"\"complaintId\":\"k{d}\",\"stage\":\"1\""));
            lines.Add(Line($"v{d}", "VisitImported", at, $"\"visitId\":\"{source}-{d}\",\"householdRef\":\"H{d}\",\"outcome\":\"{(d % 2 == 0 ? "DO10" : "DO01")}\",\"evidence\":\"complete\""));
            lines.Add(Line($"f{d}", "FeedbackGiven", at.AddHours(1), $"\"visitId\":\"{source}-{d}\",\"feedbackId\":\"f{d}\",\"safe\":{1 + (d % 5)},\"visitHappened\":true"));
        }

        lines.Add(Line("homes", "HomesOwned", First.AddDays(-5), "\"homes\":5000"));
        var (status, body) = await System.PostLinesAsync(lines);
        Assert.True(status == 200 && body.GetProperty("rejectedCount").GetInt32() == 0, body.ToString());
        await System.CountedAsync();
        return source;
    }
}
