namespace Repairs.Visits.Features.ShowConduct;

/// <summary>The code of conduct for people who visit homes. One text, one version: operatives and residents read the same.</summary>
internal static class Conduct
{
    /// <summary>The version that stands; it is the name of the text file.</summary>
    public const string Version = "2026-11";

    /// <summary>The text: a line that begins with <c># </c> is a heading, <c>- </c> a point; others are paragraphs.</summary>
    public static IReadOnlyList<ConductLine> Lines { get; } = [.. Read()];

    private static IEnumerable<ConductLine> Read()
    {
        using var text = new StreamReader(typeof(Conduct).Assembly.GetManifestResourceStream($"Repairs.Visits.Features.ShowConduct.conduct-{Version}.txt")!);
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
                yield return new ConductLine(ConductKind.Heading, line[2..]);
            else if (line.StartsWith("- ", StringComparison.Ordinal))
                yield return new ConductLine(ConductKind.Point, line[2..]);
            else if (line.Length > 0)
                yield return new ConductLine(ConductKind.Paragraph, line);
        }
    }
}

internal enum ConductKind
{
    Heading,
    Point,
    Paragraph,
}

internal sealed record ConductLine(ConductKind Kind, string Text);
