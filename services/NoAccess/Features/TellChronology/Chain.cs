using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Repairs.NoAccess.TellChronology;

/// <summary>Something to tell of one repair.</summary>
/// <param name="Key">The same for the same thing, however often we hear of it.</param>
/// <param name="At">When it happened, UTC, in whole microseconds.</param>
/// <param name="Ours">Our own miss.</param>
internal sealed record Line(Guid Key, DateTimeOffset At, string Kind, bool Ours, string Words);

/// <summary>A line as it was written down, bound to the one before it.</summary>
internal sealed record Entry
{
    public Guid RepairId { get; init; }

    /// <summary>1 for the first we learned of; no number is missing.</summary>
    public int Seq { get; init; }

    public Guid Key { get; init; }

    public DateTimeOffset At { get; init; }

    public string Kind { get; init; } = "";

    public bool Ours { get; init; }

    public string Words { get; init; } = "";

    /// <summary>The hash of the entry before; of the first, 64 zeros.</summary>
    public string Previous { get; init; } = "";

    public string Hash { get; init; } = "";
}

/// <summary>
/// The chain: each entry's hash covers its own words and the hash before it, so that whoever leaves one out, changes one or swaps two has to change every hash after
/// it, and the last one is in the copy the resident has.
/// </summary>
internal static class Chain
{
    /// <summary>What comes before the first.</summary>
    public const string Nothing = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>As an instant is written and hashed.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>SHA-256 over these lines in UTF-8, each ended by a line feed: landlord, repair, number, key, when, kind, ours or not, words, the hash before.</summary>
    public static string HashOf(string landlord, Entry e) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{landlord}\n{e.RepairId}\n{e.Seq}\n{e.Key}\n{Instant(e.At)}\n{e.Kind}\n{(e.Ours ? "ours" : "")}\n{e.Words}\n{e.Previous}\n"))));

    /// <summary>New lines after the last entry, the earlier first.</summary>
    public static IReadOnlyList<Entry> Append(string landlord, Guid repairId, int lastSeq, string lastHash, IEnumerable<Line> lines)
    {
        List<Entry> added = [];
        foreach (var line in lines.OrderBy(l => l.At).ThenBy(l => l.Key))
        {
            var entry = new Entry { RepairId = repairId, Seq = ++lastSeq, Key = line.Key, At = Whole(line.At), Kind = line.Kind, Ours = line.Ours, Words = line.Words, Previous = lastHash };
            entry = entry with { Hash = HashOf(landlord, entry) };
            lastHash = entry.Hash;
            added.Add(entry);
        }

        return added;
    }

    /// <summary>What is wrong with a chain; empty where nothing is.</summary>
    public static IReadOnlyList<string> Faults(string landlord, Guid repairId, IReadOnlyList<Entry> entries)
    {
        List<string> faults = [];
        var (seq, before) = (0, Nothing);
        foreach (var entry in entries)
        {
            seq++;
            if (entry.Seq != seq)
            {
                faults.Add($"Number {seq} is missing or out of its place: {entry.Seq} stands there.");
                return faults;
            }

            if (entry.RepairId != repairId)
                faults.Add($"Number {seq} is of another repair.");
            if (entry.Previous != before)
                faults.Add($"Number {seq} does not follow the one before it.");
            if (HashOf(landlord, entry) != entry.Hash)
                faults.Add($"Number {seq} is not as it was written.");
            before = entry.Hash;
        }

        return faults;
    }

    /// <summary>As the database keeps instants: whole microseconds.</summary>
    public static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
