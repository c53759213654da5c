using System.Collections.Concurrent;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Everybody's diaries in memory. PostgreSQL is the truth: before each use what changed since the last look is read, by the transactions' own order, so a
/// second process, an import or a restart needs no message to be seen. Should memory be stale all the same, the versions it was read with make the
/// compare-and-set fail, and the days it failed on are read again: no harm but a try.
/// </summary>
internal sealed class Diaries(Database<BookingService> db, BusinessClock clock) : IPreparation, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<long, OperativeFile> _files = [];
    private readonly ConcurrentDictionary<(string Landlord, long OperativeId), Diary> _diaries = new();
    private readonly Lock _asking = new();
    private readonly HashSet<(long OperativeId, DateOnly Day)> _doubted = [];
    private NpgsqlConnection? _connection;
    private Task? _next;
    private volatile Dictionary<(string Landlord, string Trade, string? Patch), long[]> _who = [];
    private long _horizon;
    private DateOnly _from;

    /// <summary>Reads all of them once, so that the first resident after a start does not wait for it.</summary>
    public Task PrepareAsync(CancellationToken ct) => RefreshAsync(ct);

    /// <summary>Takes in what changed: when it is over, every commit before this call is in the diaries.</summary>
    /// <param name="doubted">Operative-days on which a race was lost: read again whatever they look like.</param>
    public Task RefreshAsync(CancellationToken ct, IEnumerable<(long OperativeId, DateOnly Day)>? doubted = null)
    {
        lock (_asking)
        {
            _doubted.UnionWith(doubted ?? []);
            // Whoever asks while a look is under way shares the next one with everybody else who does.
            return (_next ??= LookAsync()).WaitAsync(ct);
        }
    }

    /// <summary>The diaries of those a landlord may send for any of some trades to a patch (null: any).</summary>
    /// <param name="given">Repairs that give their places up for the new one.</param>
    /// <param name="keepsVisits">True for a hold, which gives up held places only: the visit the repair has still stands.</param>
    public IReadOnlyList<Diary> Of(string landlord, IEnumerable<string> trades, string? patch, IReadOnlyCollection<RepairKey> given, bool keepsVisits = false)
    {
        var who = _who;
        return
        [
            .. trades.Distinct().SelectMany(t => who.GetValueOrDefault((landlord, t, patch), [])).Distinct().Select(id => _diaries[(landlord, id)])
                .Select(d => given.Count == 0 ? d : d.Without(s => s.Repair is not null && given.Contains(s.Repair) && (!keepsVisits || s.HeldUntil is not null))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task LookAsync()
    {
        await Task.Yield();
        await _gate.WaitAsync();
        try
        {
            List<(long, DateOnly)> doubted;
            lock (_asking)
            {
                _next = null;
                doubted = [.. _doubted];
                _doubted.Clear();
            }

            Take(await ReadAsync(doubted), doubted);
        }
        finally
        {
            _gate.Release();
        }
    }

    // A connection of its own: those who wait for the answer hold the pool's.
    private async Task<DiaryChanges> ReadAsync(List<(long, DateOnly)> doubted)
    {
        var first = LondonTime.DateOf(clock.GetUtcNow()).AddDays(-1);
        if (first < _from)
            _horizon = 0;
        _from = first;
        try
        {
            _connection ??= await db.OpenAsync(CancellationToken.None);
            return await DiariesSql.ChangesAsync(_connection, _horizon, first, doubted, clock.Offset, CancellationToken.None);
        }
        catch (Exception)
        {
            if (_connection is not null)
                await _connection.DisposeAsync();
            _connection = null;
            lock (_asking)
                _doubted.UnionWith(doubted);
            throw;
        }
    }

    private void Take(DiaryChanges changes, List<(long OperativeId, DateOnly Day)> doubted)
    {
        var moved = new HashSet<long>();
        foreach (var row in changes.Operatives)
        {
            FileOf(row.OperativeId).Who = row;
            moved.Add(row.OperativeId);
        }

        foreach (var row in changes.Patches)
        {
            FileOf(row.OperativeId).Patches[row.Landlord] = row.Patches;
            moved.Add(row.OperativeId);
        }

        foreach (var (operative, day) in doubted)
        {
            FileOf(operative).Days.Remove(day);
            moved.Add(operative);
        }

        var shifts = changes.Shifts.ToLookup(s => (s.OperativeId, s.Day));
        var places = changes.Places.ToLookup(p => (p.OperativeId, p.Day));
        foreach (var row in changes.Versions)
        {
            var key = (row.OperativeId, row.Day);
            FileOf(row.OperativeId).Days[row.Day] = new DayFile(row.Version, [.. shifts[key].Select(s => new WorkingTime(s.Day, s.Absent, s.FromTime, s.ToTime))], [.. places[key].Select(p => p.AsStop())]);
            moved.Add(row.OperativeId);
        }

        moved.UnionWith(_files.Where(f => f.Value.NextExpiry <= changes.Now).Select(f => f.Key));
        foreach (var id in moved)
        {
            var file = _files[id];
            if (file.Who is null)
                continue;
            var diary = file.AsDiary(_from, changes.Now);
            foreach (var (landlord, patches) in file.Patches)
                _diaries[(landlord, id)] = diary with { Patches = patches };
        }

        if (changes.Operatives.Count + changes.Patches.Count > 0)
            _who = Index();
        _horizon = changes.Horizon;
    }

    private Dictionary<(string Landlord, string Trade, string? Patch), long[]> Index() => _diaries
        .SelectMany(d => d.Value.Trades.SelectMany(t => d.Value.Patches.Append(null).Distinct().Select(p => (Key: (d.Key.Landlord, t, p), d.Key.OperativeId))))
        .GroupBy(e => e.Key, e => e.OperativeId)
        .ToDictionary(g => g.Key, g => g.Order().ToArray());

    private OperativeFile FileOf(long id)
    {
        if (!_files.TryGetValue(id, out var file))
            _files[id] = file = new OperativeFile();
        return file;
    }

    private sealed record DayFile(int Version, IReadOnlyList<WorkingTime> Times, IReadOnlyList<Stop> Stops);

    private sealed class OperativeFile
    {
        public OperativeRow? Who { get; set; }

        public Dictionary<string, string[]> Patches { get; } = new(StringComparer.Ordinal);

        public Dictionary<DateOnly, DayFile> Days { get; } = [];

        /// <summary>When the first hold in the diary ends: it is made anew then.</summary>
        public DateTimeOffset NextExpiry { get; private set; } = DateTimeOffset.MaxValue;

        public Diary AsDiary(DateOnly first, DateTimeOffset now)
        {
            foreach (var past in Days.Keys.Where(d => d < first).ToList())
                Days.Remove(past);
            var stops = Days.Values.SelectMany(d => d.Stops).DistinctBy(s => s.PlaceId).Where(s => !(s.HeldUntil <= now)).OrderBy(s => s.Planned.From).ToList();
            NextExpiry = stops.Min(s => s.HeldUntil) ?? DateTimeOffset.MaxValue;
            return new Diary(
                Who!.OperativeId, Who.Contractor, Who.OperativeRef, Who.Trades, [], Diary.WorkingTimeOf(Days.OrderBy(d => d.Key).SelectMany(d => d.Value.Times)), stops,
                Days.ToDictionary(d => d.Key, d => d.Value.Version), Who is { Lat: not null, Lon: not null } ? new Home($"base {Who.OperativeId}", Who.Lat, Who.Lon) : null)
            {
                Gender = Who.Gender,
            };
        }
    }
}
