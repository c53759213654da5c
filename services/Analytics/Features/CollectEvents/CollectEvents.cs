using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary><c>POST /api/analytics/events</c>: events of any system, as NDJSON or as CSV with a mapping, packed with gzip or not.</summary>
internal sealed class CollectEvents(Database<AnalyticsService> db, Intake intake, CountFacts.CountFacts counting, HomeHash homes, BusinessClock clock, ILogger<CollectEvents> log)
{
    /// <summary>4 GB. The body is streamed; a file beside a mapping waits on disk, because the mapping may come after it.</summary>
    public const long BodyLimit = 4L << 30;

    private const string IdempotencyKey = "Idempotency-Key";
    private static readonly SemaphoreSlim Keyed = new(4);

    public const string Description = """
        Takes events of any system. `application/x-ndjson`: one JSON object a line, `{source, eventId, type, occurredAt, recordedAt?, supersedes?, voids?, patch?, trade?, …}`;
        `type` is a contract event or `VisitImported {outcome, evidence?: complete|asserted|none}`. `multipart/form-data`: `file` (CSV with a heading) and `mapping`
        (JSON), for example `{"source": "clinic-2014", "type": "VisitImported", "id": "line", "occurredAt": {"column": "appointment_date", "format": "yyyy-MM-dd",
        "zone": "Europe/London"}, "outcome": {"column": "show_up", "values": {"1": "DO01", "0": "DO10"}}, "evidence": "asserted", "patch": "area"}`. A member's value is a
        column's name, `{column, format?, zone?, values?, default?}` or a constant `{value}`; without `id` the line's number is the id. Either may be packed with gzip; up to 4 GB.
        The answer comes when everything is stored. The same event again is a duplicate; the same id with other content, or an impossible time, goes to quarantine;
        a line that cannot be read is rejected with its number and a reason, and costs no other line.
        """;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/analytics/events", (CollectEvents collect, HttpContext http, CancellationToken ct) => collect.PostAsync(http, ct))
            .ForSystems(Roles.Analyst)
            .WithMetadata(new RequestSizeLimitAttribute(BodyLimit))
            .WithTags("Analytics").WithSummary("Take events").WithDescription(Description)
            .Accepts<IFormFile>("application/x-ndjson", "multipart/form-data")
            .Produces<IntakeAnswer>();

