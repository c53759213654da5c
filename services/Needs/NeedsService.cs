using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Needs;

/// <summary>Adjustments with consent, safe contacts. Faces residents and named staff.</summary>
public sealed class NeedsService : IService
{
    /// <inheritdoc/>
    public string Name => "Needs";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/households/*/adjustments", "/needs"];

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
