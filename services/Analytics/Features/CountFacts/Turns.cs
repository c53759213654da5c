using System.Diagnostics;

namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// When a source is counted in the background. One that had little to count lets more come, and while events pour in yet more: counting many together costs far
/// less than counting each by itself. One that cannot be counted rests longest and is tried with less, and keeps no other from its turn.
/// </summary>
internal sealed class Turns
{
    /// <summary>Instead of how many marks were counted: none, it went wrong.</summary>
    public const int Stumbled = -1;

    private const int Least = 1_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RestWhileMany = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestAfterStumble = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(string Landlord, string Source), Turn> _turns = [];

    /// <summary>Sources whose turn it is not.</summary>
    /// <param name="many">Several senders are at it.</param>
    public IReadOnlyList<Feed> NotNow(bool many)
    {
        lock (_turns)
            return [.. _turns.Where(t => t.Value.IsHeld || t.Value.Rests(many)).Select(t => new Feed { Landlord = t.Key.Landlord, Source = t.Key.Source })];
    }

    /// <summary>How many marks to take at once: fewer after each stumble.</summary>
    public int Most(Feed feed, int most)
    {
        lock (_turns)
            return Math.Max(Least, most >> (2 * Math.Min(8, Of(feed).Stumbles)));
    }

    /// <param name="done">How many marks were counted, or <see cref="Stumbled"/>.</param>
    /// <param name="most">As many as there could have been.</param>
    public void Counted(Feed feed, int done, int most)
    {
        lock (_turns)
        {
            var turn = Of(feed);
            turn.At = Stopwatch.GetTimestamp();
            turn.HadLittle = done < most;
            turn.Stumbles = done == Stumbled ? turn.Stumbles + 1 : 0;
        }
    }

    /// <summary>While a long file comes in its sources are not counted piece by piece, but never longer than ten minutes from the first of them.</summary>
    public IDisposable Hold(IReadOnlyList<Feed> feeds)
    {
        lock (_turns)
        {
            foreach (var turn in feeds.Select(Of))
                turn.HeldSince = turn.Holds++ == 0 ? Stopwatch.GetTimestamp() : turn.HeldSince;
        }

        return new Held(this, feeds);
    }

    private void Release(IReadOnlyList<Feed> feeds)
    {
        lock (_turns)
        {
            foreach (var turn in feeds.Select(Of))
                turn.Holds--;
        }
    }

    private Turn Of(Feed feed)
    {
        if (!_turns.TryGetValue((feed.Landlord, feed.Source), out var turn))
            _turns[(feed.Landlord, feed.Source)] = turn = new Turn();
        return turn;
    }

    private sealed class Turn
    {
        public int Holds { get; set; }

        public long HeldSince { get; set; }

        /// <summary>When it was counted last; null: never.</summary>
        public long? At { get; set; }

        public bool HadLittle { get; set; }

        public int Stumbles { get; set; }

        public bool IsHeld => Holds > 0 && Stopwatch.GetElapsedTime(HeldSince) < LongestHold;

        public bool Rests(bool many) =>
            At is { } at && Stopwatch.GetElapsedTime(at) < (Stumbles > 0 ? RestAfterStumble : !HadLittle ? TimeSpan.Zero : many ? RestWhileMany : Rest);
    }

    private sealed class Held(Turns turns, IReadOnlyList<Feed> feeds) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                turns.Release(feeds);
        }
    }
}

/// <summary>Who sends events just now.</summary>
internal sealed class Senders
{
    private readonly HashSet<Sending> _now = [];

    public bool Many
    {
        get
        {
            lock (_now)
                return _now.Count > 1;
        }
    }

    public Sending Begin(string landlord)
    {
        lock (_now)
        {
            var sending = new Sending(this, landlord);
            var others = _now.Where(s => s.Landlord == landlord).ToList();
            foreach (var other in others)
                other.Alone = false;
            sending.Alone = others.Count == 0;
            _now.Add(sending);
            return sending;
        }
    }

    public void End(Sending sending)
    {
        lock (_now)
            _now.Remove(sending);
    }
}

/// <summary>One who sends.</summary>
internal sealed class Sending(Senders senders, string landlord) : IDisposable
{
    public string Landlord => landlord;

    /// <summary>Nobody else sent for the same landlord at the same time.</summary>
    public bool Alone { get; set; }

    public void Dispose() => senders.End(this);
}
