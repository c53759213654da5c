namespace Repairs.Platform;

/// <summary>
/// The clock that rules take their <c>now</c> from: real time, plus the demonstration's offset. Zero outside the demonstration. SQL that decides by
/// time says <c>clock_timestamp() + @offset</c> with <see cref="Offset"/>. Timers, leases and cookies keep real time.
/// </summary>
public sealed class BusinessClock : TimeProvider
{
    private long _offsetTicks;

    /// <summary>How far business time runs ahead of real time.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    internal void Set(TimeSpan offset) => Interlocked.Exchange(ref _offsetTicks, offset.Ticks);
}