    private async Task<IResult> PostAsync(HttpContext http, CancellationToken ct)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "multipart/form-data" => await PostFileAsync(http, ct),
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json" or "application/gzip" or "application/x-gzip" or "application/octet-stream" =>
                await PostLinesAsync(http, ct),
            _ => Problems.Of(415, "wrong-content-type", "Send application/x-ndjson, or multipart/form-data with file and mapping."),
        };
    }

    private Task<IResult> PostLinesAsync(HttpContext http, CancellationToken ct)
    {
        var lines = new Lines(http.Request.Body);
        var sender = new Sender(Caller.Of(http).Landlord, clock.GetUtcNow(), homes);
        return TakeAsync(http, NdjsonAsync(lines, sender, ct), lines, sender, ct);
    }

    private async Task<IResult> PostFileAsync(HttpContext http, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = BodyLimit, BufferBodyLengthLimit = BodyLimit }, ct);
        var file = form.Files["file"] ?? form.Files.FirstOrDefault(f => f.Name != "mapping");
        var faults = new Faults().When(file is null, "file", "Send the CSV as the part 'file'.");
        var text = await MappingTextAsync(form, ct);
        faults.When(text is null, "mapping", "Send the mapping as the part 'mapping': JSON that says which column is what.");
        if (faults.Any)
            return Problems.Invalid(faults);

        using var mapping = JsonDocument.Parse(text!);
        if (mapping.RootElement.ValueKind != JsonValueKind.Object)
            return Problems.Of(400, "not-readable", "The mapping is a JSON object, for example {\"source\": \"clinic-2014\", \"occurredAt\": \"visit_date\"}.");
        await using var stream = file!.OpenReadStream();
        var lines = new Lines(stream);
        var reading = lines.ReadAsync(ct).GetAsyncEnumerator(ct);
        await using (reading)
        {
            if (!await reading.MoveNextAsync() || reading.Current.Text is not { } first)
                return Problems.Invalid(new Faults().When(true, "file", lines.BrokeOff is null ? "The file is empty." : "The file cannot be unpacked: it is cut short or damaged."));
            var delimiter = Mapping.Delimiter(mapping.RootElement) ?? Csv.Delimiter(first);
            var heading = Csv.Heading(first, delimiter);
            var read = Mapping.Read(mapping.RootElement, heading, faults);
            if (faults.Any)
                return Problems.Invalid(faults);
            var sender = new Sender(Caller.Of(http).Landlord, clock.GetUtcNow(), homes);
            return await TakeAsync(http, CsvAsync(reading, read, heading.Length, delimiter, sender, ct), lines, sender, ct);
        }
    }

    private async Task<IResult> TakeAsync(HttpContext http, IAsyncEnumerable<ReadLine> read, Lines lines, Sender sender, CancellationToken ct)
    {
        if (!http.Request.Headers.ContainsKey(IdempotencyKey))
            return Results.Json(await TakeAsync(read, lines, sender, ct), Json.Options);

        // A request with a key holds a unit of work from its first line to its last, and each of its chunks takes another: few at once, or they wait for each other.
        await Keyed.WaitAsync(ct);
        try
        {
            await using var unit = await db.BeginAsync(ct);
            return await unit.CommitAsync(200, await TakeAsync(read, lines, sender, ct), ct);
        }
        finally
        {
            Keyed.Release();
        }
    }

    private async Task<IntakeAnswer> TakeAsync(IAsyncEnumerable<ReadLine> read, Lines lines, Sender sender, CancellationToken ct)
    {
        using var sending = counting.Send(sender.Landlord);
        var (answer, sources) = await intake.TakeAsync(read, () => lines.BrokeOff, sender.Landlord, sender.Now, ct, sources => counting.Later(sender.Landlord, sources));

        // Where many send at once each has the answer when the events are durable, and they are counted together.
        if (sending.Alone)
            await counting.CatchUpAsync(sender.Landlord, sources, ct);
        log.LogInformation(
            "Took events for {Landlord}: {Accepted} accepted, {Duplicates} duplicates, {Quarantined} in quarantine, {Rejected} rejected",
            sender.Landlord, answer.Accepted, answer.Duplicates, answer.Quarantined, answer.RejectedCount);
        return answer;
    }

    private static async IAsyncEnumerable<ReadLine> NdjsonAsync(Lines lines, Sender sender, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in lines.ReadAsync(ct))
        {
            if (line.Text is null)
                yield return ReadLine.Rejected(line.Number, "the line is too long");
            else if (!string.IsNullOrWhiteSpace(line.Text))
                yield return ReadJson(line.Text.TrimStart('\uFEFF'), line.Number, sender);
        }
    }

    internal static ReadLine ReadJson(string text, long line, Sender sender)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? EventReader.Read(new JsonFields(json.RootElement), line, sender)
                : ReadLine.Rejected(line, "it is no JSON object");
        }
        catch (JsonException)
        {
            return ReadLine.Rejected(line, "it is not JSON");
        }
        catch (InvalidOperationException)
        {
            return ReadLine.Rejected(line, "it holds a character that is not Unicode");
        }
    }

    private static async IAsyncEnumerable<ReadLine> CsvAsync(IAsyncEnumerator<TextLine> lines, Mapping mapping, int width, char delimiter, Sender sender, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var record in Csv.RecordsAsync(lines, width, delimiter, ct))
        {
            yield return record.Cells is null
                ? ReadLine.Rejected(record.Line, record.Reason!)
                : EventReader.Read(new CsvFields(mapping, record.Line, record.Cells), record.Line, sender);
        }
    }

    private static async Task<string?> MappingTextAsync(IFormCollection form, CancellationToken ct)
    {
        if (form.TryGetValue("mapping", out var value) && value.ToString() is { Length: > 0 } text)
            return text;
        if (form.Files["mapping"] is not { Length: < 1_000_000 } file)
            return null;
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(ct);
    }
}
