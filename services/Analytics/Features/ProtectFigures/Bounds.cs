using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>
/// What a reader who has every figure can work out about each place: the least and the most its count, its total and the rest can be. Starts from what is
/// shown and goes through all sums, one at a time, again and again, until nothing gets narrower (bounds propagation); of one group's time, exact figures are also
/// taken all at once (<see cref="Chains"/>). Several sums over several groups at once it does not solve.
/// </summary>
internal sealed class Bounds
{
    private const long Far = 1L << 40;

    /// <summary>How often a sum is looked at: what narrows by one each time ends here, at bounds that are a little too wide.</summary>
    private const int Most = 12;
    private const int MostOfLong = 4;
    private const int Long = 15;
    private const int Counted = 0;
    private const int Total = 1;
    private const int Rest = 2;

    private readonly long[][] _low;
    private readonly long[][] _high;
    private readonly Profile _profile;
    private readonly int _parts;

    private readonly bool[] _known;

    /// <summary>Sums that wait to be looked at.</summary>
    private readonly bool[] _queued;
    private readonly int[] _times;

    /// <summary>Places that a sum has just narrowed.</summary>
    private readonly List<Place> _changed = [];
    private readonly bool[] _isChanged;

    public Bounds(Places places, Profile profile)
    {
        _profile = profile;
        _parts = places.HasRest ? 3 : 2;
        _low = [.. Enumerable.Range(0, 3).Select(_ => new long[places.All.Count])];
        _high = [.. Enumerable.Range(0, 3).Select(_ => new long[places.All.Count])];
        _known = new bool[places.All.Count];
        _isChanged = new bool[places.All.Count];
        (_queued, _times) = (new bool[places.Sums.Count], new int[places.Sums.Count]);
    }

    public static Bounds Of(Places places, Profile profile)
    {
        var bounds = new Bounds(places, profile);
        bounds.Look(places);
        return bounds;
    }

    /// <summary>Works everything out anew.</summary>
    public void Look(Places places)
    {
        foreach (var group in places.ByGroup())
            Chains.Of(group, _known);
        Look(places.All, places.Sums, timeOnly: false);
    }

    /// <summary>Works the time of one group out anew, by itself.</summary>
    public void Look(IReadOnlyList<Place> group)
    {
        Chains.Of(group, _known);
        Look(group, [.. group.SelectMany(p => p.Sums.Where(s => s.IsTime && s.Whole == p))], timeOnly: true);
    }

    private void Look(IReadOnlyList<Place> places, IReadOnlyList<Sum> sums, bool timeOnly)
    {
        foreach (var place in places)
            Begin(place, _known[place.Index] ? Sight.Exact : place.Sight);
        Narrow(places, sums, timeOnly);
    }

    /// <summary>A reader can tell what this place hides: a small count, a small total or a small rest.</summary>
    public bool Tells(Place place)
    {
        if (place.Sight is Sight.Exact or Sight.Rounded || (place.Sight == Sight.Covered && !place.Small))
            return false;
        return Narrow(Counted, place, place.Numerator)
            || (_parts == 3 && Narrow(Rest, place, place.Denominator - place.Numerator))
            || Narrow(Total, place, place.Denominator);
    }

    /// <summary>Not shown as it is, and yet known.</summary>
    public bool Knows(Place place) => _low[Counted][place.Index] == _high[Counted][place.Index] || _low[Total][place.Index] == _high[Total][place.Index];

    /// <summary>What a reader knows of a count, for tests and for the README.</summary>
    public (long Low, long High) Count(Place place) => (_low[Counted][place.Index], _high[Counted][place.Index]);

    private bool Narrow(int part, Place place, long truth) => IsSmall(truth) && _low[part][place.Index] == _high[part][place.Index];

    private void Begin(Place p, Sight sight)
    {
        switch (sight)
        {
            case Sight.Exact:
                Set(p, (p.Numerator, p.Numerator), (p.Denominator, p.Denominator), (p.Denominator - p.Numerator, p.Denominator - p.Numerator));
                break;
            case Sight.Rounded:
                Set(p, Around(p.Numerator, _profile.SmallestCount), Around(p.Denominator, _profile.SmallestRate), (0, Far));
                break;
            case Sight.Hidden:
                var total = p.Denominator < _profile.SmallestRate ? (0, _profile.SmallestRate - 1) : Around(p.Denominator, _profile.SmallestRate);

                // Whoever asks why it is hidden may guess right: then it is known to be small.
                var counted = p.Small && IsSmall(p.Numerator) ? (1, _profile.SmallestCount - 1) : (0L, Far);
                var rest = p.Small && IsSmall(p.Denominator - p.Numerator) && counted.Item2 == Far ? (1, _profile.SmallestCount - 1) : (0L, Far);
                Set(p, counted, total, rest);
                break;
            default:
                Set(p, (0, Far), (0, Far), (0, Far));
                break;
        }
    }

