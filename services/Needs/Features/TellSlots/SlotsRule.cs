using System.Security.Cryptography;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Needs.Features.TellSlots;

/// <summary>What a choice of times must respect.</summary>
/// <param name="NotBefore">No window may begin earlier.</param>
/// <param name="NotAfter">No window may end later.</param>
/// <param name="SameOperative">Prefer who came before.</param>
/// <param name="MaxPeople">At most so many people.</param>
/// <param name="Longer">The visit needs more time than usual.</param>
/// <param name="Together">Offer several open repairs of the household in one visit.</param>
/// <param name="Applied">How many adjustments shaped this.</param>
/// <param name="PreVisit">Somebody comes or rings first and says who will come.</param>
/// <param name="Version">Changes with any of this and with nothing else: who kept the one they were told knows whether to look again.</param>
internal sealed record SlotsAnswer(
    TimeOnly? NotBefore, TimeOnly? NotAfter, IReadOnlyList<DateOnly> AvoidDates, bool SameOperative, int? MaxPeople, bool Longer, string? OperativeGender, bool Together, int Applied,
    bool PreVisit = false, string Version = "");

internal static class SlotsRule
{
    // Explaining each step, breaks, interpreting, moving things for space to turn: each takes time that a tight day would take from the person.
    private static readonly HashSet<string> TakesTime = new(StringComparer.Ordinal) { "A07", "A08", "A13", "A15", "A16", "A20", "A23" };
    private static readonly HashSet<string> ShapesTimes = new(TakesTime, StringComparer.Ordinal) { "A09", "A10", "A11", "A14", "A17", "A18" };

    public static SlotsAnswer Of(IReadOnlyList<Adjustment> inForce)
    {
        var answer = Told(inForce);
        return answer with { Version = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options)).AsSpan(0, 8)) };
    }

    private static SlotsAnswer Told(IReadOnlyList<Adjustment> inForce) => new(
        inForce.Max(a => a.NotBefore),
        inForce.Min(a => a.NotAfter),
        [.. inForce.SelectMany(a => a.AvoidDates).Distinct().Order()],
        inForce.Any(a => a.Code == "A10"),
        inForce.Where(a => a.Code == "A11").Min(a => a.People),
        inForce.Any(a => TakesTime.Contains(a.Code)),
        inForce.Where(a => a.Code == "A09").Select(a => a.OperativeGender).FirstOrDefault(g => g is not null),
        inForce.Any(a => a.Code == "A16"),
        inForce.Count(a => ShapesTimes.Contains(a.Code)),
        inForce.Any(a => a.Code == "A14"));
}
