using System.Globalization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What every import does: read, judge each row, write the good ones in batches, list the others with line and reason.</summary>
internal static class Importing
{
    private const int BatchSize = 5000;

    /// <param name="read">Turns a row into a record, or says what is wrong with it.</param>
    public static async Task<Answer<Imported>> RunAsync<T>(
        UnitOfWork unit, string landlord, string kind, Stream stream, IReadOnlyList<string> columns, DateTimeOffset now,
        Func<CsvRow, (T? Record, string? Reason)> read, Func<IReadOnlyList<T>, Task> write, CancellationToken ct)
        where T : class
    {
        var rejected = new List<RejectedRow>();
        var batch = new List<T>(BatchSize);
        var accepted = 0;
        try
        {
            await foreach (var row in CsvRows.ReadAsync(stream, columns, ct))
            {
                var (record, reason) = row.Fault is null ? read(row) : (null, row.Fault);
                if (record is null)
                {
                    rejected.Add(new RejectedRow(row.Line, reason!));
                    continue;
                }

                accepted++;
                batch.Add(record);
                if (batch.Count == BatchSize)
                {
                    await write(batch);
                    batch.Clear();
                }
            }
        }
        catch (CsvHeadingException e)
        {
            return Refusal.Invalid(new Faults().When(true, "file", e.Message));
        }

        if (batch.Count > 0)
            await write(batch);
        var imported = new Imported(accepted, rejected);
        await ImportSql.RecordAsync(unit, landlord, kind, now, imported, ct);
        return imported;
    }

    /// <summary>A text that has to be there, or what is wrong with it.</summary>
    public static string? Missing(CsvRow row, int max, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (row[column].Length == 0)
                return $"{column} is missing.";
            if (row[column].Length > max)
                return $"{column} is longer than {max} characters.";
        }

        return null;
    }

    /// <summary>A place on the map: both or neither.</summary>
    public static string? Place(CsvRow row, out double? lat, out double? lon)
    {
        lat = lon = null;
        if (row["lat"].Length == 0 && row["lon"].Length == 0)
            return null;
        if (!double.TryParse(row["lat"], NumberStyles.Float, CultureInfo.InvariantCulture, out var y) || y is not (>= -90 and <= 90)
            || !double.TryParse(row["lon"], NumberStyles.Float, CultureInfo.InvariantCulture, out var x) || x is not (>= -180 and <= 180))
            return "lat and lon are no place on the map: give degrees such as 51.5072 and -0.1276, or leave both empty.";
        (lat, lon) = (y, x);
        return null;
    }

    /// <summary>A list with semicolons, cleaned; empty entries do not count.</summary>
    public static string List(string text, bool lower) =>
        string.Join(';', text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => lower ? t.ToLowerInvariant() : t).Distinct());
}
