using System.Globalization;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What every import does: read, judge each row, write the good ones in batches, list the others with line and reason.</summary>
internal sealed class Importing(Database<BookingService> db, BusinessClock clock, Imports imports)
{
    private const int BatchSize = 5000;
    private const int PartSize = 1000;

    /// <summary>Each repair is told of by an event, and those of one transaction are written together: more than this belong in the background.</summary>
    public const int MostRepairs = 50_000;

    /// <summary>Working time locks the days it is for, and whoever books waits for them: such a file is written part by part.</summary>
    public static bool IsInParts(string kind) => kind is "shifts" or "absences";

    /// <summary>
    /// A file in short transactions of its own, each with its days in order. The same row again changes nothing: where it stops in the middle, the same file
    /// sent again goes on. The caller records what it came to with <see cref="RecordAsync"/>, in the transaction that keeps the answer.
    /// </summary>
    /// <param name="file">Can be read twice.</param>
    public async Task<Answer<Imported>> RunInPartsAsync(string landlord, string kind, Stream file, CancellationToken ct)
    {
        var import = imports.Of(kind);
        ImportPass pass;
        await using (var connection = await db.OpenAsync(ct))
            pass = await import.StartAsync(connection, null, landlord, kind, ct);
        var notes = new List<RowNote>();
        var rows = 0;
        try
        {
            await foreach (var part in CsvRows.ReadAsync(file, import.Columns, ct).Chunk(PartSize).WithCancellation(ct))
            {
                rows += part.Length;
                await using var unit = await db.BeginAsync(ct);
                notes.AddRange(await WriteAsync(pass, unit, [.. part.Select(r => Judge(pass, r))], ct));
                await unit.CommitAsync(ct);
            }
        }
        catch (CsvHeadingException e)
        {
            return Refusal.Invalid(new Faults().When(true, "file", e.Message));
        }

        return AsImported(rows, notes);
    }

    public Task RecordAsync(UnitOfWork unit, string landlord, string kind, Imported imported, CancellationToken ct) =>
        ImportSql.RecordAsync(unit, landlord, kind, clock.GetUtcNow(), imported.Accepted, imported.Rejected.Count, ct);

    /// <summary>A whole file in one transaction.</summary>
    /// <param name="file">Can be read twice.</param>
    public async Task<Answer<Imported>> RunAsync(UnitOfWork unit, string landlord, string kind, Stream file, CancellationToken ct)
    {
        var import = imports.Of(kind);
        if (kind == "repairs" && await HasMoreThanAsync(MostRepairs, file, import.Columns, ct))
            return Refusal.Invalid(new Faults().When(true, "file", $"The file has more than {MostRepairs} repairs. Bring it in at /desk/import, where it comes in in the background, or in several files."));
        var pass = await import.StartAsync(unit.Connection, unit.Transaction, landlord, kind, ct);
        var notes = new List<RowNote>();
        var (rows, batch) = (0, new List<Judged>(BatchSize));
        try
        {
            await foreach (var row in CsvRows.ReadAsync(file, import.Columns, ct))
            {
                rows++;
                batch.Add(Judge(pass, row));
                if (batch.Count == BatchSize)
                {
                    notes.AddRange(await WriteAsync(pass, unit, batch, ct));
                    batch.Clear();
                }
            }
        }
        catch (CsvHeadingException e)
        {
            return Refusal.Invalid(new Faults().When(true, "file", e.Message));
        }

        notes.AddRange(await WriteAsync(pass, unit, batch, ct));
        var imported = AsImported(rows, notes);
        await RecordAsync(unit, landlord, kind, imported, ct);
        return imported;
    }

    public static Judged Judge(ImportPass pass, CsvRow row) => row.Fault is { } fault ? Judged.Wrong(row, fault) : pass.Judge(row);

