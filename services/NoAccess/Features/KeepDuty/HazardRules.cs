using System.Globalization;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>One row of the law: what is due for a kind of hazard, how long after what, and where that is written.</summary>
/// <param name="Phase">The step of the law's coming into force that brought it.</param>
/// <param name="Kinds">The kinds it covers; <c>any</c> is every kind but overcrowding.</param>
/// <param name="CountedFrom"><c>aware</c>, <c>concluded</c> or <c>asked</c>.</param>
/// <param name="Length">Null: a reasonable time.</param>
/// <param name="Unit"><c>elapsed-hours</c>, <c>working-days</c> or <c>days</c>.</param>
/// <param name="Source">The address of the law or the guidance.</param>
internal sealed record HazardRule(string Jurisdiction, DateOnly From, DateOnly? To, string Phase, IReadOnlyList<string> Kinds, string Severity, string Step, string CountedFrom, int? Length, string Unit, string Source)
{
    private const string Any = "any";

    /// <summary>Whether it holds for such a hazard that we became aware of on a local day.</summary>
    public bool Covers(string jurisdiction, string kind, string severity, DateOnly aware) =>
        Jurisdiction == jurisdiction && Severity == severity && From <= aware && (To is null || aware <= To)
        && (Kinds.Contains(kind) || (Kinds.Contains(Any) && kind != HazardKinds.Overcrowding));
}

/// <summary>The rows of <c>hazard-rules.csv</c>.</summary>
internal static class HazardRules
{
    public static IReadOnlyList<HazardRule> All { get; } = Read();

    private static List<HazardRule> Read()
    {
        using var reader = new StreamReader(typeof(HazardRules).Assembly.GetManifestResourceStream("Repairs.NoAccess.Features.KeepDuty.hazard-rules.csv")!);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l[0] != '#').Skip(1).Select(l => l.Split(','))
                .Select(f => new HazardRule(f[0], Day(f[1]), f[2].Length == 0 ? null : Day(f[2]), f[3], f[4].Split(';'), f[5], f[6], f[7], f[8].Length == 0 ? null : int.Parse(f[8], CultureInfo.InvariantCulture), f[9], f[10])),
        ];
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The kinds of hazard, grouped as the law groups them (the Housing Health and Safety Rating System), and the words for them.</summary>
internal static class HazardKinds
{
    public const string Overcrowding = "overcrowding";

    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["damp-and-mould"] = "Damp or mould",
        ["excess-cold"] = "Too cold",
        ["excess-heat"] = "Too hot",
        ["falls"] = "Falls: stairs, floors, baths or heights",
        ["collapse-and-explosions"] = "Something may collapse or explode",
        ["fire"] = "Fire",
        ["electrical"] = "Electrics",
        ["hygiene-and-food"] = "Hygiene, drains or food safety",
        ["other"] = "Something else",
        [Overcrowding] = "Too many people for the home",
    };
}

/// <summary>How much harm a person found it may do.</summary>
internal static class Severities
{
    public const string Emergency = "emergency";
    public const string Significant = "significant";

    /// <summary>An investigation found no hazard.</summary>
    public const string None = "none";

    /// <summary>The same hazard was already on the list; its own clock stands.</summary>
    public const string Known = "known";
}
