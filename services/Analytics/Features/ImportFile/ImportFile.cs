using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ImportFile;

/// <summary><c>repairs analytics import FILE</c>: sends a file of events through the HTTP door, with a progress bar. Sending it twice does no harm.</summary>
internal static class ImportFile
{
    private const string Usage = """
        repairs analytics import FILE [--mapping FILE] [--url URL]

          FILE              events as NDJSON, or a CSV with --mapping; either may be packed with gzip
          --mapping FILE    JSON that says which column is what, for example
                            {"source": "clinic-2014", "type": "VisitImported", "id": "line",
                             "occurredAt": {"column": "appointment_date", "format": "yyyy-MM-dd"},
                             "outcome": {"column": "show_up", "values": {"1": "DO01", "0": "DO10"}}, "evidence": "asserted"}
          --url URL         where the system answers; REPAIRS_URL or http://127.0.0.1:8080 otherwise

        A bearer token for a person or system with the role analyst is read from REPAIRS_TOKEN; the demonstration needs none.
        """;

    public static Verb Verb { get; } = new("analytics import", "FILE [--mapping FILE] [--url URL]: load history from another system", RunAsync);

    private static async Task<int> RunAsync(IReadOnlyList<string> words, IServiceProvider services, CancellationToken ct)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (Read(words, configuration) is not { } asked)
        {
            Console.Error.WriteLine(Usage);
            return 64;
        }

        foreach (var file in new[] { asked.File, asked.Mapping }.OfType<string>().Where(f => !File.Exists(f)))
        {
            Console.Error.WriteLine($"There is no file {file}.");
            return 66;
        }

        try
        {
            return await SendAsync(asked, configuration["REPAIRS_TOKEN"], ct);
        }
        catch (HttpRequestException e)
        {
            Console.Error.WriteLine($"{asked.Url} does not answer ({e.HttpRequestError}). Start the system with infra/run, or name another address with --url.");
            return 69;
        }
    }

    private static async Task<int> SendAsync(Asked asked, string? token, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = asked.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (token is { Length: > 0 })
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else
            client.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Analyst);
        client.DefaultRequestHeaders.ExpectContinue = true;

        await using var file = File.OpenRead(asked.File);
        using var body = Body(asked, new Progress(file));
        using var answer = await client.PostAsync(new Uri("/api/analytics/events", UriKind.Relative), body, ct);
        Console.Error.WriteLine();
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            Console.Error.WriteLine($"Not taken ({(int)answer.StatusCode}): {text}");
            return answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? 77 : 65;
        }

        return Tell(JsonDocument.Parse(text).RootElement);
    }

    private static HttpContent Body(Asked asked, Stream file)
    {
        var content = new StreamContent(file, 1 << 16);
        if (asked.Mapping is null)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            return content;
        }

        return new MultipartFormDataContent
        {
            { new StringContent(File.ReadAllText(asked.Mapping)), "mapping" },
            { content, "file", Path.GetFileName(asked.File) },
        };
    }

    private static int Tell(JsonElement answer)
    {
        long Count(string name) => answer.GetProperty(name).GetInt64();
        var n = CultureInfo.GetCultureInfo("en-GB");
        Console.WriteLine(string.Create(n, $"{Count("accepted"):N0} accepted, {Count("duplicates"):N0} duplicates, {Count("quarantined"):N0} in quarantine, {Count("rejectedCount"):N0} rejected"));
        if (Count("flagged") is var flagged and > 0)
            Console.WriteLine(string.Create(n, $"{flagged:N0} times had no offset and were read as Europe/London, or were the earlier of two"));
        foreach (var line in answer.GetProperty("rejected").EnumerateArray())
            Console.WriteLine($"  line {line.GetProperty("line")}: {line.GetProperty("reason")}");
        foreach (var line in answer.GetProperty("inQuarantine").EnumerateArray())
            Console.WriteLine($"  line {line.GetProperty("line")} is in quarantine: {line.GetProperty("reason")}");
        return 0;
    }

    private static Asked? Read(IReadOnlyList<string> words, IConfiguration configuration)
    {
        string? file = null, mapping = null, url = configuration["REPAIRS_URL"];
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "--mapping" or "--url" && i + 1 < words.Count)
            {
                if (words[i] == "--mapping")
                    mapping = words[i + 1];
                else
                    url = words[i + 1];
                i++;
            }
            else if (file is null && !words[i].StartsWith('-'))
            {
                file = words[i];
            }
            else
            {
                return null;
            }
        }

        return file is not null && Uri.TryCreate(url ?? "http://127.0.0.1:8080", UriKind.Absolute, out var address) ? new Asked(file, mapping, address) : null;
    }

    private sealed record Asked(string File, string? Mapping, Uri Url);

    /// <summary>A file that draws a bar on the error stream while it is read.</summary>
    private sealed class Progress(FileStream file) : Stream
    {
        private const int Width = 40;
        private int _drawn = -1;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Draw(file.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Draw(await file.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Draw(int n)
        {
            var percent = file.Length == 0 ? 100 : (int)(file.Position * 100 / file.Length);
            if (percent == _drawn)
                return n;
            _drawn = percent;
            var done = percent * Width / 100;
            Console.Error.Write($"\r[{new string('#', done)}{new string(' ', Width - done)}] {percent,3}%{(percent == 100 ? " sent; storing" : "")}");
            return n;
        }
    }
}