    private bool IsSmall(long count) => count > 0 && count < _profile.SmallestCount;

    private void Set(Place p, (long Low, long High) counted, (long Low, long High) total, (long Low, long High) rest)
    {
        (_low[Counted][p.Index], _high[Counted][p.Index]) = counted;
        (_low[Total][p.Index], _high[Total][p.Index]) = total;
        (_low[Rest][p.Index], _high[Rest][p.Index]) = rest;
    }

    /// <summary>What a rounded count can have been; nothing below the least that is shown, but for none at all.</summary>
    private static (long Low, long High) Around(long count, int least)
    {
        var rounded = Rounding.ToBase(count);
        return rounded == 0 ? (0, 0) : (Math.Max(rounded - 2, Math.Min(least, rounded + 2)), rounded + 2);
    }

    private void Narrow(IReadOnlyList<Place> places, IReadOnlyList<Sum> sums, bool timeOnly)
    {
        var waiting = new Queue<Sum>(sums);
        foreach (var sum in sums)
            (_queued[sum.Index], _times[sum.Index]) = (true, 0);
        if (_parts == 3)
        {
            foreach (var place in places)
                Within(place);
        }

        while (waiting.TryDequeue(out var sum))
        {
            _queued[sum.Index] = false;
            if (++_times[sum.Index] > (sum.Parts.Count < Long ? Most : MostOfLong))
                continue;
            _changed.Clear();
            for (var part = 0; part < _parts; part++)
                Narrow(part, sum);
            foreach (var place in _changed)
            {
                _isChanged[place.Index] = false;
                if (_parts == 3)
                    Within(place);
                foreach (var other in place.Sums)
                {
                    if (_queued[other.Index] || (timeOnly && !other.IsTime))
                        continue;
                    _queued[other.Index] = true;
                    waiting.Enqueue(other);
                }
            }
        }
    }

    private void Narrow(int part, Sum sum)
    {
        var (lows, highs) = (_low[part], _high[part]);
        long low = 0, high = 0;
        var open = 0;
        foreach (var p in sum.Parts)
        {
            low += lows[p.Index];
            if (highs[p.Index] >= Far)
                open++;
            else
                high += highs[p.Index];
        }

        if (Move(part, sum.Whole, low, open > 0 ? Far : high))
            Note(sum.Whole);
        var (least, most) = (lows[sum.Whole.Index], highs[sum.Whole.Index]);
        foreach (var p in sum.Parts)
        {
            // Beside a part that has no upper end nothing follows for the others' least.
            var own = highs[p.Index];
            var others = open - (own >= Far ? 1 : 0) > 0 ? Far : high - (own >= Far ? 0 : own);
            if (Move(part, p, least - others, most - (low - lows[p.Index])))
                Note(p);
        }
    }

    private void Note(Place p)
    {
        if (_isChanged[p.Index])
            return;
        _isChanged[p.Index] = true;
        _changed.Add(p);
    }

    /// <summary>A count, its rest and their total.</summary>
    private void Within(Place p)
    {
        var i = p.Index;
        Move(Total, p, _low[Counted][i] + _low[Rest][i], Math.Min(Far, _high[Counted][i] + _high[Rest][i]));
        Move(Counted, p, _low[Total][i] - _high[Rest][i], _high[Total][i] - _low[Rest][i]);
        Move(Rest, p, _low[Total][i] - _high[Counted][i], _high[Total][i] - _low[Counted][i]);
    }

    private bool Move(int part, Place p, long low, long high)
    {
        var i = p.Index;
        var moved = false;
        if (low > _low[part][i] && low <= _high[part][i])
            (_low[part][i], moved) = (low, true);
        if (high < _high[part][i] && high >= _low[part][i])
            (_high[part][i], moved) = (high, true);
        return moved;
    }
}
