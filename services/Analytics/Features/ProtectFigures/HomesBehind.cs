using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>A home behind a patch and a trade.</summary>
internal sealed class Behind
{
    public string Patch { get; init; } = "";

    public string Trade { get; init; } = "";

    /// <summary>A keyed hash; empty: enough homes.</summary>
    public string Home { get; init; } = "";
}

/// <summary>
/// Which parts of the landlord are the story of a few homes only, however many visits there were. Decided over all that the sources hold, so it is the same in
/// every answer. A part of which no visit, contact or appointment tells is not judged.
/// </summary>
internal sealed class HomesBehind(IReadOnlyCollection<Behind> homes)
{
    /// <summary>The groups of a split that are not shown.</summary>
    public IReadOnlySet<string> Few(string? split, Profile profile) => split switch
    {
        "patch" => Of(h => h.Patch, profile),
        "trade" => Of(h => h.Trade, profile),
        MeasureQuery.PatchAndTrade => Pairs(profile),
        _ => new HashSet<string>(),
    };

    /// <summary>How many groups a split has.</summary>
    public int Groups(string? split) => homes.Select(h => split == "patch" ? h.Patch : split == "trade" ? h.Trade : Pair(h)).Distinct(StringComparer.Ordinal).Count();

    private HashSet<string> Pairs(Profile profile)
    {
        var (patches, trades, pairs) = (Of(h => h.Patch, profile), Of(h => h.Trade, profile), Of(Pair, profile));
        return [.. homes.Where(h => patches.Contains(h.Patch) || trades.Contains(h.Trade) || pairs.Contains(Pair(h))).Select(Pair)];
    }

    private HashSet<string> Of(Func<Behind, string> group, Profile profile) =>
        [.. homes.GroupBy(group, StringComparer.Ordinal)
            .Where(g => g.All(h => h.Home.Length > 0) && g.Select(h => h.Home).Distinct(StringComparer.Ordinal).Count() < profile.SmallestRate)
            .Select(g => g.Key)];

    private static string Pair(Behind home) => home.Patch + MeasureQuery.Both + home.Trade;
}
