using Repairs.Analytics.Features.ListRejected;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>What the sender is told. Lists are cut at 100 lines; the counts are whole.</summary>
/// <param name="RejectedAt">Where all lines that could not be read are listed, for thirty days; null where there are none.</param>
/// <param name="Flagged">Lines whose time was taken as Europe/London because it has no offset, or as the earlier of two.</param>
internal sealed record IntakeAnswer(long Accepted, long Duplicates, long Quarantined, IReadOnlyList<Doubt> Rejected, long RejectedCount, IReadOnlyList<Doubt> InQuarantine, long Flagged = 0, string? RejectedAt = null);

/// <summary>Stores read lines, chunk by chunk, each in a transaction of its own: what was stored stays, whatever happens to the rest.</summary>
internal sealed class Intake(Database<AnalyticsService> db)
{
    private const int Chunk = 50_000;
    private const int Lanes = 2;
    private const int WorthTwoLanes = 5_000;
    private const int Listed = 100;

    /// <param name="lines">Read lines, in order.</param>
    /// <param name="brokeOff">Asked at the end: why the stream ended before its time, or null.</param>
    /// <param name="later">Told the sources of a long file, which are counted once it is in; ended then.</param>
    public async Task<(IntakeAnswer Answer, IReadOnlySet<string> Sources)> TakeAsync(
        IAsyncEnumerable<ReadLine> lines, Func<string?> brokeOff, string landlord, DateTimeOffset now, CancellationToken ct, Func<IReadOnlyCollection<string>, IDisposable>? later = null)
    {
        IDisposable? hold = null;
        var soFar = new Counted();
        var rejected = new KeepRejected(db, landlord, now);
        var rows = new List<EventRow>();
        var storing = Task.CompletedTask;
        long last = 0;
        try
        {
            await foreach (var line in lines.WithCancellation(ct))
            {
                last = line.Line;
                if (line.Row is null)
                {
                    soFar.Reject(line.Line, line.Reason!);
                    await rejected.AddAsync(line.Line, line.Reason!, ct);
                    continue;
                }

                soFar.Flagged += line.Row.Flag is null ? 0 : 1;
                rows.Add(line.Row);
                if (rows.Count < Chunk)
                    continue;

                // One chunk is stored while the next is read; never more than two are held.
                hold ??= later?.Invoke([.. rows.Select(r => r.Source).Distinct(StringComparer.Ordinal)]);
                await storing;
                storing = StoreAsync(rows, soFar, landlord, now, ct);
                rows = [];
            }

            await storing;
            if (rows.Count > 0)
                await StoreAsync(rows, soFar, landlord, now, ct);
        }
        finally
        {
            // Where reading ends badly, what is being stored is left to finish.
            await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            hold?.Dispose();
        }

        if (brokeOff() is { } reason)
        {
            soFar.Reject(last + 1, reason);
            await rejected.AddAsync(last + 1, reason, ct);
        }

        await rejected.WriteAsync(ct);
        return (soFar.Answer() with { RejectedAt = rejected.Intake is { } number ? ListRejected.ListRejected.PathOf(number) : null }, soFar.Sources);
    }

    /// <summary>Stores rows in a transaction that is already open.</summary>
    public static async Task<(IReadOnlyList<Tally> Tallies, IReadOnlyList<Doubt> Doubts)> StoreAsync(UnitOfWork unit, long intake, IReadOnlyList<EventRow> rows, string landlord, DateTimeOffset now, CancellationToken ct, bool again = false)
    {
        await CollectEventsSql.StageAsync(unit, intake, landlord, now, rows, ct);
        return await CollectEventsSql.StoreAsync(unit, intake, rows.Count, again, ct);
    }

    /// <summary>Stores a chunk, a long one in two lanes at once. An id always takes the same lane, so that of two events with one id the first line is the one that stays.</summary>
    private async Task StoreAsync(List<EventRow> rows, Counted soFar, string landlord, DateTimeOffset now, CancellationToken ct)
    {
        if (rows.Count < WorthTwoLanes)
        {
            await StoreLaneAsync(rows, soFar, landlord, now, ct);
            return;
        }

        if (soFar.Number is null)
        {
            await using var connection = await db.OpenAsync(ct);
            soFar.Number = await CollectEventsSql.NumberAsync(connection, ct);
        }

        await Task.WhenAll(rows.GroupBy(r => (uint)string.GetHashCode(r.EventId, StringComparison.Ordinal) % Lanes).Select(lane => StoreLaneAsync([.. lane], soFar, landlord, now, ct)));
    }

    private async Task StoreLaneAsync(IReadOnlyList<EventRow> rows, Counted soFar, string landlord, DateTimeOffset now, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        var number = soFar.Number ??= await CollectEventsSql.NumberAsync(unit.Connection, ct);
        var (tallies, doubts) = await StoreAsync(unit, number, rows, landlord, now, ct, soFar.IsAgain);
        foreach (var tally in tallies.OrderBy(t => t.Source, StringComparer.Ordinal))
            await CollectEventsSql.NoteAsync(unit, number, landlord, now, tally, ct);
        await unit.CommitAsync(ct);
        soFar.Add(tallies, doubts);
    }

    private sealed class Counted
    {
        private readonly List<Doubt> _rejected = [];
        private readonly List<Doubt> _doubts = [];
        private long _accepted;
        private long _duplicates;
        private long _quarantined;
        private long _rejectedCount;

        public long? Number { get; set; }

        public long Flagged { get; set; }

        public HashSet<string> Sources { get; } = new(StringComparer.Ordinal);

        public void Reject(long line, string reason)
        {
            _rejectedCount++;
            if (_rejected.Count < Listed)
                _rejected.Add(new Doubt(line, reason));
        }

        public void Add(IReadOnlyList<Tally> tallies, IReadOnlyList<Doubt> doubts)
        {
            lock (_doubts)
            {
                Sources.UnionWith(tallies.Select(t => t.Source));
                _accepted += tallies.Sum(t => t.Accepted);
                _duplicates += tallies.Sum(t => t.Duplicates);
                _quarantined += tallies.Sum(t => t.Quarantined);
                _doubts.AddRange(doubts);
                _doubts.Sort((a, b) => a.Line.CompareTo(b.Line));
                _doubts.RemoveRange(Math.Min(_doubts.Count, Listed), Math.Max(0, _doubts.Count - Listed));
            }
        }

        /// <summary>Most of what came so far was there already.</summary>
        public bool IsAgain
        {
            get
            {
                lock (_doubts)
                    return _duplicates > _accepted + _quarantined;
            }
        }

        public IntakeAnswer Answer() => new(_accepted, _duplicates, _quarantined, _rejected, _rejectedCount, _doubts, Flagged);
    }
}
