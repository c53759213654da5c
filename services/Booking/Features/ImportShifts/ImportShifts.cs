using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record ImportedShift(long OperativeId, DateOnly Date, string Kind, TimeOnly From, TimeOnly To);

/// <summary>Takes working time and absences. The same row again changes nothing; visits booked inside a new absence stand until someone moves them.</summary>
internal sealed class ImportShifts(BusinessClock clock)
{
    private const int LongestShift = 16 * 60;
    private static readonly IReadOnlyList<string> Columns = ["operativeRef", "date", "from", "to"];

    /// <param name="kind"><c>shift</c> or <c>absence</c>; a column <c>kind</c> goes before it.</param>
    public async Task<Answer<Imported>> RunAsync(UnitOfWork unit, string landlord, Stream file, string kind, CancellationToken ct)
    {
        var operatives = (await ImportShiftsSql.OperativesAsync(unit, landlord, ct)).ToLookup(o => o.OperativeRef, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        return await Importing.RunAsync(unit, landlord, "shifts", file, Columns, now,
            row => Read(row, operatives, kind, LondonTime.DateOf(now)), batch => ImportShiftsSql.WriteAsync(unit, batch, ct), ct);
    }

    internal static (ImportedShift? Record, string? Reason) Read(CsvRow row, ILookup<string, KnownOperative> operatives, string usualKind, DateOnly today)
    {
        if (Importing.Missing(row, 100, "operativeRef", "date", "from", "to") is { } missing)
            return (null, missing);
        var known = operatives[row["operativeRef"]].Where(o => row["contractor"].Length == 0 || o.Contractor == row["contractor"]).ToList();
        if (known.Count == 0)
            return (null, $"No operative has the reference {row["operativeRef"]}. Import the operative first.");
        if (known.Count > 1)
            return (null, $"Several contractors have an operative {row["operativeRef"]}. Add a column contractor.");
        if (!DateOnly.TryParseExact(row["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return (null, "date is no date of the form 2026-11-30.");
        if (date < today.AddYears(-2) || date > today.AddYears(3))
            return (null, "date is more than two years ago or three years ahead.");
        if (TimeOf(row["from"]) is not { Whole: < 1440 } from || TimeOf(row["to"]) is not { } to)
            return (null, "from and to are times of the form 08:00; an end at midnight is 24:00.");
        var kind = row["kind"].Length == 0 ? usualKind : row["kind"].ToLowerInvariant();
        if (kind is not ("shift" or "absence"))
            return (null, "kind is neither shift nor absence.");
        if (from.Whole == to.Whole)
            return (null, "from and to are the same time.");
        var length = to.Whole > from.Whole ? to.Whole - from.Whole : to.Whole + 1440 - from.Whole;
        if (kind == "shift" && length > LongestShift)
            return (null, "A shift is longer than 16 hours: check from and to.");
        return (new ImportedShift(known[0].OperativeId, date, kind, from.Time, to.Time), null);
    }

    private static Clock? TimeOf(string text) => text is "24:00"
        ? new Clock(1440)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new Clock(time.Hour * 60 + time.Minute)
            : null;

    private sealed record Clock(int Whole)
    {
        public TimeOnly Time => new(Whole / 60 % 24, Whole % 60);
    }
}
