using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// What a figure can be broken down by beside patch and trade: each is a property of the process, never of a person or an operative. Kept for the whole landlord,
/// each by itself.
/// </summary>
internal static class Dimensions
{
    public const string Slot = "slot";
    public const string Notice = "notice";
    public const string Channel = "channel";
    public const string Contractor = "contractor";

    /// <summary>Only other systems tell it, and only of a team.</summary>
    public const string Team = "team";

    public const string Pathway = "pathway";
    public const string Reminded = "reminded";
    public const string NoticeAndReminded = "notice-and-reminded";
    public const string Happened = "happened";

    private static readonly string[] Bands = ["0", "1-2", "3-6", "7-13", "14-27", "28+"];
    private static readonly string[] Slots = ["am", "pm", "other", "weekend"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Slot, Notice, Channel, Contractor, Team, Pathway, Reminded, NoticeAndReminded, Happened];

    /// <summary>Morning, afternoon, another time of a working day, or a weekend: local times.</summary>
    public static string SlotOf(DateTimeOffset start, DateTimeOffset? end)
    {
        var from = LondonTime.Local(start);
        if (from.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            return "weekend";
        var to = end is { } e ? LondonTime.Local(e) : from;
        return from.Hour is >= 6 and < 12 && to <= from.Date.AddHours(13) ? "am"
            : from.Hour is >= 12 and < 18 && to <= from.Date.AddHours(18) ? "pm"
            : "other";
    }

    /// <summary>Local days between promising a time and that time.</summary>
    public static string NoticeOf(DateTimeOffset promised, DateTimeOffset start) => BandOf(LondonTime.DateOf(start).DayNumber - LondonTime.DateOf(promised).DayNumber);

    /// <summary>The band of a number of days: 0, 1–2, 3–6, 7–13, 14–27, 28 and more.</summary>
    public static string BandOf(int days) => Bands[days switch { <= 0 => 0, <= 2 => 1, <= 6 => 2, <= 13 => 3, <= 27 => 4, _ => 5 }];

    /// <summary>Who chose the time.</summary>
    public static string WhoChose(string actor) => actor == "Resident" ? "resident" : "staff";

    /// <summary>As it is kept: JSON with its members in order, so that the same is always written alike; null where nothing is known.</summary>
    public static string? Write(params (string Name, string? Value)[] dims)
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in dims)
        {
            if (!string.IsNullOrEmpty(value))
                known[name] = value;
        }

        if (known.TryGetValue(Notice, out var notice) && known.TryGetValue(Reminded, out var reminded))
            known[NoticeAndReminded] = $"{notice}|{reminded}";
        return known.Count == 0 ? null : JsonSerializer.Serialize(known, Json.Options);
    }

    /// <summary>Where a value stands among the others: bands in their order, everything else by name.</summary>
    public static string Order(string? dimension, string? value)
    {
        var known = dimension is Notice or NoticeAndReminded ? Array.IndexOf(Bands, (value ?? "").Split('|')[0]) : dimension == Slot ? Array.IndexOf(Slots, value) : -1;
        return known >= 0 ? $"{(char)('0' + known)}{value}" : $"~{value}";
    }
}
