using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a file holds, read without writing anything.</summary>
/// <param name="Heading">The columns in their order.</param>
/// <param name="First">The first rows as they are read.</param>
/// <param name="Notes">The first rows to say something about.</param>
internal sealed record ImportPreview(IReadOnlyList<string> Heading, IReadOnlyList<IReadOnlyList<string>> First, int Rows, int Rejected, int Warned, IReadOnlyList<RowNote> Notes);

/// <summary>Reads an upload once to show what is in it, and keeps it until somebody confirms.</summary>
internal sealed class KeepImport(Database<BookingService> db, BusinessClock clock, Imports imports)
{
    public const long Largest = 100_000_000;
    private const int BatchSize = 5000;
    private const int FirstRows = 5;
    private const int MostNotes = 50;
    private const int PartSize = 1 << 20;

    /// <returns>The import's id, or what is wrong with the whole file.</returns>
    public async Task<Answer<Kept>> RunAsync(string landlord, string kind, Stream file, CancellationToken ct)
    {
        var first = new byte[4];
        var read = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, ct);
        file.Position = 0;
        if (read == 0)
            return Wrong("The file is empty.");
        if (first.AsSpan(0, read).StartsWith("PK"u8) || first.AsSpan(0, read).SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return Wrong("This is a workbook. Open it and save it as CSV, then choose that file.");

        ImportPreview preview;
        try
        {
            preview = await PreviewAsync(landlord, kind, file, ct);
        }
        catch (CsvHeadingException e)
        {
            return Wrong(e.Message);
        }

        if (preview.Rows == 0)
            return Wrong("The file has a heading and no rows.");
        file.Position = 0;
        var id = Guid.CreateVersion7();
        await using var unit = await db.BeginAsync(ct);
        await ImportFileSql.InsertAsync(unit, landlord, id, kind, preview, clock.GetUtcNow(), ct);
        var buffer = new byte[PartSize];
        for (var part = 0; await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var n; part++)
            await ImportFileSql.InsertPartAsync(unit, landlord, id, part, buffer[..n], ct);
        await unit.CommitAsync(ct);
        return new Kept(id);
    }

    private static Refusal Wrong(string sentence) => Refusal.Invalid(new Faults().When(true, "file", sentence));

    private async Task<ImportPreview> PreviewAsync(string landlord, string kind, Stream file, CancellationToken ct)
    {
        var import = imports.Of(kind);
        await using var connection = await db.OpenAsync(ct);
        var pass = await import.StartAsync(connection, null, landlord, kind, ct);
        var (heading, first, notes) = ((IReadOnlyList<string>)[], new List<IReadOnlyList<string>>(), new List<RowNote>());
        var (rows, rejected, warned, batch) = (0, 0, 0, new List<Judged>(BatchSize));
        await foreach (var row in CsvRows.ReadAsync(file, import.Columns, ct))
        {
            if (rows++ == 0)
                heading = [.. row.Columns.OrderBy(c => c.Value).Select(c => c.Key.Replace('\0', '␀'))];
            if (first.Count < FirstRows)
                first.Add([.. heading.Select(h => row[h])]);
            batch.Add(Importing.Judge(pass, row));
            if (batch.Count == BatchSize)
                await LookAsync();
        }

        await LookAsync();
        return new ImportPreview(heading, first, rows, rejected, warned, notes);

        async Task LookAsync()
        {
            var said = await Importing.LookAsync(pass, connection, batch, ct);
            rejected += said.Count(n => !n.Warning);
            warned += said.Count(n => n.Warning);
            notes.AddRange(said.Take(MostNotes - notes.Count));
            batch.Clear();
        }
    }
}

/// <param name="ImportId">What the page's address names.</param>
internal sealed record Kept(Guid ImportId);
