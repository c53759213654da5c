using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A file somebody brought in, and how far it is.</summary>
internal sealed class ImportFileRow
{
    public string Landlord { get; init; } = "";

    public Guid ImportId { get; init; }

    public string Kind { get; init; } = "";

    /// <summary><c>read</c>: looked at, nothing written · <c>confirmed</c>: under way · <c>done</c>.</summary>
    public string State { get; init; } = "";

    public string Preview { get; init; } = "{}";

    public DateTimeOffset UploadedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The last line of the file that is dealt with.</summary>
    public int Line { get; init; }

    /// <summary>Rows dealt with.</summary>
    public int Done { get; init; }

    public int Accepted { get; init; }

    public int Rejected { get; init; }

    public int Warned { get; init; }

    public ImportPreview Read() => JsonSerializer.Deserialize<ImportPreview>(Preview, Json.Options)!;
}

/// <summary>A row to say something about, as it was given.</summary>
internal sealed record ImportNoteRow(int Line, string Reason, bool Warning, string Given);

internal static class ImportFileSql
{
    private const string Columns = "landlord, import_id, kind, state, preview::text as preview, uploaded_at, finished_at, line, done, accepted, rejected, warned";

    private const string Insert = """
        insert into import_file (landlord, import_id, kind, preview, uploaded_at)
        values (@landlord, @id, @kind, @preview::jsonb, @now)
        """;

    private const string InsertPart = """
        insert into import_part (landlord, import_id, part, content)
        values (@landlord, @id, @part, @content)
        """;

    private const string Find = $"""
        select {Columns}
        from import_file
        where landlord = @landlord and import_id = @id
        """;

    private const string Newest = $"""
        select {Columns}
        from import_file
        where landlord = @landlord
        order by uploaded_at desc
        limit @most
        """;

    private const string Confirm = """
        update import_file
        set state = 'confirmed'
        where landlord = @landlord and import_id = @id and state = 'read'
        """;

    private const string Discard = """
        delete from import_file
        where landlord = @landlord and import_id = @id and state = 'read'
        """;

    // One process keeps a file while it works on it; when it ends in the middle, another goes on from the last line that was written.
    private const string Claim = $"""
        update import_file
        set worker = @worker, worker_until = clock_timestamp() + @offset + interval '20 seconds'
        where (landlord, import_id) in (
          select landlord, import_id
          from import_file
          where state = 'confirmed' and (worker is null or worker = @worker or worker_until < clock_timestamp() + @offset)
          order by uploaded_at
          limit 1
          for update skip locked)
        returning {Columns}
        """;

    private const string Parts = """
        select content
        from import_part
        where landlord = @landlord and import_id = @id
        order by part
        """;

    private const string Notes = """
        insert into import_note (landlord, import_id, line, reason, warning, given)
        select @landlord, @id, g.line, g.reason, g.warning, g.given
        from unnest(@lines, @reasons, @warnings, @givens) as g (line, reason, warning, given)
        on conflict do nothing
        """;

    private const string Advance = """
        update import_file
        set line = @line, done = done + @rows, accepted = accepted + @accepted, rejected = rejected + @rejected, warned = warned + @warned,
          state = case when @end then 'done' else state end, finished_at = case when @end then @now::timestamptz end
        where landlord = @landlord and import_id = @id
        """;

    private const string Forget = """
        delete from import_part
        where landlord = @landlord and import_id = @id
        """;

    private const string Tidy = """
        delete from import_file
        where (state = 'read' and uploaded_at < @now - interval '1 day')
          or (state = 'done' and finished_at < @now - interval '7 days')
        """;

    private const string ReadNotes = """
        select line, reason, warning, given
        from import_note
        where landlord = @landlord and import_id = @id
        order by line, warning
        limit @most
        """;

    public static Task InsertAsync(UnitOfWork unit, string landlord, Guid id, string kind, ImportPreview preview, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Insert, new { landlord, id, kind, preview = JsonSerializer.Serialize(preview, Json.Options), now }, unit.Transaction, cancellationToken: ct));

    public static Task InsertPartAsync(UnitOfWork unit, string landlord, Guid id, int part, byte[] content, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(InsertPart, new { landlord, id, part, content }, unit.Transaction, cancellationToken: ct));

    public static Task<ImportFileRow?> FindAsync(NpgsqlConnection connection, string landlord, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ImportFileRow?>(new CommandDefinition(Find, new { landlord, id }, cancellationToken: ct));

    public static Task<IEnumerable<ImportFileRow>> NewestAsync(NpgsqlConnection connection, string landlord, int most, CancellationToken ct) =>
        connection.QueryAsync<ImportFileRow>(new CommandDefinition(Newest, new { landlord, most }, cancellationToken: ct));

    public static Task ConfirmAsync(UnitOfWork unit, string landlord, Guid id, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Confirm, new { landlord, id }, unit.Transaction, cancellationToken: ct));

    public static Task DiscardAsync(UnitOfWork unit, string landlord, Guid id, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Discard, new { landlord, id }, unit.Transaction, cancellationToken: ct));

    public static Task<ImportFileRow?> ClaimAsync(UnitOfWork unit, Guid worker, TimeSpan offset, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<ImportFileRow?>(new CommandDefinition(Claim, new { worker, offset }, unit.Transaction, cancellationToken: ct));

    /// <summary>Copies the upload, piece by piece.</summary>
    public static async Task CopyAsync(UnitOfWork unit, string landlord, Guid id, Stream to, CancellationToken ct)
    {
        await foreach (var part in unit.Connection.QueryUnbufferedAsync<byte[]>(Parts, new { landlord, id }, unit.Transaction).WithCancellation(ct))
            await to.WriteAsync(part, ct);
    }

    public static Task AddNotesAsync(UnitOfWork unit, string landlord, Guid id, IReadOnlyList<ImportNoteRow> notes, CancellationToken ct) =>
        notes.Count == 0 ? Task.CompletedTask : unit.Connection.ExecuteAsync(new CommandDefinition(Notes, new
        {
            landlord,
            id,
            lines = notes.Select(n => n.Line).ToArray(),
            reasons = notes.Select(n => n.Reason).ToArray(),
            warnings = notes.Select(n => n.Warning).ToArray(),
            givens = notes.Select(n => n.Given).ToArray(),
        }, unit.Transaction, cancellationToken: ct));

    public static Task AdvanceAsync(UnitOfWork unit, ImportFileRow file, ImportStep step, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Advance, new { landlord = file.Landlord, id = file.ImportId, step.Line, step.Rows, step.Accepted, step.Rejected, step.Warned, step.End, now }, unit.Transaction, cancellationToken: ct));

    public static Task ForgetAsync(UnitOfWork unit, ImportFileRow file, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Forget, new { landlord = file.Landlord, id = file.ImportId }, unit.Transaction, cancellationToken: ct));

    /// <summary>Uploads nobody confirmed for a day, and results after a week.</summary>
    public static Task TidyAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Tidy, new { now }, unit.Transaction, cancellationToken: ct));

    public static async Task<IReadOnlyList<ImportNoteRow>> NotesAsync(NpgsqlConnection connection, string landlord, Guid id, int most, CancellationToken ct) =>
        (await connection.QueryAsync<ImportNoteRow>(new CommandDefinition(ReadNotes, new { landlord, id, most }, cancellationToken: ct))).AsList();

    public static IAsyncEnumerable<ImportNoteRow> AllNotesAsync(NpgsqlConnection connection, string landlord, Guid id) =>
        connection.QueryUnbufferedAsync<ImportNoteRow>(ReadNotes, new { landlord, id, most = int.MaxValue });
}
