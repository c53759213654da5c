using System.Globalization;
using System.Text;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>A measure's figures as CSV (RFC 4180, UTF-8, one heading), safe to open in a spreadsheet: a cell that a spreadsheet would run is quoted as text.</summary>
internal static class MeasureCsv
{
    public const string Heading = "measure,version,source,period,group,numerator,denominator,value,low,high,marker,rounded,so_far,p90,against_numerator,against_denominator,against";
    private const int RowsAtOnce = 500;

    public static string Write(MeasureAnswer answer) => Write([answer]);

    /// <summary>Several measures under one heading.</summary>
    public static string Write(IEnumerable<MeasureAnswer> answers)
    {
        var text = new StringBuilder(Heading).Append("\r\n");
        foreach (var answer in answers)
            Rows(text, answer, answer.Points);
        return text.ToString();
    }

    /// <summary>The same, a few hundred rows at a time, so that memory stays flat however long the table is.</summary>
    public static async Task WriteAsync(Stream to, IAsyncEnumerable<MeasureAnswer> answers, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32_768, leaveOpen: true);
        var text = new StringBuilder(Heading).Append("\r\n");
        await foreach (var answer in answers)
        {
            foreach (var rows in answer.Points.Chunk(RowsAtOnce))
            {
                Rows(text, answer, rows);
                await writer.WriteAsync(text, ct);
                text.Clear();
            }
        }

        await writer.WriteAsync(text, ct);
    }

    private static void Rows(StringBuilder text, MeasureAnswer answer, IEnumerable<Figure> figures)
    {
        var start = $"{Cell(answer.Measure.Id)},{answer.Measure.Version.ToString(CultureInfo.InvariantCulture)},{Cell(string.Join(';', answer.Sources))},";
        foreach (var figure in figures)
        {
            text.Append(start)
                .Append(CultureInfo.InvariantCulture, $"{figure.Period:yyyy-MM-dd},{Cell(GroupOf(answer, figure))},{figure.Numerator},{figure.Denominator},{figure.Value:R},{figure.Low:R},{figure.High:R},{figure.Marker},")
                .Append(CultureInfo.InvariantCulture, $"{True(figure.Rounded)},{True(figure.SoFar)},{figure.P90:R},{figure.Against?.Numerator},{figure.Against?.Denominator},{figure.Against?.Value:R}")
                .Append("\r\n");
        }
    }

    private static string True(bool? says) => says == true ? "true" : "";

    /// <summary>A figure's own group, or the part of the landlord the whole table is of.</summary>
    private static string? GroupOf(MeasureAnswer answer, Figure figure) => figure.Group ?? answer.Part;

    /// <summary>A text as one cell.</summary>
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
