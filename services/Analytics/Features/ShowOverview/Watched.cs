using Npgsql;
using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>The measures whose charts are looked at for news, in the order in which they are told.</summary>
internal static class Watched
{
    private static readonly string[] Further = ["K02", "M08", "M10", "M11", "M12", "M16", "M17", "M18", "M22", "M24a", "M24b", "M24c", "M26", "RP02"];

    /// <summary>The headline first.</summary>
    public static IEnumerable<Measure> Measures { get; } = [.. ReadMeasure.Measures.Headline.Concat(Further).Select(ReadMeasure.Measures.Find).OfType<Measure>()];

    /// <param name="asked">The question for each measure; one that cannot be asked of this part of the landlord is left out.</param>
    public static async Task<IReadOnlyList<MeasureAnswer>> ReadAsync(NpgsqlConnection connection, string landlord, IReadOnlyDictionary<string, MeasureQuery> asked, Known known, DateTimeOffset now, CancellationToken ct)
    {
        List<MeasureAnswer> all = [];
        foreach (var measure in Measures)
        {
            if (asked.TryGetValue(measure.Id, out var query))
                all.Add(await MeasureAnswer.ReadAsync(connection, landlord, query, known, now, ct));
        }

        return all;
    }
}
