using Repairs.Analytics.Features.CollectEvents;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ListRejected;

/// <summary>Writes down which lines of one file could not be read, a few thousand at a time. Of a file that is no list of events at all, a million lines are enough.</summary>
internal sealed class KeepRejected(Database<AnalyticsService> db, string landlord, DateTimeOffset now)
{
    private const int AtOnce = 5_000;
    private const long Most = 1_000_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private readonly List<Doubt> _waiting = [];
    private long _kept;

    /// <summary>The number under which the lines are kept; null while there are none.</summary>
    public long? Intake { get; private set; }

    public async Task AddAsync(long line, string reason, CancellationToken ct)
    {
        if (_kept++ >= Most)
            return;
        _waiting.Add(new Doubt(line, reason));
        if (_waiting.Count >= AtOnce)
            await WriteAsync(ct);
    }

    /// <summary>Writes what still waits; called before the answer is given.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        if (_waiting.Count == 0)
            return;
        await using var unit = await db.BeginAsync(ct);
        if (Intake is null)
            await ListRejectedSql.ForgetAsync(unit, now - Kept, ct);
        Intake ??= await CollectEventsSql.NumberAsync(unit.Connection, ct);
        await ListRejectedSql.KeepAsync(unit, landlord, Intake.Value, _waiting, now, ct);
        await unit.CommitAsync(ct);
        _waiting.Clear();
    }
}
