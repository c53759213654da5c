using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Repairs.Platform.Telemetry;

/// <summary>Traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise nothing leaves.</summary>
internal static class TelemetrySetup
{
    private static readonly string[] SourceNames = [Telemetry.Sources.Name, "Microsoft.AspNetCore", "Npgsql", "MassTransit"];

    public static void Add(IServiceCollection services, ILoggingBuilder logging, IReadOnlyList<IService> running)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return;

        var resource = ResourceBuilder.CreateDefault().AddService("repairs", serviceInstanceId: string.Join('+', running.Select(s => s.Name)));
        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(SourceNames)
            .AddProcessor(new Redactor())
            .AddOtlpExporter()
            .Build()!);
        services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "MassTransit", "System.Runtime", Telemetry.Sources.Name)
            .AddOtlpExporter()
            .Build()!);
        logging.AddOpenTelemetry(o =>
        {
            o.SetResourceBuilder(resource);
            o.AddOtlpExporter();
        });
        services.AddHostedService<Starter>();
    }

    /// <summary>Takes links, queries, SQL text and exception texts out of spans: they may hold what opens a door or names a person.</summary>
    private sealed class Redactor : BaseProcessor<Activity>
    {
        private static readonly string[] Unsafe = ["url.full", "url.query", "http.target", "http.url", "db.statement", "db.query.text", "exception.message", "exception.stacktrace", "client.address", "user_agent.original", "db.npgsql.data_source"];

        public override void OnEnd(Activity data)
        {
            // A look into an empty event log or for due work begins no story, and there are dozens of them a second.
            if (data.Source.Name == "Npgsql" && data.ParentId is null)
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            foreach (var tag in Unsafe)
                data.SetTag(tag, null);
            if (data.GetTagItem("url.path") is string path)
                data.SetTag("url.path", Redaction.Path(path));
            if (data.DisplayName.Contains('/', StringComparison.Ordinal))
                data.DisplayName = Redaction.Path(data.DisplayName);
        }
    }

    private sealed class Starter(TracerProvider traces, MeterProvider metrics) : Microsoft.Extensions.Hosting.IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2000);
            metrics.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Takes residents' tokens out of paths.</summary>
internal static partial class Redaction
{
    public static string Path(string path) => Token().Replace(path, "${before}/redacted");

    [System.Text.RegularExpressions.GeneratedRegex("(?<before>/r|/api/resident)/[^/ ]+", System.Text.RegularExpressions.RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial System.Text.RegularExpressions.Regex Token();
}
