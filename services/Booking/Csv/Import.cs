using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A row that was read, or what is wrong with it.</summary>
/// <param name="Warning">What a person may want to look at, although the row is taken.</param>
internal sealed record Judged(int Line, object? Record, string? Reason, string? Warning = null)
{
    public static Judged Wrong(CsvRow row, string reason) => new(row.Line, null, reason);
}

/// <summary>Something to say about a row of a file.</summary>
/// <param name="Warning">The row is taken all the same.</param>
internal sealed record RowNote(int Line, string Reason, bool Warning = false);

/// <summary>A kind of file that can be brought in.</summary>
internal interface IImport
{
    /// <summary>Columns that have to be there, in any order.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Begins with a file: what is the same for all its rows is read once.</summary>
    /// <param name="kind">The word in <c>/api/{kind}/import</c>; absences are a kind of shifts.</param>
    Task<ImportPass> StartAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string kind, CancellationToken ct);
}

/// <summary>One reading of a file from its first row on. Remembers references it has seen; writes nothing until told.</summary>
internal abstract class ImportPass
{
    /// <summary>Judges a row by itself and by the rows before it.</summary>
    public abstract Judged Judge(CsvRow row);

    /// <summary>Judges rows by what is known already.</summary>
    public virtual Task<IReadOnlyList<RowNote>> CheckAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Judged> rows, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<RowNote>>([]);

    /// <summary>In which order rows are written, where they lock what others write too: a half that is written alone then never reaches back.</summary>
    public virtual (long, int) OrderOf(object record) => default;

    /// <summary>Writes rows that were judged and checked; answers what only writing could show.</summary>
    public abstract Task<IReadOnlyList<RowNote>> WriteAsync(UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct);
}

/// <summary>Every kind of file, by its word.</summary>
internal sealed class Imports(ImportProperties properties, ImportOperatives operatives, ImportShifts shifts, ImportRepairs repairs)
{
    public static IReadOnlyList<string> Kinds { get; } = ["properties", "operatives", "shifts", "absences", "repairs"];

    public IImport Of(string kind) => kind switch
    {
        "properties" => properties,
        "operatives" => operatives,
        "shifts" or "absences" => shifts,
        "repairs" => repairs,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
