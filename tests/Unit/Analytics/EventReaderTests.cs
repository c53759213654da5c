using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Analytics;

public sealed class EventReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly HomeHash Homes = new(new PlatformSettings { LinkKey = Convert.ToBase64String(new byte[32]) });

    [Fact]
    public void A_visit_from_elsewhere_is_read()
    {
        var row = Read("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01T23:30:00Z","outcome":"do10","evidence":"asserted","patch":"North","trade":"plumbing"}""").Row!;
        Assert.Equal(("DO10", "asserted", "no-access", new DateOnly(2025, 7, 2), "North", null), (row.Code, row.Evidence, row.Standing, row.Day, row.Patch, row.Doubt));
    }

    [Theory]
    [InlineData("Smith & Sons")]
    [InlineData("O'Brien (Northern) Ltd, t/a \"Fix-It!\"")]
    [InlineData("Ł & Śmiałek – budowa")]
    public void A_firm_or_a_place_is_called_what_people_call_it(string name)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(name);
        var row = Read($$"""{"source":"s","eventId":"1","type":"AppointmentBooked","occurredAt":"2025-07-01T10:00:00Z","appointmentId":"a","visitId":"v","contractor":{{json}},"patch":{{json}}}""");
        Assert.Null(row.Reason);
        Assert.Equal(name, row.Row!.Patch);
        Assert.Contains("at most 100", Read($$"""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO01","patch":"{{new string('x', 101)}}"}""").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_about_evidence_is_no_evidence() => Assert.Equal("none", Read(Imported("\"outcome\":\"DO10\"")).Row!.Evidence);

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("""{"eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO01"}""", "source")]
    [InlineData("""{"source":"s","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO01"}""", "eventId")]
    [InlineData("""{"source":"s","eventId":"1","type":"Surprise","occurredAt":"2025-07-01"}""", "Surprise")]
    [InlineData("""{"source":"s","eventId":"1","type":"AvailabilityPaused","occurredAt":"2025-07-01"}""", "not kept")]
    [InlineData("""{"source":"s","eventId":"1","type":"ReasonShared","occurredAt":"2025-07-01","visitId":"v","code":"R50"}""", "code is R01")]
    [InlineData("""{"source":"s","eventId":"1","type":"RepairRaised","occurredAt":"2025-07-01","repairId":"w","priority":"P1"}""", "priority is Emergency, Urgent or Routine")]
    [InlineData("""{"source":"s","eventId":"1","type":"RepairRaised","occurredAt":"2025-07-01","repairId":"w","priority":"1"}""", "priority is Emergency, Urgent or Routine")]
    [InlineData("""{"source":"s","eventId":"1","type":"HomesOwned","occurredAt":"2025-07-01","homes":"many"}""", "homes is")]
    [InlineData("""{"source":"s","eventId":"1","type":"ComplaintMade","occurredAt":"2025-07-01","complaintId":"k","stage":"3"}""", "stage is")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","outcome":"DO01"}""", "the time it happened is missing")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"31/12/2025","outcome":"DO01"}""", "31/12/2025")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01"}""", "outcome is missing")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO99"}""", "DO99")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO30"}""", "DO30")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"10"}""", "no outcome")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO10","evidence":"maybe"}""", "evidence")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO01","landlord":"other"}""", "landlord")]
    [InlineData("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01","outcome":"DO01","supersedes":"1"}""", "itself")]
    [InlineData("""{"source":"s","eventId":"1","type":"MessageSent","messageId":"m","occurredAt":"2025-07-01","template":"Dear <b>Sam</b>"}""", "template")]
    public void What_cannot_be_read_is_rejected_with_the_reason(string line, string reason) => Assert.Contains(reason, Read(line).Reason, StringComparison.Ordinal);

    [Theory]
    [Trait("case", "15")]
    [InlineData("2025-07-01T10:00:00+02:00", "2025-07-01T08:00:00Z", null)]
    [InlineData("2025-07-01T10:00:00", "2025-07-01T09:00:00Z", "no-offset")]
    [InlineData("2025-07-01 10:00", "2025-07-01T09:00:00Z", "no-offset")]
    [InlineData("2025-01-01T10:00:00", "2025-01-01T10:00:00Z", "no-offset")]
    [InlineData("2025-10-26T01:30:00", "2025-10-26T00:30:00Z", "ambiguous")]
    [InlineData("2025-10-26T02:00:00", "2025-10-26T02:00:00Z", "no-offset")]
    [InlineData("2025-07-01", "2025-07-01T11:00:00Z", null)]
    public void A_time_without_an_offset_is_londons_and_flagged_and_one_that_came_twice_is_the_earlier(string at, string instant, string? flag)
    {
        var row = Read($$"""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"{{at}}","outcome":"DO01"}""").Row!;
        Assert.Equal((DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), flag, null), (row.OccurredAt, row.Flag, row.Doubt));
    }

    [Theory]
    [Trait("case", "15")]
    [Trait("case", "16")]
    [InlineData("2025-03-30T01:30", "clocks went forward")]
    [InlineData("2026-03-03T12:04:00Z", null)]
    [InlineData("2026-03-03T12:06:00Z", "future")]
    [InlineData("1970-01-01T00:00:00Z", "1990")]
    public void An_impossible_time_is_doubtful(string at, string? doubt)
    {
        var row = Read($$"""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"{{at}}","outcome":"DO01"}""").Row!;
        if (doubt is null)
            Assert.Null(row.Doubt);
        else
            Assert.Contains(doubt, row.Doubt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-03-31", "2025-03-31T22:59:59Z")]
    [InlineData("2025-03-31T12:00:00Z", "2025-03-31T12:00:00Z")]
    public void What_is_due_on_a_day_is_in_time_until_it_ends(string due, string instant) =>
        Assert.Contains(instant, Read($$"""{"source":"s","eventId":"1","type":"RepairRaised","occurredAt":"2025-03-01","repairId":"w","priority":"emergency","dueBy":"{{due}}"}""").Row!.Body, StringComparison.Ordinal);

    [Fact]
    public void What_was_sent_to_an_earlier_version_is_known_when_it_is_sent_again()
    {
        var row = Read("""{"source":"s","eventId":"1","type":"RepairRaised","occurredAt":"2025-03-01T10:00:00Z","repairId":"w","priority":"emergency","dueBy":"2025-03-31"}""").Row!;
        string?[] formerly = ["RepairRaised", "w", null, new DateTime(2025, 3, 1, 10, 0, 0, DateTimeKind.Utc).Ticks.ToString(CultureInfo.InvariantCulture), "", "", null, null, null, null, null, null, null, null, """{"dueBy":"2025-03-31T11:00:00Z","priority":"emergency"}"""];
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', formerly)))[..16], row.Hash);
        Assert.Contains("\"Emergency\"", row.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_priority_is_kept_by_its_name_however_it_is_written() =>
        Assert.Contains("\"Emergency\"", Read("""{"source":"s","eventId":"1","type":"RepairRaised","occurredAt":"2025-03-01","repairId":"w","priority":"EMERGENCY"}""").Row!.Body, StringComparison.Ordinal);

    [Fact]
    public void The_same_content_has_the_same_hash_whatever_its_order_and_recording_time()
    {
        var one = Read("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01T10:00:00Z","outcome":"DO01","patch":"N"}""").Row!;
        var two = Read("""{"patch":"N","outcome":"DO01","occurredAt":"2025-07-01T11:00:00+01:00","type":"VisitImported","recordedAt":"2025-07-02T10:00:00Z","eventId":"1","source":"s"}""").Row!;
        var other = Read("""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01T10:00:00Z","outcome":"DO01","patch":"M"}""").Row!;
        Assert.Equal(one.Hash, two.Hash);
        Assert.NotEqual(one.Hash, other.Hash);
    }

    [Fact]
    public void A_home_is_kept_as_a_keyed_hash_only()
    {
        var row = Read("""{"source":"s","eventId":"1","type":"ContactReceived","occurredAt":"2025-07-01","contactId":"c","propertyRef":"P-123456","householdRef":"H-123456","channel":"phone","code":"FD01","words":"my name is Sam"}""").Row!;
        Assert.Equal(16, row.Place!.Length);
        Assert.DoesNotContain("123456", $"{row} {row.Body}", StringComparison.Ordinal);
        Assert.DoesNotContain("Sam", row.Body, StringComparison.Ordinal);
        Assert.NotEqual(row.Place, Homes.Of("other", "H-123456"));
    }

    [Fact]
    public void A_home_has_one_key_its_household_before_its_property()
    {
        string Contact(string home) => $$"""{"source":"s","eventId":"1","type":"ContactReceived","occurredAt":"2025-07-01","contactId":"c",{{home}},"channel":"phone"}""";
        var household = Homes.Of("demo", "H-1");
        foreach (var home in new[] { "\"householdRef\":\"H-1\"", "\"householdRef\":\"H-1\",\"propertyRef\":\"P-1\"" })
        {
            var row = Read(Contact(home)).Row!;
            Assert.Equal(household, row.Place);
            Assert.Contains(Convert.ToHexStringLower(household!), row.Body, StringComparison.Ordinal);
        }

        Assert.Equal(Homes.Of("demo", "P-1"), Read(Contact("\"propertyRef\":\"P-1\",\"householdRef\":\"\"")).Row!.Place);
        Assert.Equal("invited is true or false", Read(Contact("\"invited\":\"perhaps\"")).Reason);
    }

    [Fact]
    public void A_void_needs_nothing_but_what_it_takes_back() =>
        Assert.Equal(("Void", "7"), (Read("""{"source":"s","eventId":"8","occurredAt":"2025-07-01","voids":"7"}""").Row!.Type, Read("""{"source":"s","eventId":"8","occurredAt":"2025-07-01","voids":"7"}""").Row!.Voids));

    [Fact]
    public void Every_event_we_listen_to_can_be_kept()
    {
        foreach (var listen in new Repairs.Analytics.AnalyticsService().Listens)
            Assert.NotNull(EventTypes.Find(listen.Event.Name));
    }

    [Fact]
    public void Nothing_kept_of_an_event_is_a_person_or_free_words()
    {
        string[] never = ["operativeRef", "householdRef", "propertyRef", "words", "note", "address", "name", "promise", "because", "visitIds"];
        Assert.All(EventTypes.Names, n => Assert.DoesNotContain(EventTypes.Find(n)!.Keeps, k => never.Contains(k)));
    }

    [Fact]
    public void The_evidence_of_a_report_is_kept_part_by_part()
    {
        var row = Read("""{"source":"s","eventId":"1","type":"VisitOutcomeReported","occurredAt":"2025-07-01","visitId":"v","reportId":"r","outcome":"DO10","by":"Contractor","evidence":{"timeOnSite":true,"nearAddress":true,"twoTries":true,"cardPhoto":false,"briefRead":true}}""").Row!;
        Assert.Equal(("none", "r", "v", nameof(Actor.Contractor)), (row.Evidence, row.Alias, row.Subject, row.Actor));
        Assert.DoesNotContain("cardPhoto", row.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_adjustment_only_that_there_is_one_is_kept()
    {
        var row = Read("""{"source":"s","eventId":"1","type":"AdjustmentRecorded","occurredAt":"2025-07-01","adjustmentId":"a","householdRef":"H001","code":"A07"}""").Row!;
        Assert.Null(row.Code);
        Assert.Null(row.Body);
        Assert.DoesNotContain("A07", row.ToString(), StringComparison.Ordinal);
        Assert.Equal(16, row.Place!.Length);
    }

    [Theory]
    [InlineData("\"noticeDays\":5", """{"dims":{"notice":"3-6"}}""")]
    [InlineData("\"bookedAt\":\"2025-06-15\"", """{"dims":{"notice":"14-27"}}""")]
    [InlineData("\"slot\":\"PM\",\"channel\":\"phone\"", """{"dims":{"channel":"phone","slot":"pm"}}""")]
    [InlineData("\"noticeDays\":0,\"reminded\":true", """{"dims":{"notice":"0","notice-and-reminded":"0|yes","reminded":"yes"}}""")]
    [InlineData("\"team\":\"Gas, East\"", """{"dims":{"team":"Gas, East"}}""")]
    [InlineData("\"patch\":\"North\"", null)]
    public void History_may_bring_what_it_is_broken_down_by(string more, string? body) => Assert.Equal(body, Read(Imported("\"outcome\":\"DO01\"," + more)).Row!.Body);

    [Theory]
    [InlineData("\"slot\":\"lunch\"", "slot is")]
    [InlineData("\"noticeDays\":\"soon\"", "noticeDays is")]
    [InlineData("\"pathway\":\"gold\"", "pathway is")]
    [InlineData("\"reminded\":\"maybe\"", "reminded is")]
    [InlineData("\"bookedAt\":\"yesterday\"", "bookedAt")]
    public void What_it_is_broken_down_by_is_from_a_list(string more, string reason) => Assert.Contains(reason, Read(Imported("\"outcome\":\"DO01\"," + more)).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_line()
    {
        var text = "id,note\n1,fine\n2,\"open\n3,fine\n4,\"two\nlines\"\n5,a,b\n6,fine\n";
        var lines = new Lines(new MemoryStream(Encoding.UTF8.GetBytes(text))).ReadAsync(default).GetAsyncEnumerator();
        await lines.MoveNextAsync();
        var records = new List<CsvRecord>();
        await foreach (var record in Csv.RecordsAsync(lines, 2, ',', default))
            records.Add(record);
        Assert.Equal(["2 1", "3 -", "4 3", "5 4", "7 -", "8 6"], records.Select(r => $"{r.Line} {r.Cells?[0] ?? "-"}"));
        Assert.Equal("two\nlines", records[3].Cells![1]);
    }

    [Fact]
    public async Task A_line_longer_than_we_read_costs_itself_alone()
    {
        var text = new string('x', 600_000) + "\nshort\n";
        var read = new List<TextLine>();
        await foreach (var line in new Lines(new MemoryStream(Encoding.UTF8.GetBytes(text))).ReadAsync(default))
            read.Add(line);
        Assert.Equal([null, "short"], read.Select(l => l.Text));
    }

    private static string Imported(string more) => $$"""{"source":"s","eventId":"1","type":"VisitImported","occurredAt":"2025-07-01",{{more}}}""";

    [Fact]
    public void The_demonstration_s_year_is_taken_in_line_by_line()
    {
        var options = new System.Text.Json.JsonSerializerOptions(Json.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
        var read = new Demonstration.DemoLandlord(100, LondonTime.DateOf(Now)).History().Select(e => Read(System.Text.Json.JsonSerializer.Serialize(e, options))).ToList();
        Assert.All(read, r => Assert.Null(r.Reason));
        Assert.All(read, r => Assert.Null(r.Row!.Doubt));
        foreach (var type in new[] { "VisitImported", "VisitDisputed", "FeedbackGiven", "ContactReceived", "ContactCodedTwice" })
            Assert.Contains(read, r => r.Row!.Type == type);
    }

    private static ReadLine Read(string line) => CollectEvents.ReadJson(line, 1, new Sender("demo", Now, Homes));
}