    /// <summary>Checks and writes rows; where the database takes one of them not, the others are written one by one.</summary>
    /// <returns>What is to be said of the rows, warnings too.</returns>
    public static async Task<IReadOnlyList<RowNote>> WriteAsync(ImportPass pass, UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct)
    {
        var (notes, good) = await SortAsync(pass, unit.Connection, unit.Transaction, rows, ct);
        if (good.Count > 0)
            notes.AddRange(await WriteGoodAsync(pass, unit, [.. good.OrderBy(r => pass.OrderOf(r.Record!))], ct));
        var lost = notes.Where(n => !n.Warning).Select(n => n.Line).ToHashSet();
        return [.. notes.Where(n => !n.Warning || !lost.Contains(n.Line)).OrderBy(n => n.Line)];
    }

    private static async Task<bool> HasMoreThanAsync(int most, Stream file, IReadOnlyList<string> columns, CancellationToken ct)
    {
        var (start, rows) = (file.Position, 0);
        try
        {
            await foreach (var _ in CsvRows.ReadAsync(file, columns, ct))
            {
                if (++rows > most)
                    return true;
            }
        }
        catch (CsvHeadingException)
        {
            // Said by the reading that follows.
        }
        finally
        {
            file.Position = start;
        }

        return false;
    }

    /// <summary>What would be said of the rows; nothing is written.</summary>
    public static async Task<IReadOnlyList<RowNote>> LookAsync(ImportPass pass, NpgsqlConnection connection, IReadOnlyList<Judged> rows, CancellationToken ct) =>
        (await SortAsync(pass, connection, null, rows, ct)).Notes;

    private static async Task<(List<RowNote> Notes, List<Judged> Good)> SortAsync(ImportPass pass, NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Judged> rows, CancellationToken ct)
    {
        var notes = rows.Where(r => r.Reason is not null).Select(r => new RowNote(r.Line, r.Reason!)).ToList();
        notes.AddRange(rows.Where(r => r is { Reason: null, Warning: not null }).Select(r => new RowNote(r.Line, r.Warning!, Warning: true)));
        var good = rows.Where(r => r.Reason is null).ToList();
        if (good.Count > 0)
            notes.AddRange(await pass.CheckAsync(connection, transaction, good, ct));
        var wrong = notes.Where(n => !n.Warning).Select(n => n.Line).ToHashSet();
        good.RemoveAll(r => wrong.Contains(r.Line));
        var said = notes.Where(n => !n.Warning || !wrong.Contains(n.Line)).GroupBy(n => (n.Line, n.Warning)).Select(g => new RowNote(g.Key.Line, string.Join(' ', g.Select(n => n.Reason)), g.Key.Warning));
        return ([.. said.OrderBy(n => n.Line)], good);
    }

    private static async Task<IReadOnlyList<RowNote>> WriteGoodAsync(ImportPass pass, UnitOfWork unit, List<Judged> good, CancellationToken ct)
    {
        const string Before = "before_rows";
        await unit.Transaction.SaveAsync(Before, ct);
        try
        {
            var notes = await pass.WriteAsync(unit, good, ct);
            await unit.Transaction.ReleaseAsync(Before, ct);
            return notes;
        }
        catch (PostgresException e) when (e.SqlState[..2] is "22" or "23")
        {
            await unit.Transaction.RollbackAsync(Before, ct);
            if (good.Count == 1)
                return [new RowNote(good[0].Line, "The database could not take this row as it is. Look for unusual signs or values in it.")];
            var half = good.Count / 2;
            return [.. await WriteGoodAsync(pass, unit, [.. good.Take(half)], ct), .. await WriteGoodAsync(pass, unit, [.. good.Skip(half)], ct)];
        }
    }

    private static Imported AsImported(int rows, IReadOnlyList<RowNote> notes)
    {
        var rejected = Lines(notes, warnings: false);
        return new Imported(rows - rejected.Count, rejected, Lines(notes, warnings: true));
    }

    private static List<RejectedRow> Lines(IEnumerable<RowNote> notes, bool warnings) =>
        [.. notes.Where(n => n.Warning == warnings).OrderBy(n => n.Line).Select(n => new RejectedRow(n.Line, n.Reason))];

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
