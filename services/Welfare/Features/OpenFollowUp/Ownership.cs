using Repairs.Contracts;

namespace Repairs.Welfare.OpenFollowUp;

/// <summary>An officer and what they carry now.</summary>
internal sealed record Officer
{
    public string Name { get; init; } = "";

    public int Cap { get; init; }

    public string? Cover { get; init; }

    public DateOnly? AwayFrom { get; init; }

    public DateOnly? AwayUntil { get; init; }

    /// <summary>Sum of the weights of their open cases.</summary>
    public int Carries { get; init; }

    public bool IsAway(DateOnly on) => AwayFrom <= on && on <= AwayUntil;
}

/// <summary>Who owns a case: the officer who carries least and has room; where nobody has, the manager. Nobody is loaded beyond their cap in silence.</summary>
internal static class Ownership
{
    /// <summary>A case likely to be distressing weighs two.</summary>
    public static int WeightOf(Risk risk, IReadOnlyCollection<string> because) =>
        risk >= Risk.High || because.Contains("welfare-concern") || because.Contains("sign") ? 2 : 1;

    public static string Choose(IReadOnlyList<Officer> rota, int weight, DateOnly today, string manager) =>
        rota.Where(o => !o.IsAway(today) && o.Carries + weight <= o.Cap)
            .OrderBy(o => o.Carries)
            .ThenBy(o => o.Name, StringComparer.Ordinal)
            .FirstOrDefault()?.Name ?? manager;
}
