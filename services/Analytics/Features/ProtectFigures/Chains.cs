namespace Repairs.Analytics.Features.ProtectFigures;

/// <summary>
/// What exact figures of one group tell about its time, all taken together. A figure is the difference between what had been counted by its end and by its
/// beginning; so what lies between two dates is known exactly where exact figures lead from one date to the other, forwards or backwards.
/// </summary>
internal sealed class Chains
{
    private readonly Dictionary<(string? Group, DateOnly Date), (string? Group, DateOnly Date)> _above = [];

    public Chains(Places places)
    {
        foreach (var group in places.All.Where(p => !p.IsLeft).GroupBy(p => p.Group, StringComparer.Ordinal))
        {
            var edges = new SortedSet<DateOnly>();
            var until = new Dictionary<DateOnly, DateOnly>();
            foreach (var place in group)
            {
                edges.Add(place.Period);
                edges.Add(place.End);
                if (place.Sight == Sight.Exact)
                    Join((group.Key, place.Period), (group.Key, place.End));
                if (place.Span is Span.Day or Span.Piece && (!until.TryGetValue(place.Period, out var end) || (place.Span == Span.Day && end > place.End)))
                    until[place.Period] = place.End;
            }

            // Where nothing is counted, a reader sees that nothing is.
            if (group.First().IsInner)
                continue;
            DateOnly? before = null;
            var held = DateOnly.MinValue;
            foreach (var edge in edges)
            {
                if (before is { } last && held <= last)
                    Join((group.Key, last), (group.Key, edge));
                if (until.TryGetValue(edge, out var end) && end > held)
                    held = end;
                before = edge;
            }
        }
    }

    public bool Link(Place place) => !place.IsLeft && Top((place.Group, place.Period)) == Top((place.Group, place.End));

    private void Join((string?, DateOnly) one, (string?, DateOnly) other)
    {
        var (a, b) = (Top(one), Top(other));
        if (a != b)
            _above[a] = b;
    }

    private (string?, DateOnly) Top((string?, DateOnly) of)
    {
        var top = of;
        while (_above.TryGetValue(top, out var above))
            top = above;
        while (_above.TryGetValue(of, out var next) && next != top)
            (_above[of], of) = (top, next);
        return top;
    }
}
