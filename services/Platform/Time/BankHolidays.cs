using System.Globalization;

namespace Repairs.Platform;

/// <summary>A bank holiday of one of the calendars.</summary>
public sealed record BankHoliday(string Calendar, DateOnly Day, string Name);

/// <summary>
/// The bank holidays of the United Kingdom, for every service: <c>Time/bank-holidays.csv</c>, as published at gov.uk/bank-holidays. Data, never code: a year
/// is added to the file when it is published.
/// </summary>
public static class BankHolidays
{
    /// <summary>The calendar of England and Wales.</summary>
    public const string EnglandAndWales = "england-and-wales";

    /// <summary>All that are known, of all calendars.</summary>
    public static IReadOnlyList<BankHoliday> All { get; } = Read();

    /// <summary>The days of a calendar; none where it is unknown.</summary>
    public static IReadOnlySet<DateOnly> Of(string calendar) => All.Where(h => h.Calendar == calendar).Select(h => h.Day).ToHashSet();

    private static List<BankHoliday> Read()
    {
        using var reader = new StreamReader(typeof(BankHolidays).Assembly.GetManifestResourceStream("Repairs.Platform.Time.bank-holidays.csv")!);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l[0] != '#').Skip(1).Select(l => l.Split(',', 3))
                .Select(f => new BankHoliday(f[0], DateOnly.ParseExact(f[1], "yyyy-MM-dd", CultureInfo.InvariantCulture), f[2])),
        ];
    }
}
