using System.Net;
using System.Text.Json;

namespace Repairs.Tests.Integration.BadInput;

/// <summary>What must hold of every answer, whatever was sent.</summary>
internal static class Answers
{
    /// <summary>Words of our own machinery. None of them helps a person, each helps an attacker.</summary>
    private static readonly string[] Inside =
    [
        "   at ", "Exception", "StackTrace", "Npgsql", "Dapper", "MassTransit", "RabbitMQ", "Kestrel", "AspNetCore", "System.", "Repairs.Platform", "Repairs.Booking", "Repairs.Visits",
        "Repairs.NoAccess", "Repairs.Needs", "Repairs.Welfare", "Repairs.Messages", "Repairs.Analytics", "System.Text.Json", "BytePositionInLine", "postgres", "SqlState", "23505", "select ",
        "insert into", "violates", "constraint", "127.0.0.1", "localhost", ".cs:line", "Cannot convert", "JsonElement",
    ];

    /// <summary>What is wrong with an answer; nothing where all is well.</summary>
    /// <param name="echo">What was sent: an answer may repeat it.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(HttpResponseMessage answer, string? echo = null, bool page = false)
    {
        var faults = new List<string>();
        var status = (int)answer.StatusCode;
        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500)
            faults.Add($"answered {status}");
        Headers(answer, faults);
        var said = WithoutEcho(text, echo).Replace("<select ", "<", StringComparison.Ordinal);
        faults.AddRange(Inside.Where(w => status >= 400 && said.Contains(w, StringComparison.Ordinal)).Select(w => $"says '{w.Trim()}': {Short(text)}"));
        if (status >= 400 && page)
            Page(answer, text, faults);
        else if (status >= 400)
            Problem(answer, status, text, faults);
        return faults;
    }

    private static void Headers(HttpResponseMessage answer, List<string> faults)
    {
        foreach (var (name, words) in new[]
        {
            ("Content-Security-Policy", "frame-ancestors 'none'"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        })
        {
            if (!answer.Headers.TryGetValues(name, out var values) || !values.Any(v => v.Contains(words, StringComparison.Ordinal)))
                faults.Add($"has no {name}: {words}");
        }

        if (answer.Headers.TryGetValues("Content-Security-Policy", out var policy) && policy.Any(p => p.Contains("unsafe", StringComparison.Ordinal)))
            faults.Add("has an unsafe Content-Security-Policy");
        if (answer.Headers.Contains("Server"))
            faults.Add("names its server");
    }

    private static void Problem(HttpResponseMessage answer, int status, string text, List<string> faults)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            faults.Add($"answered {status} with {answer.Content.Headers.ContentType?.MediaType ?? "nothing"}: {Short(text)}");
            return;
        }

        var problem = JsonDocument.Parse(text).RootElement;
        if (!Text(problem, "type").StartsWith("/problems/", StringComparison.Ordinal))
            faults.Add($"has no type of ours: {Short(text)}");
        if (Text(problem, "title").Length == 0 || Text(problem, "detail").Length < 8)
            faults.Add($"does not say what to do: {Short(text)}");
        if (!problem.TryGetProperty("status", out var named) || named.GetInt32() != status)
            faults.Add($"names another status than {status}: {Short(text)}");
    }

    private static void Page(HttpResponseMessage answer, string text, List<string> faults)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "text/html" || !text.Contains("<h1", StringComparison.Ordinal))
            faults.Add($"is no page with a heading: {(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType} {Short(text)}");
    }

    private static string WithoutEcho(string text, string? echo) =>
        string.IsNullOrEmpty(echo) ? text : text.Replace(echo, "", StringComparison.Ordinal).Replace(JsonEncodedText.Encode(echo).ToString(), "", StringComparison.Ordinal).Replace(WebUtility.HtmlEncode(echo), "", StringComparison.Ordinal);

    private static string Text(JsonElement problem, string member) => problem.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Short(string text) => text.Length > 300 ? text[..300] : text;
}
