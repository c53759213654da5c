using System.Globalization;
using System.Text.Json;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

/// <summary>Compares with known answers, one case at a time, and says how many agree out of how many there are.</summary>
internal sealed class Reference(ITestOutputHelper output, string what, double tolerance = 1e-9)
{
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cases = new(StringComparer.Ordinal);

    public static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllText(Repository.SharedData(path)!));

    /// <summary>Rows of a CSV by the names in its first line; cells hold no quotes and no line ends.</summary>
    public static List<Dictionary<string, string>> Csv(string path)
    {
        var lines = File.ReadLines(Repository.SharedData(path)!).Select(Cells).ToList();
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))];
    }

    /// <summary>A comma between quotes belongs to its cell: every other piece between quotes is such a cell.</summary>
    private static string[] Cells(string line) =>
        line.Contains('"', StringComparison.Ordinal)
            ? [.. string.Concat(line.Split('"').Select((piece, i) => i % 2 == 0 ? piece.Replace(',', '\n') : piece)).Split('\n')]
            : line.Split(',');

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetDouble())];

    public void Same(string one, string part, double? expected, double? actual, double? within = null)
    {
        var allowed = (within ?? tolerance) * Math.Max(1, Math.Abs(expected ?? 0));
        True(one, part, expected is null ? actual is null : actual is { } a && Math.Abs(expected.Value - a) <= allowed, $"{expected?.ToString("R", CultureInfo.InvariantCulture) ?? "nothing"} expected, {actual?.ToString("R", CultureInfo.InvariantCulture) ?? "nothing"} came");
    }

    public void Exactly<T>(string one, string part, T expected, T actual)
        where T : notnull => True(one, part, expected.Equals(actual), $"{expected} expected, {actual} came");

    public void True(string one, string part, bool holds, string fault)
    {
        _cases.Add(one);
        if (holds)
            return;
        _faulty.Add(one);
        _faults.Add($"{one} {part}: {fault}");
    }

    public void Done(int total)
    {
        output.WriteLine($"{what}: {_cases.Count - _faulty.Count} / {total}");
        Assert.True(_faults.Count == 0, string.Join('\n', _faults.Take(20)));
        Assert.Equal(total, _cases.Count);
    }
}
