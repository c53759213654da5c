using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Repairs, real slot choices, appointments. Faces residents and the repairs desk.</summary>
public sealed class BookingService : IService
{
    /// <inheritdoc/>
    public string Name => "Booking";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/", "/sign-in", "/sign-out", "/error", "/problems", "/openapi", "/health", "/api/demo", "/r/*", "/api/resident/*", "/api/repairs", "/api/properties", "/api/operatives", "/api/shifts", "/hact/raise-repair", "/desk"];

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
