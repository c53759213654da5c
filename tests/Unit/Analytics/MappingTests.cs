using System.Text.Json;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Analytics;

public sealed class MappingTests
{
    private static readonly string[] Heading = ["appointment_date", "show_up", "area", "ref"];
    private static readonly HomeHash Homes = new(new PlatformSettings { LinkKey = Convert.ToBase64String(new byte[32]) });
    private static readonly string[] Cells = ["2014-01-02", "0", "North", "A7"];

    [Theory]
    [InlineData("""{"source":"clinic","type":"VisitImported","id":"line","occurredAt":{"column":"appointment_date","format":"yyyy-MM-dd","zone":"Europe/London"},"outcome":{"column":"show_up","values":{"1":"DO01","0":"DO10"}},"evidence":"asserted","patch":"area"}""")]
    [InlineData("""{"source":{"value":"clinic"},"type":{"value":"VisitImported"},"occurredAt":"appointment_date","outcome":{"column":"show_up","values":{"1":"DO01","0":"DO10"}},"evidence":{"value":"asserted"},"patch":{"column":"area"}}""")]
    [InlineData("""{"source":"clinic","columns":{"occurredAt":{"column":"appointment_date","format":"%Y-%m-%d"},"outcome":{"column":"show_up","map":{"1":"DO01","0":"DO10"}},"patch":"AREA"},"constants":{"evidence":"asserted"}}""")]
    [InlineData("""{"source":"clinic","fields":{"occurred_at":{"from":"appointment_date","format":"YYYY-MM-DD"},"outcome":{"column":"show_up","values":{"1":"DO01"},"default":"DO10"},"patch":"area","evidence":"asserted"}}""")]
    [InlineData("""{"source":"clinic","evidence":"asserted","appointment_date":"occurredAt","area":"patch","outcome":{"column":"show_up","values":{"1":"DO01","0":"DO10"}}}""")]
    public void The_ways_people_write_a_mapping_all_mean_the_same(string mapping)
    {
        var fields = new CsvFields(Read(mapping, out var faults), 17, Cells);
        Assert.Empty(faults.ByField);
        Assert.Equal(("clinic", "VisitImported", "17", "DO10", "asserted", "North"), (fields.Text("source"), fields.Text("type"), fields.Text("eventId"), fields.Text("outcome"), fields.Text("evidence"), fields.Text("patch")));
        Assert.Equal(new DateTimeOffset(2014, 1, 2, 12, 0, 0, TimeSpan.Zero), fields.Moment("occurredAt").Instant);
    }

    [Theory]
    [InlineData("""{"source":"c","occurredAt":"visit_day","outcome":"show_up"}""", "occurredAt", "visit_day")]
    [InlineData("""{"source":"c","occurredAt":{"column":"visit_day"},"outcome":"show_up"}""", "occurredAt", "visit_day")]
    [InlineData("""{"source":"c","occurredAt":"appointment_date","outcome":"show_up","patch":"district"}""", "patch", "district")]
    [InlineData("""{"source":"c","occurredAt":"appointment_date","outcome":"show_up","id":"number"}""", "eventId", "number")]
    [InlineData("""{"source":"c","occurredAt":"appointment_date","outcome":"show_up","colour":"area"}""", "colour", "colour")]
    [InlineData("""{"source":"c","occurredAt":{"column":"appointment_date","zone":"Mars/Olympus"},"outcome":"show_up"}""", "occurredAt", "Mars/Olympus")]
    [InlineData("""{"occurredAt":"appointment_date","outcome":"show_up"}""", "source", "source")]
    [InlineData("""{"source":"c","outcome":"show_up"}""", "occurredAt", "occurredAt")]
    [InlineData("""{"source":"c","occurredAt":"appointment_date"}""", "outcome", "outcome")]
    public void What_is_wrong_is_named(string mapping, string field, string word)
    {
        Read(mapping, out var faults);
        Assert.Contains(word, string.Join(' ', faults.ByField[field]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_may_be_the_id() =>
        Assert.Equal("A7", new CsvFields(Read("""{"source":"c","id":"ref","occurredAt":"appointment_date","outcome":"show_up"}""", out _), 17, Cells).Text("eventId"));

    [Fact]
    public void A_date_of_another_form_is_rejected_not_guessed()
    {
        Read("""{"source":"c","type":"VisitImported","occurredAt":{"column":"appointment_date","format":1,"zone":5},"outcome":{"value":"DO01"}}""", out var faults);
        Assert.Contains("takes a text", faults.ByField["occurredAt"][0], StringComparison.Ordinal);
        var mapping = Read("""{"source":"c","occurredAt":{"column":"appointment_date","format":"dd/MM/yyyy"},"outcome":{"value":"DO01"}}""", out _);
        Assert.Contains("dd/MM/yyyy", new CsvFields(mapping, 1, Cells).Moment("occurredAt").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_moment_is_read_in_the_form_and_zone_its_column_has()
    {
        const string Mapping = """{"source":"c","type":"RepairRaised","repairId":"ref","occurredAt":"appointment_date","dueBy":{"column":"area","format":"dd/MM/yyyy"},"priority":{"column":"show_up","values":{"0":"Urgent"}}}""";
        var row = EventReader.Read(new CsvFields(Read(Mapping, out var faults), 1, ["2025-03-01", "0", "31/03/2025", "A7"]), 1, new Sender("demo", new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero), Homes));
        Assert.Empty(faults.ByField);
        Assert.Contains("2025-03-31T22:59:59Z", row.Row!.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b;c", ';')]
    [InlineData("a,b;c,d", ',')]
    [InlineData("a\tb", '\t')]
    public void The_separator_is_seen_in_the_heading(string heading, char delimiter) => Assert.Equal(delimiter, Csv.Delimiter(heading));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("-2", "-2")]
    [InlineData("North, east", "\"North, east\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    public void A_cell_a_spreadsheet_would_run_leaves_as_text(string text, string cell) => Assert.Equal(cell, Repairs.Analytics.Features.ReadMeasure.MeasureCsv.Cell(text));

    private static Mapping Read(string json, out Faults faults)
    {
        using var mapping = JsonDocument.Parse(json);
        faults = new Faults();
        return Mapping.Read(mapping.RootElement.Clone(), Heading, faults);
    }
}
