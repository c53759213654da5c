using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>What a chronology has already, as far as adding to it goes.</summary>
internal sealed record Told
{
    public Guid RepairId { get; init; }

    public int Seq { get; init; }

    public Guid Key { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>Of meanings only.</summary>
    public string? Words { get; init; }

    public string Hash { get; init; } = "";
}

internal static class ChronologySql
{
    private const string Known = """
        select repair_id, seq, key, kind, case when kind = 'meaning' then words end as words, hash
        from chronology_entry
        where landlord = @landlord and repair_id = any(@repairs)
        order by repair_id, seq
        """;

    private const string Add = """
        insert into chronology_entry (landlord, repair_id, seq, key, at, kind, ours, words, previous, hash)
        select @landlord, e.*
        from unnest(@repairs, @seqs, @keys, @ats, @kinds, @ours, @words, @befores, @hashes) as e
        """;

    private const string Entries = """
        select repair_id, seq, key, at, kind, ours, words, previous, hash
        from chronology_entry
        where landlord = @landlord and repair_id = @repairId and seq <= @most
        order by seq
        """;

    public static async Task<IReadOnlyList<Told>> KnownAsync(UnitOfWork unit, string landlord, Guid[] repairs, CancellationToken ct) =>
        [.. await unit.Connection.QueryAsync<Told>(new CommandDefinition(Known, new { landlord, repairs }, unit.Transaction, cancellationToken: ct))];

    public static Task AddAsync(UnitOfWork unit, string landlord, IReadOnlyList<Entry> entries, CancellationToken ct) =>
        entries.Count == 0 ? Task.CompletedTask : unit.Connection.ExecuteAsync(new CommandDefinition(
            Add,
            new
            {
                landlord,
                repairs = entries.Select(e => e.RepairId).ToArray(),
                seqs = entries.Select(e => e.Seq).ToArray(),
                keys = entries.Select(e => e.Key).ToArray(),
                ats = entries.Select(e => e.At.UtcDateTime).ToArray(),
                kinds = entries.Select(e => e.Kind).ToArray(),
                ours = entries.Select(e => e.Ours).ToArray(),
                words = entries.Select(e => e.Words).ToArray(),
                befores = entries.Select(e => e.Previous).ToArray(),
                hashes = entries.Select(e => e.Hash).ToArray(),
            },
            unit.Transaction,
            cancellationToken: ct));

    /// <param name="most">The last number wanted; null: all.</param>
    public static async Task<IReadOnlyList<Entry>> EntriesAsync(NpgsqlConnection connection, string landlord, Guid repairId, int? most, CancellationToken ct) =>
        [.. await connection.QueryAsync<Entry>(new CommandDefinition(Entries, new { landlord, repairId, most = most ?? int.MaxValue }, cancellationToken: ct))];
}
