using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Repairs.Platform;

/// <summary>Roles that tokens carry.</summary>
public static class Roles
{
    public const string Desk = "repairs-desk";
    public const string Operative = "operative";
    public const string Welfare = "welfare";
    public const string Analyst = "analyst";
    public const string Messages = "messages";
    public const string Needs = "needs";
    public const string Manager = "manager";

    /// <summary>Every role.</summary>
    public static IReadOnlyList<string> All { get; } = [Desk, Operative, Welfare, Analyst, Messages, Needs, Manager];
}

/// <summary>The signed-in person or system.</summary>
/// <param name="Subject">Stable id from the identity provider; never shown to residents.</param>
/// <param name="Landlord">The landlord they work for; every query is limited to it.</param>
/// <param name="OperativeRef">For operatives.</param>
public sealed record Caller(string Subject, string Landlord, IReadOnlyList<string> Roles, string? OperativeRef)
{
    /// <summary>The patches the token's claim <c>patches</c> limits them to; null where it has none, and they see all.</summary>
    public IReadOnlyList<string>? Patches { get; init; }

    /// <summary>The caller of a request that passed authorization.</summary>
    public static Caller Of(HttpContext context) =>
        Of(context.User) ?? throw new InvalidOperationException("An endpoint without authorization asked who is calling");

    internal static Caller? Of(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && user.FindFirstValue("landlord") is { Length: > 0 } landlord
            ? new Caller(
                user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "unknown",
                landlord,
                [.. user.FindAll(ClaimTypes.Role).Select(r => r.Value)],
                user.FindFirstValue("operative"))
            {
                Patches = user.HasClaim(c => c.Type == "patches") ? [.. user.FindAll("patches").Select(p => p.Value)] : null,
            }
            : null;
}
