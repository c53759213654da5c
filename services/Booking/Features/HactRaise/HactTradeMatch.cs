namespace Repairs.Booking;

/// <summary>Translates HACT's trades into the trades this landlord really has.</summary>
internal static class HactTradeMatch
{
    /// <summary>
    /// The first letters of a trade's everyday name, by the standard's code. The published schema lists its 61 codes without names, so only
    /// those are here whose meaning nobody would argue about; every other repair waits for a person at the desk.
    /// </summary>
    private static readonly Dictionary<string, string> Beginnings = new(StringComparer.Ordinal)
    {
        ["BL"] = "brick",
        ["EL"] = "electr",
        ["GL"] = "glaz",
        ["HE"] = "heat",
        ["PL"] = "plumb",
        ["RF"] = "roof",
    };

    /// <summary>The landlord's own word for the first trade that has one: by the sender's own code or name, else by the standard's code. Null: the triage list.</summary>
    public static string? Find(IReadOnlyList<HactTrade> trades, IReadOnlyList<string> known) =>
        trades.Select(t => Named(t, known) ?? Coded(t, known)).FirstOrDefault(t => t is not null);

    private static string? Named(HactTrade trade, IReadOnlyList<string> known) =>
        known.FirstOrDefault(k => Same(k, trade.CustomName)) ?? known.FirstOrDefault(k => Same(k, trade.CustomCode));

    private static string? Coded(HactTrade trade, IReadOnlyList<string> known) =>
        Beginnings.TryGetValue(trade.Code.Split('-')[0], out var beginning)
        && known.Where(k => k.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).ToList() is [var only]
            ? only
            : null;

    private static bool Same(string known, string? said) => string.Equals(known, said?.Trim(), StringComparison.OrdinalIgnoreCase);
}
