using System.Globalization;
using System.Text.Json;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>How a household can be reached, as Needs answers it. Asked for at every message and never kept.</summary>
internal sealed record ContactCard(string? Name, IReadOnlyList<ContactChannel>? Channels, string? Preferred, string? Language, string? Format, JsonElement? QuietHours, bool NoCalls);

/// <param name="Channel"><c>text</c>, <c>email</c> or <c>letter</c>.</param>
/// <param name="Address">Null for a letter: it goes to the home.</param>
/// <param name="Safe">False where somebody else may see it.</param>
internal sealed record ContactChannel(string Channel, string? Address, bool Safe);

/// <summary>Chooses how a message reaches its household: the way they chose, safe for them, at hours they accept, in a form they can use. What we cannot do becomes a task for a person.</summary>
internal static class Reaching
{
    /// <summary>Held until contact details change.</summary>
    public const string NoWay = "no-way-to-reach";

    /// <summary>Details given with a repair may come a little after the repair itself.</summary>
    private static readonly TimeSpan DetailsMayCome = TimeSpan.FromSeconds(10);

    private static readonly string[] Order = ["text", "email", "letter"];
    private static readonly string[] Formats = ["", "standard", "large-print"];

    /// <returns>The channel, or what becomes of the message instead.</returns>
    public static (ContactChannel? By, Leave Otherwise) Choose(Message m, ContactCard? card, DateTimeOffset now)
    {
        var safe = (card?.Channels ?? []).Where(c => c.Safe && (c.Channel == "letter" || !string.IsNullOrWhiteSpace(c.Address)) && Order.Contains(c.Channel)).ToList();
        if (m.Template == "repair-raised" && safe.TrueForAll(c => c.Channel == "letter") && now - m.CreatedAt < DetailsMayCome)
            return (null, new Leave.Wait(now.AddSeconds(2), "Contact details may still come with the repair."));
        if (card is null || safe.Count == 0)
            return (null, new Leave.Hold(NoWay, "No safe way to reach them is known. Please find one: that is ours to do."));

        if (card.Language is { Length: > 0 } language && !language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            return (null, new Leave.Hold("language", $"They asked for another language ({language}). Please have it read or put into that language."));
        if (!Formats.Contains(card.Format ?? "", StringComparer.OrdinalIgnoreCase))
            return (null, new Leave.Hold("format", $"They asked for another format ({card.Format}). Please have it made."));
        if (card.Preferred is { Length: > 0 } preferred && !Order.Contains(preferred))
            return (null, new Leave.Hold("by-person", "They asked to hear from a person. Please tell them."));
        if (m.Prompt != Prompt.OwnAct && QuietUntil(card.QuietHours, now) is { } until)
            return (null, new Leave.Wait(until, "They asked us not to write at this hour."));

        var fits = Templates.All[m.Template].Channels;
        var chosen = safe.Where(c => fits.Contains(c.Channel)).OrderBy(c => c.Channel == card.Preferred ? -1 : Array.IndexOf(Order, c.Channel)).FirstOrDefault();
        return chosen is not null ? (chosen, new Leave.Go())
            : fits.Contains("letter") ? (null, new Leave.Hold(NoWay, "No safe way to send this is known. Please find one: that is ours to do."))
            : (null, new Leave.Drop("A letter would come too late."));
    }

    /// <summary>Whether "we will ring you" can be said: a safe number is known, and they have not asked us not to.</summary>
    public static bool MayRing(ContactCard card) => !card.NoCalls && (card.Channels ?? []).Any(c => c is { Channel: "text", Safe: true } && !string.IsNullOrWhiteSpace(c.Address));

    /// <summary>Large print, where they asked for it and it goes on paper.</summary>
    public static bool LargePrint(ContactCard card) => string.Equals(card.Format, "large-print", StringComparison.OrdinalIgnoreCase);

    /// <summary>The end of the quiet hours now lies in; null outside them. Given as "21:00-08:00" or as <c>{from, to}</c>, local.</summary>
    internal static DateTimeOffset? QuietUntil(JsonElement? hours, DateTimeOffset now)
    {
        if (Read(hours) is not var (from, to) || from == to)
            return null;
        var date = LondonTime.DateOf(now);
        var time = LondonTime.TimeOf(now);
        if (!time.IsBetween(from, to))
            return null;
        return LondonTime.Instant(to > time ? date : date.AddDays(1), to);
    }

    private static (TimeOnly From, TimeOnly To)? Read(JsonElement? hours)
    {
        var pair = hours switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!.Split('-', StringSplitOptions.TrimEntries),
            { ValueKind: JsonValueKind.Object } range when range.TryGetProperty("from", out var f) && range.TryGetProperty("to", out var t) => [f.ToString(), t.ToString()],
            _ => [],
        };
        return pair is [var a, var b]
            && TimeOnly.TryParse(a, CultureInfo.InvariantCulture, out var from) && TimeOnly.TryParse(b, CultureInfo.InvariantCulture, out var to)
            ? (from, to) : null;
    }
}
