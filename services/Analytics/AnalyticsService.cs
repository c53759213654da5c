using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Analytics;

/// <summary>Facts, measures, charts, exports. Faces analysts. No names in it.</summary>
public sealed class AnalyticsService : IService
{
    /// <inheritdoc/>
    public string Name => "Analytics";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/analytics", "/analytics"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } = [];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
    }
}
