using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Messages;

/// <summary>Every word we send, every promise we make, contacts in. Faces the repairs desk and message editors.</summary>
public sealed class MessagesService : IService
{
    /// <inheritdoc/>
    public string Name => "Messages";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/messages", "/api/contacts", "/api/promises", "/messages"];

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
