using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What one step of an import came to.</summary>
internal sealed record ImportStep(int Line, int Rows, int Accepted, int Rejected, int Warned, bool End);

/// <summary>
/// Writes the rows of confirmed files in the background, some thousand at a time. The rows and how far we are stand in one transaction: a crash loses nothing
/// and repeats nothing; whoever comes next reads the file from its start, without writing, up to the line that was reached.
/// </summary>
internal sealed partial class RunImports(BusinessClock clock, Imports imports, ILogger<RunImports> log) : IDueWork, IAsyncDisposable
{
    private const int BatchSize = 2000;
    private const int LongestGiven = 10_000;
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(10);
    private readonly Guid _worker = Guid.NewGuid();
    private ImportReader? _open;
    private DateTimeOffset _tidied = DateTimeOffset.MinValue;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await ImportFileSql.ClaimAsync(unit, _worker, clock.Offset, ct) is not { } file)
        {
            await CloseAsync();
            if (now - _tidied > TidyEvery)
            {
                await ImportFileSql.TidyAsync(unit, now, ct);
                _tidied = now;
            }

            return 0;
        }

        var reader = await ReaderAsync(unit, file, ct);
        var rows = await reader.NextAsync(BatchSize, ct);
        var notes = await Importing.WriteAsync(reader.Pass, unit, [.. rows.Select(r => r.Judged)], ct);
        var given = rows.ToDictionary(r => r.Judged.Line, r => Given(r.Text));
        await ImportFileSql.AddNotesAsync(unit, file.Landlord, file.ImportId, [.. notes.Select(n => new ImportNoteRow(n.Line, n.Reason, n.Warning, given[n.Line]))], ct);

        var rejected = notes.Count(n => !n.Warning);
        var step = new ImportStep(reader.Line, rows.Count, rows.Count - rejected, rejected, notes.Count(n => n.Warning), rows.Count < BatchSize);
        await ImportFileSql.AdvanceAsync(unit, file, step, now, ct);
        if (step.End)
        {
            await ImportFileSql.ForgetAsync(unit, file, ct);
            await ImportSql.RecordAsync(unit, file.Landlord, file.Kind, now, file.Accepted + step.Accepted, file.Rejected + step.Rejected, ct);
            LogDone(file.Kind, file.ImportId, file.Accepted + step.Accepted, file.Rejected + step.Rejected);
        }

        return 1;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>A row as it is kept: a database takes no NUL, and nobody reads on after ten thousand characters.</summary>
    private static string Given(string text) =>
        (text.Length > LongestGiven ? string.Concat(text.AsSpan(0, LongestGiven - 1), "…") : text).Replace('\0', '␀');

    /// <summary>The file as it was left, or opened again and read up to where we are.</summary>
    private async Task<ImportReader> ReaderAsync(UnitOfWork unit, ImportFileRow file, CancellationToken ct)
    {
        if (_open is { } open && open.ImportId == file.ImportId && open.Line == file.Line)
            return open;
        await CloseAsync();
        var import = imports.Of(file.Kind);
        var pass = await import.StartAsync(unit.Connection, unit.Transaction, file.Landlord, file.Kind, ct);
        _open = await ImportReader.OpenAsync(unit, file, import.Columns, pass, ct);
        return _open;
    }

    private async Task CloseAsync()
    {
        if (_open is { } open)
            await open.DisposeAsync();
        _open = null;
    }

    [LoggerMessage(LogLevel.Information, "Import of {Kind} {ImportId} is done: {Accepted} rows taken, {Rejected} not")]
    private partial void LogDone(string kind, Guid importId, int accepted, int rejected);
}

/// <summary>An upload being read, in a file of its own that goes when it is closed.</summary>
internal sealed class ImportReader : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly IAsyncEnumerator<CsvRow> _rows;

    private ImportReader(Guid importId, FileStream file, ImportPass pass, IReadOnlyList<string> columns)
    {
        (ImportId, _file, Pass) = (importId, file, pass);
        _rows = CsvRows.ReadAsync(file, columns, CancellationToken.None).GetAsyncEnumerator();
    }

    public Guid ImportId { get; }

    public ImportPass Pass { get; }

    /// <summary>The last line that was read; the heading is line 1.</summary>
    public int Line { get; private set; } = 1;

    public static async Task<ImportReader> OpenAsync(UnitOfWork unit, ImportFileRow file, IReadOnlyList<string> columns, ImportPass pass, CancellationToken ct)
    {
        var copy = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await ImportFileSql.CopyAsync(unit, file.Landlord, file.ImportId, copy, ct);
        copy.Position = 0;
        var reader = new ImportReader(file.ImportId, copy, pass, columns);
        while (reader.Line < file.Line && await reader._rows.MoveNextAsync())
        {
            Importing.Judge(pass, reader._rows.Current);
            reader.Line = reader._rows.Current.Line;
        }

        return reader;
    }

    public async Task<IReadOnlyList<(Judged Judged, string Text)>> NextAsync(int most, CancellationToken ct)
    {
        var rows = new List<(Judged, string)>(most);
        while (rows.Count < most && !ct.IsCancellationRequested && await _rows.MoveNextAsync())
        {
            rows.Add((Importing.Judge(Pass, _rows.Current), _rows.Current.Text));
            Line = _rows.Current.Line;
        }

        ct.ThrowIfCancellationRequested();
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await _file.DisposeAsync();
    }
}
