using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Welfare;

/// <summary>Follow-ups, pauses, referrals, concerns. Faces welfare officers only.</summary>
public sealed class WelfareService : IService
{
    /// <inheritdoc/>
    public string Name => "Welfare";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/follow-ups", "/api/households/*/pauses", "/fhir", "/hl7", "/api/concerns", "/api/directory", "/follow-ups", "/concerns"];

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
