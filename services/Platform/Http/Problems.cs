using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Repairs.Platform;

/// <summary>Answers in the form of Problem Details (RFC 9457): a stable type and a sentence a person can act on.</summary>
public static class Problems
{
    /// <param name="status">400 not readable · 401 no identity · 403 wrong role · 404 unknown or not yours · 409 lost race or wrong state · 422 understood, not acceptable.</param>
    /// <param name="type">Last part of the type's path, for example <c>slot-taken</c>.</param>
    /// <param name="detail">A sentence that says what to do.</param>
    /// <param name="more">Further members, for example fresh choices.</param>
    public static IResult Of(int status, string type, string detail, IReadOnlyDictionary<string, object?>? more = null) =>
        new Problem(Details(status, type, detail, more));

    /// <summary>422 with a sentence for each field.</summary>
    public static IResult Invalid(Faults faults) => Fields(422, "not-acceptable", faults);

    /// <summary>400 with a sentence for each field or path.</summary>
    public static IResult Unreadable(Faults faults) => Fields(400, "not-readable", faults);

    /// <summary>Unknown, not yours, bad or expired token: all alike.</summary>
    public static IResult NotFound() => Of(404, "not-found", "We could not find that. Check the link or the reference, or ring the repairs desk.");

    private static IResult Fields(int status, string type, Faults faults) =>
        Of(status, type, "Some of this needs changing: see errors.", new Dictionary<string, object?> { ["errors"] = faults.ByField });

    private static ProblemDetails Details(int status, string type, string detail, IReadOnlyDictionary<string, object?>? more)
    {
        var details = new ProblemDetails { Status = status, Type = $"/problems/{type}", Title = Title(status), Detail = detail };
        foreach (var (name, value) in more ?? new Dictionary<string, object?>())
            details.Extensions[name] = value;
        return details;
    }

    private static string Title(int status) => status switch
    {
        400 => "Not readable",
        401 => "Sign in first",
        403 => "Not for this role",
        404 => "Not found",
        409 => "Something changed meanwhile",
        413 => "Too large",
        415 => "Wrong kind of content",
        422 => "Not acceptable",
        429 => "Too many at once",
        503 => "Not available for a moment",
        _ => "Something went wrong",
    };

    private sealed class Problem(ProblemDetails details) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => details.Status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = details.Status ?? 500;
            return httpContext.Response.WriteAsJsonAsync(details, Json.Options, "application/problem+json", httpContext.RequestAborted);
        }
    }
}

/// <summary>Collects what is wrong with an input, field by field, so that a person hears of everything at once.</summary>
public sealed class Faults
{
    private readonly Dictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    /// <summary>True when something is wrong.</summary>
    public bool Any => _byField.Count > 0;

    /// <summary>Sentences by field.</summary>
    public IReadOnlyDictionary<string, string[]> ByField => _byField.ToDictionary(f => f.Key, f => f.Value.ToArray());

    /// <summary>Adds a sentence where <paramref name="wrong"/> holds.</summary>
    public Faults When(bool wrong, string field, string sentence)
    {
        if (wrong)
            Add(field, sentence);
        return this;
    }

    /// <summary>Adds a sentence.</summary>
    public void Add(string field, string sentence)
    {
        if (!_byField.TryGetValue(field, out var sentences))
            _byField[field] = sentences = [];
        sentences.Add(sentence);
    }

    /// <summary>A text that must be there and be no longer than <paramref name="max"/> characters.</summary>
    public Faults Text(string? value, string field, int max, string missing) =>
        When(string.IsNullOrWhiteSpace(value), field, missing)
            .When(value?.Length > max, field, $"Use at most {max} characters.");

    /// <summary>A text that may be missing but be no longer than <paramref name="max"/> characters.</summary>
    public Faults Optional(string? value, string field, int max) =>
        When(value?.Length > max, field, $"Use at most {max} characters.");
}
