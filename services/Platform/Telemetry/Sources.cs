using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Repairs.Platform.Telemetry;

internal static class Sources
{
    public const string Name = "Repairs";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);
}
