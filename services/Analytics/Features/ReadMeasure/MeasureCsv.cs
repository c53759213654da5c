using System.Globalization;
using System.Text;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>A measure's figures as CSV (RFC 4180, UTF-8, one heading), safe to open in a spreadsheet: a cell that a spreadsheet would run is quoted as text.</summary>
internal static class MeasureCsv
{
    private const string Heading = "measure,version,source,period,group,numerator,denominator,value,low,high,marker\r\n";

    public static string Write(MeasureAnswer answer) => Write([answer]);

    /// <summary>Several measures under one heading.</summary>
    public static string Write(IEnumerable<MeasureAnswer> answers) => Heading + string.Concat(answers.Select(Rows));

    private static string Rows(MeasureAnswer answer)
    {
        var text = new StringBuilder();
        var sources = string.Join(';', answer.Sources);
        foreach (var point in answer.Points)
        {
            string?[] cells =
            [
                answer.Measure.Id, Of(answer.Measure.Version), sources, point.Period.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), point.Group,
                Of(point.Numerator), Of(point.Denominator), Of(point.Value), Of(point.Low), Of(point.High), point.Marker,
            ];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>A text as one cell.</summary>
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string? Of(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string? Of(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
