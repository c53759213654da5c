using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A trade as HACT names it: a code of the standard list and, at will, the sender's own code and name.</summary>
internal sealed record HactTrade(string Code, string? CustomCode, string? CustomName);

/// <summary>
/// What we take from a HACT RaiseRepair (UK Housing Data Standard v7). Key safes and access notes are left unread: they are personal. So is what an alert about
/// a person says, its code (30, "regularly misses appointments", like every other) and its words: HACT itself advises against copying alerts into orders.
/// That there is one becomes a question of ours, "what would help?", and what helps at a door comes from the resident, through Needs.
/// </summary>
/// <param name="HasPersonAlert">The sender noted something about a person; nothing of it is read.</param>
/// <param name="Minutes">Expected work; null where the sender said none.</param>
/// <param name="References">The first unit's references, any of which may be our property reference.</param>
/// <param name="Addresses">The first unit's address in the spellings it may have with us, normalised by <see cref="HactAddress.Normal"/>.</param>
internal sealed record HactRepair(
    string Description,
    Priority Priority,
    int? Minutes,
    IReadOnlyList<HactTrade> Trades,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Addresses,
    bool HasPersonAlert = false)
{
    private const double HoursLimit = 100;

    /// <summary>WorkClassCode of the schema.</summary>
    private static readonly string[] WorkClasses = ["0", "10", "20", "30", "40", "50", "60"];

    /// <summary>
    /// WorkPriorityCode, with the UKHDS names: 1 Emergency (a day), 2 High (1–2 days), 3 Medium (7 days), 4 Low (30 days), 5 Deferred. Senders
    /// in use write 0 where nobody chose one, as in the published example; it is taken as urgent until a person at the desk looks.
    /// </summary>
    private static readonly Dictionary<string, Priority> Priorities = new(StringComparer.Ordinal)
    {
        ["0"] = Priority.Urgent,
        ["1"] = Priority.Emergency,
        ["2"] = Priority.Urgent,
        ["3"] = Priority.Urgent,
        ["4"] = Priority.Routine,
        ["5"] = Priority.Routine,
    };

    /// <summary>TradeCode of the schema.</summary>
    private static readonly HashSet<string> TradeCodes = new(StringComparer.Ordinal)
    {
        "AS", "B2", "BL", "C2", "CC", "CC-VD", "CL", "CL2", "D2", "DA", "DR", "E", "E2", "EE", "EL", "FE", "FL", "GL", "GM", "GM2",
        "GM-GA", "GM-GH", "GM-GM", "GM-GR", "GM-LI", "GM-RE", "GR", "HE", "HE-H", "JR", "M", "ME", "ME-LI", "M-GN", "M-HA", "P2", "PA", "PL",
        "PL-DR", "PL-WS", "PT", "R2", "RF", "RF-RF", "RF-RP", "SM", "SP", "SP-AS", "SP-CC", "SP-DA", "SP-DE", "SP-EL", "SP-EP", "SP-FS",
        "SP-LC", "SP-PC", "SP-RE", "SP-SC", "SP-SE", "SP-UP", "WF",
    };

    /// <summary>
    /// Reads a document by the schema's rules for the members we use; names in any casing, since senders mix camelCase with the schema's PascalCase.
    /// Null with <paramref name="faults"/> keyed by path where the schema is not kept.
    /// </summary>
    public static HactRepair? Read(JsonElement document, Faults faults)
    {
        var root = HactNode.Root(document, faults);
        if (!root.IsObject)
            return null;

        var description = root.Need("descriptionOfWork").Text();
        var minutes = ReadMinutes(root);
        var code = ReadPriority(root);
        var trades = root["workElement"].Items().SelectMany(TradesOf).ToList();
        var unit = root["sitePropertyUnit"].Items() is [var first, ..] ? first : null;
        var references = unit?["reference"].Items().Select(r => r.Need("ID").Text()).OfType<string>().Select(r => r.Trim()).Where(r => r.Length > 0).ToList() ?? [];
        var addresses = unit is null ? [] : HactAddress.Spellings(unit["address"]);

        // The schema lets a repair float without a home. Who hears of other faults hears of this one too; alone, it is no schema fault.
        if (faults.Any && unit is null)
            root.Need("sitePropertyUnit");
        return faults.Any
            ? null
            : new HactRepair(description!.Trim(), Priorities[code!], minutes, trades, references, addresses, AlertsOf(root).Any());
    }

    /// <summary>Alerts about people, wherever senders put them.</summary>
    private static IEnumerable<HactNode> AlertsOf(HactNode root) =>
        new[] { root, root["customer"] }.Concat(root["customer"] is { IsObject: true } customer ? customer["person"].Items() : []).Where(n => n.IsObject).SelectMany(n => n["personAlert"].Items());

    /// <summary>The priority's code, and what else the schema needs of a priority and a class of work.</summary>
    internal static string? ReadPriority(HactNode root)
    {
        var priority = root.Need("priority");
        var code = priority.Need("priorityCode").Code(Priorities.ContainsKey);
        priority.Need("requiredCompletionDateTime").Instant();
        root.Need("workClass").Need("workClassCode").Code(WorkClasses.Contains);
        return code;
    }

    internal static int? ReadMinutes(HactNode root) => root["estimatedLaborHours"].Number(0, HoursLimit) is > 0 and var hours ? (int)Math.Ceiling(hours * 60) : null;

    internal static IEnumerable<HactTrade> TradesOf(HactNode element)
    {
        element.Need("rateScheduleItem").Items(atLeastOne: true);
        return element["trade"].Items()
            .Select(t => new HactTrade(t.Need("code").Code(TradeCodes.Contains) ?? "", t["customCode"].Text(), t["customName"].Text()))
            .ToList();
    }
}
