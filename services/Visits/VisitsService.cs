using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Visits;

/// <summary>The day of the visit: brief, on my way, door outcome. Faces contractors; holds only what they may see.</summary>
public sealed class VisitsService : IService
{
    /// <inheritdoc/>
    public string Name => "Visits";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/visits", "/hact/job-status-update", "/visits"];

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
