using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>The repeat contacts that are shown (M18) are those of the rule and of the known answers.</summary>
[Collection(SystemCollection.Name)]
public sealed class RepeatContactsTests(SharedSystem shared, ITestOutputHelper output)
{
    private const string Housing = "HPD only";
    private const string Contacts = "analytics/nyc311_contacts_2020_2026.csv.gz";
    private static readonly Dictionary<int, string> Counters = new() { [7] = "M18.7", [14] = "M18.14", [28] = "M18" };

    private RepairsSystem System => shared.System;

    /// <summary>All agencies' contacts with <c>REPAIRS_LONG</c> set, those of housing otherwise: the others take minutes.</summary>
    [Trait("case", "18")]
    [SharedDataFact(Contacts)]
    public async Task Real_contacts_repeat_as_often_as_is_known_in_order_and_shuffled_with_a_tenth_of_them_twice()
    {
        var isLong = Environment.GetEnvironmentVariable("REPAIRS_LONG") is { Length: > 0 };
        var rows = Read().ToList();
        Assert.Equal(152204, rows.Count);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.SharedData("analytics/repeat_contact_expected.json")!));
        var known = file.RootElement.GetProperty("results").EnumerateArray().Where(r => Counters.ContainsKey(r.GetProperty("window_days").GetInt32()) && (isLong || r.GetProperty("scope").GetString() == Housing)).ToList();
        var subjects = rows.Select(r => r.Agency + "|" + r.Type).Distinct(StringComparer.Ordinal).Select((s, i) => (s, i)).ToDictionary(s => s.s, s => $"subject {s.i}", StringComparer.Ordinal);
        var (passed, total) = (0, 0);
        foreach (var set in known.GroupBy(r => (Scope: r.GetProperty("scope").GetString()!, Key: r.GetProperty("subject_key").GetString()!)))
        {
            var scope = rows.Where(r => set.Key.Scope != Housing || r.Agency == "HPD").ToList();
            string Line(string source, Row r) => JsonSerializer.Serialize(new
            {
                source, eventId = r.Id, type = "ContactReceived", occurredAt = r.At.ToString("O", CultureInfo.InvariantCulture), propertyRef = r.Home,
                trade = set.Key.Key == "property_id" ? "any" : r.Agency,
                repairId = set.Key.Key.EndsWith("complaint_type", StringComparison.Ordinal) ? subjects[r.Agency + "|" + r.Type] : null,
            });
            var (plain, mixed) = (AnalyticsHarness.NewSource(), AnalyticsHarness.NewSource());
            if (set.Key is ("all agencies", "property_id+agency"))
                Assert.Equal(scope.Count, Accepted(await PostFileAsync(plain)));
            else
                Assert.Equal(scope.Count, Accepted(await System.PostLinesAsync(scope.Select(r => Line(plain, r)), zipped: true)));

            // Shuffled, those of housing only: a million contacts more would say the same.
            var both = set.Key.Scope == Housing;
            if (both)
            {
                var shuffled = scope.Concat(scope.Where((_, i) => i % 10 == 3)).ToArray();
                new Random(42).Shuffle(shuffled);
                var (_, answer) = await System.PostLinesAsync(shuffled.Select(r => Line(mixed, r)), zipped: true);
                Assert.Equal((scope.Count, shuffled.Length - scope.Count), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicates").GetInt32()));
            }

            await Eventually.TrueAsync(async () => !await System.ScalarAsync<bool>("select exists (select from analytics.dirty) or exists (select from analytics.rebuild where finished_at is null)"), 600, "all contacts to be counted");
            foreach (var (source, order) in new[] { (plain, "in order"), (mixed, "shuffled, a tenth twice") }.Take(both ? 2 : 1))
            {
                foreach (var expected in set)
                {
                    var days = expected.GetProperty("window_days").GetInt32();
                    var live = (await SumAsync(source, Counters[days]), await SumAsync(source, "M18.of"));
                    var right = live == (expected.GetProperty("repeat_contacts").GetInt64(), expected.GetProperty("contacts").GetInt64());
                    total++;
                    passed += right ? 1 : 0;
                    output.WriteLine($"{(right ? "passed" : "FAILED")}: {set.Key.Scope}, {set.Key.Key}, {days} days, {order}: {live.Item1} of {live.Item2}");
                }
            }
        }

        output.WriteLine($"Repeat contact as it is shown (M18): {passed} / {total}");
        Assert.Equal(isLong ? (13, 13) : (8, 8), (passed, total));
    }

    [Fact]
    public async Task Echoes_and_what_we_asked_for_do_not_count_what_nobody_noted_stands_apart_and_a_home_has_one_key()
    {
        var source = AnalyticsHarness.NewSource();
        string At(string id, string at, string more) => $$"""{"source":"{{source}}","eventId":"{{id}}","type":"ContactReceived","contactId":"{{id}}","occurredAt":"{{at}}",{{more}}}""";
        await System.PostLinesAsync([
            At("a", "2025-03-01T10:00:00Z", "\"householdRef\":\"H1\",\"channel\":\"email\",\"trade\":\"plumbing\""),
            At("echo", "2025-03-01T10:09:00Z", "\"householdRef\":\"H1\",\"propertyRef\":\"P1\",\"channel\":\"phone\",\"trade\":\"plumbing\""),
            At("invited", "2025-03-02T10:00:00Z", "\"householdRef\":\"H1\",\"channel\":\"email\",\"trade\":\"plumbing\",\"invited\":true"),
            At("question", "2025-03-02T11:00:00Z", "\"householdRef\":\"H1\",\"channel\":\"email\",\"trade\":\"plumbing\",\"code\":\"VD04\""),
            At("ours", "2025-03-02T12:00:00Z", "\"householdRef\":\"H1\",\"channel\":\"phone\",\"trade\":\"plumbing\",\"by\":\"Landlord\""),
            At("b", "2025-03-03T10:00:00Z", "\"householdRef\":\"H1\",\"propertyRef\":\"P1\",\"channel\":\"phone\",\"trade\":\"plumbing\""),
            At("c", "2025-03-01T10:00:00Z", "\"householdRef\":\"H2\",\"channel\":\"phone\""),
            At("d", "2025-03-04T10:00:00Z", "\"householdRef\":\"H2\",\"channel\":\"phone\""),
            At("nowhere", "2025-03-04T10:00:00Z", "\"channel\":\"phone\",\"trade\":\"plumbing\""),
        ]);
        Assert.Equal((2L, 1L, 2L, 1L), (await SumAsync(source, "M18.of"), await SumAsync(source, "M18.7"), await SumAsync(source, "M18a.of"), await SumAsync(source, "M18a")));

        // Who is told not to have been invited after all counts, and repeats.
        await System.PostLinesAsync([At("question2", "2025-03-02T11:00:00Z", "\"householdRef\":\"H1\",\"channel\":\"email\",\"trade\":\"plumbing\",\"code\":\"FD01\",\"supersedes\":\"question\"")]);
        Assert.Equal((3L, 2L), (await SumAsync(source, "M18.of"), await SumAsync(source, "M18.7")));
    }

    [Fact]
    public async Task Where_contacts_are_not_known_by_patch_no_page_says_that_nobody_got_in_touch()
    {
        var source = AnalyticsHarness.NewSource();
        var contacts = Enumerable.Range(0, 60).Select(i => $$"""{"source":"{{source}}","eventId":"c{{i}}","type":"ContactReceived","occurredAt":"2025-03-{{(i % 28) + 1:00}}T10:00:00Z","householdRef":"H{{i}}","code":"FD01"}""");
        await System.PostLinesAsync(contacts.Concat(Enumerable.Range(0, 60).Select(i => AnalyticsHarness.Visit(source, $"v{i}", $"2025-03-{(i % 28) + 1:00}T09:00:00Z", "DO01", "\"patch\":\"North\""))));
        var query = $"source={source}&from=2025-03-01&to=2025-03-31";
        var page = await System.PageAsync($"/analytics/failure-demand?{query}&patch=North");
        Assert.Contains("Contacts are not known by patch for this source", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody got in touch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not known by patch", await System.PageAsync($"/analytics/failure-demand?{query}"), StringComparison.Ordinal);
        Assert.Contains("not known by patch for this source", await System.PageAsync($"/analytics/patches?measure=M17&{query}"), StringComparison.Ordinal);
        var measure = await System.PageAsync($"/analytics/measures/M17?{query}&patch=North");
        Assert.Contains("Nothing of this is told of this part of the landlord", measure, StringComparison.Ordinal);

        await System.PostLinesAsync([$$"""{"source":"{{source}}","eventId":"of","type":"ContactReceived","occurredAt":"2025-02-10T10:00:00Z","householdRef":"H1","code":"FD01","patch":"North"}"""]);
        Assert.Contains("A contact that does not say its patch is in the figures of the whole landlord only", await System.PageAsync($"/analytics/failure-demand?{query}&patch=North"), StringComparison.Ordinal);
    }

    private async Task<long> SumAsync(string source, string counter) =>
        await System.ScalarAsync<long>($"select coalesce(sum(n), 0)::bigint from analytics.bucket where landlord = 'demo' and source = '{source}' and counter = '{counter}'");

    private static int Accepted((int Status, JsonElement Body) answer) => answer.Body.GetProperty("accepted").GetInt32();

    /// <summary>The file as it is, with a mapping.</summary>
    private async Task<(int Status, JsonElement Body)> PostFileAsync(string source)
    {
        await using var csv = new GZipStream(File.OpenRead(Repository.SharedData(Contacts)!), CompressionMode.Decompress);
        return await System.PostCsvAsync(csv, $$"""
            {"source":{"value":"{{source}}"},"type":"ContactReceived","id":"seq",
             "occurredAt":{"column":"created_local_newyork","format":"yyyy-MM-dd'T'HH:mm:ss.fff","zone":"America/New_York"},"propertyRef":"property_id","trade":"agency"}
            """);
    }

    private static IEnumerable<Row> Read()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.SharedData(Contacts)!), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var local = DateTime.ParseExact(cells[1], "yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);

            // An hour that happens twice is read as its first time.
            yield return new Row(cells[0], new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)), cells[2], string.Join(',', cells[3..^1]), cells[^1]);
        }
    }

    private sealed record Row(string Id, DateTimeOffset At, string Agency, string Type, string Home);
}

