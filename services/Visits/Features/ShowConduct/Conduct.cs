namespace Repairs.Visits.Features.ShowConduct;

/// <summary>The code of conduct for people who visit homes. One text, one version: operatives and residents read the same.</summary>
internal static class Conduct
{
    /// <summary>The version that stands; it is the name of the text file.</summary>
    public const string Version = "2026-11";

    /// <summary>The text. In its file a line that begins with <c># </c> is a heading and <c>- </c> a point under it; the first line is the introduction.</summary>
    public static ConductText Text { get; } = Read();

    private static ConductText Read()
    {
        using var file = new StreamReader(typeof(Conduct).Assembly.GetManifestResourceStream($"Repairs.Visits.Features.ShowConduct.conduct-{Version}.txt")!);
        var introduction = file.ReadLine()!;
        var parts = new List<ConductPart>();
        while (file.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
                parts.Add(new ConductPart(line[2..], []));
            else
                parts[^1].Points.Add(line[2..]);
        }

        return new ConductText(introduction, parts);
    }
}

internal sealed record ConductText(string Introduction, IReadOnlyList<ConductPart> Parts);

internal sealed record ConductPart(string Heading, List<string> Points);
