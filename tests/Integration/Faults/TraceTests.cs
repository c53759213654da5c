using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Visits;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>What the system tells about itself: one trace through every service a miss touches, and nothing that opens a door or names a person.</summary>
public sealed class TraceTests
{
    [Fact]
    [Trait("requirement", "19")]
    public async Task One_trace_leads_from_the_outcome_report_to_the_analytics_fact_and_names_nobody()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Environment = sink.Environment });
        var home = await system.HomeAsync();
        var (_, token) = await system.RepairAsync(home);
        await system.BookFirstAsync(token);

        var door = await Door.BookedAsync(system);
        using var read = await door.ReadAsync();
        using var report = await door.ReportAsync(door.NoAnswer());
        Assert.Equal(HttpStatusCode.Created, report.StatusCode);
        await system.SettleAsync(60);

        await Eventually.TrueAsync(() => Task.FromResult(sink.Spans.Any(s => s.Name.Contains("relay VisitAttributed", StringComparison.Ordinal))), 60, "relayed attributions");
        var root = await Eventually.Async(
            () => Task.FromResult(sink.Spans.FirstOrDefault(s => s.Tags.GetValueOrDefault("http.route", "").EndsWith("/outcome", StringComparison.Ordinal))),
            span => span is not null, 60, "the span of the outcome report");
        string[] hops = ["relay VisitOutcomeReported", "noaccess", "relay VisitAttributed", "analytics"];
        var trace = await Eventually.Async(
            () => Task.FromResult(sink.Spans.Where(s => s.TraceId == root!.TraceId).ToList()),
            spans => hops.All(hop => spans.Exists(s => Tells(s, hop))) && Orphans(spans, root!).Count == 0, 60, // a span is exported once it ends: after those under it
            "a trace through " + string.Join(", ", hops));
        Assert.Empty(Orphans(trace, root!));

        Assert.True(sink.Exports > 0);
        Assert.Empty(sink.Leaks(
            [token, "Test Street", "Sam Resident", "07700 900123", "sam@example.org", "kitchen tap drips", "select ", "insert into ", "update ", "Password=", system.Setting("Repairs__ServiceToken")]));
    }

    private static List<ExportedSpan> Orphans(List<ExportedSpan> spans, ExportedSpan root) =>
        [.. spans.Where(s => s.SpanId != root.SpanId && s.ParentId.Length > 0 && !spans.Exists(parent => parent.SpanId == s.ParentId))];

    private static bool Tells(ExportedSpan span, string hop) =>
        span.Name.Contains(hop, StringComparison.OrdinalIgnoreCase) || span.Tags.Any(t => t.Key.StartsWith("messaging.", StringComparison.Ordinal) && t.Value.Contains(hop, StringComparison.OrdinalIgnoreCase));
}
