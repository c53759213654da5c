using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.NoAccess;

/// <summary>What a miss means and what happens next. Faces residents: their record of our visits, disputes, feedback.</summary>
public sealed class NoAccessService : IService
{
    /// <inheritdoc/>
    public string Name => "NoAccess";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/resident/*/visits", "/r/*/visits", "/api/disputes", "/disputes"];

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
