using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Repairs.Platform;

/// <summary>
/// The clock that rules take their <c>now</c> from: the database's clock, plus the demonstration's offset (zero outside it). SQL that decides by time says
/// <c>clock_timestamp() + @offset</c> with <see cref="Offset"/>, and both mean the same moment: a server whose own clock is minutes wrong is told so by its
/// database and follows it. Timers, leases and cookies keep the process's own time.
/// </summary>
public sealed class BusinessClock(TimeProvider process) : TimeProvider
{
    /// <summary>Less than this apart, two clocks are the same: the way there and back takes a while, and time shall not jump for nothing.</summary>
    internal static readonly TimeSpan Same = TimeSpan.FromMilliseconds(500);

    private long _offsetTicks;
    private long _wrongByTicks;

    /// <summary>Over the process's own clock.</summary>
    public BusinessClock()
        : this(System)
    {
    }

    /// <summary>How far business time runs ahead of real time.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    /// <summary>What the process's clock lacks to the database's.</summary>
    internal TimeSpan WrongBy => new(Interlocked.Read(ref _wrongByTicks));

    /// <summary>Real time, as the database has it.</summary>
    internal DateTimeOffset RealNow => process.GetUtcNow() + WrongBy;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => RealNow + Offset;

    /// <summary>Moves business time ahead; never back, whoever else moves it meanwhile.</summary>
    internal void Set(TimeSpan offset)
    {
        for (var was = Offset.Ticks; was < offset.Ticks;)
        {
            var found = Interlocked.CompareExchange(ref _offsetTicks, offset.Ticks, was);
            was = found == was ? offset.Ticks : found;
        }
    }

    /// <summary>Follows the database's clock, read between two looks at the process's own.</summary>
    internal bool Follow(DateTimeOffset before, DateTimeOffset database, DateTimeOffset after)
    {
        var wrongBy = database - (before + ((after - before) / 2));
        if ((wrongBy - WrongBy).Duration() <= Same + ((after - before) / 2))
            return false;
        Interlocked.Exchange(ref _wrongByTicks, wrongBy.Ticks);
        return true;
    }

    /// <summary>The process's clock. A test may have it wrong by <c>REPAIRS_CLOCK_WRONG_BY</c> seconds; read in Development only.</summary>
    internal static TimeProvider OfProcess(IHostEnvironment environment) =>
        environment.IsDevelopment() && double.TryParse(Environment.GetEnvironmentVariable("REPAIRS_CLOCK_WRONG_BY"), CultureInfo.InvariantCulture, out var seconds)
            ? new Wrong(TimeSpan.FromSeconds(seconds))
            : System;

    private sealed class Wrong(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