/// <summary>The SQL that counts them beside the rule it writes out.</summary>
public sealed class RepeatContactsRuleTests(AnalyticsAlone alone, ITestOutputHelper output) : IClassFixture<AnalyticsAlone>
{
    private const string Source = "s";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_counts_of_any_contacts_in_any_order_are_the_rules()
    {
        const int Sets = 40;
        var repeats = 0L;
        for (var seed = 1; seed <= Sets; seed++)
        {
            var random = new Random(seed);
            T One<T>(params T[] of) => of[random.Next(of.Length)];
            var contacts = Enumerable.Range(0, 60).Select(i => new Contact(
                $"{One("a", "B", "c", "D")}{i}", 0,
                Start.AddDays(One(0, 0, 1, 7, 14, 28, 35)).AddMinutes(One(0, 0, 4, 9, 10, 15, 20)).AddSeconds(One(0, 0, 0, 1)),
                One("1", "2"), One(null, "plumbing", "plumbing", "roofing"), One(null, "email", "phone"), random.Next(8) == 0)).ToList();
            var voided = contacts.FindAll(_ => random.Next(10) == 0);
            var lines = contacts.Select(c => $$"""{"source":"{{Source}}","eventId":"{{c.Id}}","type":"ContactReceived","occurredAt":"{{c.At:O}}","householdRef":"{{c.Home}}"{{Text("trade", c.Subject)}}{{Text("channel", c.Channel)}},"invited":{{(c.Invited ? "true" : "false")}}}""")
                .Concat(voided.Select(c => $$"""{"source":"{{Source}}","eventId":"void {{c.Id}}","occurredAt":"2026-05-01T10:00:00Z","voids":"{{c.Id}}"}""")).ToArray();
            random.Shuffle(lines);
            var landlord = $"rule{seed}";
            foreach (var part in lines.Chunk(random.Next(7, 40)))
            {
                await alone.StoreAsync(landlord, part);
                await alone.CountAsync(landlord, Source);
            }

            var expected = RepeatContacts.Count(contacts.Except(voided), [7, 14, 28], AnalyticsAlone.Now).Value!;
            var counted = await alone.RowsAsync($"select counter, sum(n) from bucket where landlord = '{landlord}' and counter like 'M18%' group by 1");
            Assert.Equal(
                string.Join('\n', new[]
                {
                    ("M18", expected[2].Known.Repeats), ("M18.14", expected[1].Known.Repeats), ("M18.7", expected[0].Known.Repeats), ("M18.of", expected[0].Known.All),
                    ("M18a", expected[2].Unknown.Repeats), ("M18a.of", expected[0].Unknown.All),
                }.Where(c => c.Item2 > 0).Select(c => $"({c.Item1},{c.Item2})").Order(StringComparer.Ordinal)),
                string.Join('\n', counted.Split('\n').Order(StringComparer.Ordinal)));
            await alone.AssertTrueAsync(landlord, Source);
            repeats += expected[2].Known.Repeats;
        }

        output.WriteLine($"{Sets} of {Sets} random sets are counted as the rule says, {repeats} repeats in them; what is kept is what a recount finds");
    }

    private static string Text(string name, string? value) => value is null ? "" : $",\"{name}\":\"{value}\"";
}
