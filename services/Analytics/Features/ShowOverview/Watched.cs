using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>The measures whose charts are looked at for news, in the order in which they are told.</summary>
internal static class Watched
{
    private static readonly string[] Further = ["M08", "M10", "M11", "M12", "M17", "M18", "M22", "M26", "W28"];

    /// <param name="ask">The question for a measure; null where it cannot be asked.</param>
    public static async Task<IReadOnlyList<MeasureAnswer>> ReadAsync(NpgsqlConnection connection, string landlord, Func<Measure, MeasureQuery?> ask, Known known, DateTimeOffset now, CancellationToken ct)
    {
        List<MeasureAnswer> all = [];
        foreach (var measure in Measures.Headline.Concat(Further).Select(Measures.Find).OfType<Measure>())
        {
            if (ask(measure) is not { } query)
                return [];
            all.Add(await MeasureAnswer.ReadAsync(connection, landlord, query, known, now, ct));
        }

        return all;
    }
}
