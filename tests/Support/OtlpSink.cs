using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Repairs.Tests.Support;

/// <summary>A span as it was exported.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="ParentId">16 hex digits; empty at a root.</param>
public sealed record ExportedSpan(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Tags);

/// <summary>Takes traces, metrics and logs over OTLP (http/protobuf) on loopback and keeps them, to see what a system tells about itself.</summary>
public sealed class OtlpSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<ExportedSpan> _spans = new();
    private readonly ConcurrentQueue<byte[]> _everything = new();
    private readonly WebApplication _app;

    private OtlpSink(WebApplication app) => _app = app;

    /// <summary>Spans received so far.</summary>
    public IReadOnlyList<ExportedSpan> Spans => [.. _spans];

    /// <summary>How many exports arrived.</summary>
    public int Exports => _everything.Count;

    /// <summary>The environment that makes a system send here, soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    public static async Task<OtlpSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var sink = new OtlpSink(app);
        app.MapPost("/v1/{signal}", sink.TakeAsync);
        await app.StartAsync();
        return sink;
    }

    /// <summary>The forbidden words that occur anywhere in what was exported: names, values, bodies.</summary>
    public IReadOnlyList<string> Leaks(params IEnumerable<string> forbidden) =>
        [.. forbidden.Where(word => _everything.Any(e => e.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0))];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        _everything.Enqueue(bytes);
        if (signal == "traces")
        {
            // ExportTraceServiceRequest 1: ResourceSpans 2: ScopeSpans 2: Span
            foreach (var span in Fields(bytes, 1).SelectMany(r => Fields(r, 2)).SelectMany(s => Fields(s, 2)))
                _spans.Enqueue(Span(span));
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    private static ExportedSpan Span(byte[] span) => new(
        Hex(span, 1),
        Hex(span, 2),
        Hex(span, 4),
        Text(span, 5),
        Fields(span, 9).GroupBy(t => Text(t, 1)).ToDictionary(t => t.Key, t => Fields(t.First(), 2).Select(Value).FirstOrDefault() ?? "", StringComparer.Ordinal));

    /// <summary>AnyValue: 1 is text, 3 a whole number.</summary>
    private static string Value(byte[] any) =>
        Fields(any, 1).Select(Encoding.UTF8.GetString).Concat(Numbers(any, 3).Select(n => n.ToString(CultureInfo.InvariantCulture))).FirstOrDefault() ?? "";

    private static string Hex(byte[] message, int field) => Fields(message, field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    private static string Text(byte[] message, int field) => Fields(message, field).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    private static IEnumerable<byte[]> Fields(byte[] message, int field) => Read(message).Where(f => f.Field == field && f.Bytes is not null).Select(f => f.Bytes!);

    private static IEnumerable<long> Numbers(byte[] message, int field) => Read(message).Where(f => f.Field == field && f.Bytes is null).Select(f => f.Number);

    /// <summary>Protocol buffers' wire format: a key of field number and kind, then a variable-length number, 8 bytes, a length and bytes, or 4 bytes.</summary>
    private static List<(int Field, long Number, byte[]? Bytes)> Read(byte[] message)
    {
        var found = new List<(int, long, byte[]?)>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    found.Add((field, Varint(message, ref at), null));
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    found.Add((field, 0, message[at..(at + length)]));
                    at += length;
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} is not in use");
            }
        }

        return found;
    }

    private static long Varint(byte[] message, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = message[at++];
            value |= (long)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
