namespace Repairs.Tests.Support;

/// <summary>What follows from sums that are known: Gauss's elimination in a prime field. Each row says which unknowns a sum holds.</summary>
public sealed class Elimination(int width)
{
    private const long Prime = 2_147_483_647;
    private readonly Dictionary<int, long[]> _byLead = [];

    /// <summary>Learns a sum. The row is used up.</summary>
    public void Add(long[] row)
    {
        var lead = Reduce(row);
        if (lead < 0)
            return;
        var inverse = Power(row[lead], Prime - 2);
        for (var i = lead; i < width; i++)
            row[i] = row[i] * inverse % Prime;
        _byLead[lead] = row;
    }

    /// <summary>This sum follows from those learnt. The row is used up.</summary>
    public bool Spans(long[] row) => Reduce(row) < 0;

    private int Reduce(long[] row)
    {
        for (var i = 0; i < width; i++)
        {
            if (row[i] == 0)
                continue;
            if (!_byLead.TryGetValue(i, out var pivot))
                return i;
            var times = row[i];
            for (var j = i; j < width; j++)
            {
                if (pivot[j] != 0)
                    row[j] = (((row[j] - (times * pivot[j] % Prime)) % Prime) + Prime) % Prime;
            }
        }

        return -1;
    }

    private static long Power(long of, long to)
    {
        var result = 1L;
        for (; to > 0; to >>= 1, of = of * of % Prime)
        {
            if ((to & 1) == 1)
                result = result * of % Prime;
        }

        return result;
    }
}
