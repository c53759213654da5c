using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>Who asks, and so how much is shown: it follows from the caller's role and area and from nothing in the question.</summary>
/// <param name="Patches">The patches they may see; null for all. Who sees some patches only is never shown the whole landlord.</param>
internal sealed record Reader(string Subject, string Landlord, Profile Profile, IReadOnlySet<string>? Patches)
{
    /// <summary>Whoever is not known sees what everyone may see, of no patch.</summary>
    public static Reader Nobody { get; } = new("", "", Profile.Public, new HashSet<string>());

    public static Reader Of(HttpContext http)
    {
        var caller = Caller.Of(http);
        var staff = caller.Roles.Contains(Roles.Analyst, StringComparer.Ordinal) || caller.Roles.Contains(Roles.Manager, StringComparer.Ordinal);
        return new Reader(caller.Subject, caller.Landlord, staff ? Profile.Staff : Profile.Public, caller.Patches?.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>For what is of the whole landlord only: the answer to those who see some patches.</summary>
    public IResult? Refusal => Patches is null ? null : Problems.Of(403, "own-patches", "This is of the whole landlord, and you see figures of your own patches.");

    public bool Sees(string? patch) => Patches is null || Patches.Contains(patch ?? "");
}
