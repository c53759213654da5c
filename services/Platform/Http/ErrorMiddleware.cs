using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Repairs.Platform.Http;

/// <summary>Turns what went wrong into an answer: Problem Details for systems, a kind page for people. Nothing technical leaves.</summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    private static readonly string[] ForSystems = ["/api/", "/hact/", "/fhir/", "/hl7/", "/internal/", "/openapi/", "/health/"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            await WriteAsync(context, context.Response.StatusCode, null, null);
    }

    private async Task AnswerAsync(HttpContext context, Exception e)
    {
        var (status, type, detail) = Translate(e);
        if (status >= 500)
            log.LogError(e is PostgresException or NpgsqlException ? null : e, "Request ended in {Status}: {Exception} {SqlState}", status, e.GetType().Name, (e as PostgresException)?.SqlState);
        if (status == 503)
            context.Response.Headers.RetryAfter = "2";
        await WriteAsync(context, status, type, detail);
    }

    private static async Task WriteAsync(HttpContext context, int status, string? type, string? detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (IsForSystems(context.Request))
        {
            var problem = status == 404 && type is null ? Problems.NotFound() : Problems.Of(status, type ?? TypeOf(status), detail ?? Sentence(status));
            await problem.ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = status;
        await ErrorPage.WriteAsync(context, status);
    }

    internal static bool IsForSystems(HttpRequest request) =>
        ForSystems.Any(p => request.Path.StartsWithSegments(p.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));

    private static (int Status, string Type, string Detail) Translate(Exception e) => e switch
    {
        BadHttpRequestException { StatusCode: 413 } => (413, "too-large", Sentence(413)),
        BadHttpRequestException { InnerException: JsonException json } => (400, "not-readable", $"The JSON cannot be read at {json.Path ?? "$"}: {Plain(json)}."),
        JsonException json => (400, "not-readable", $"The JSON cannot be read at {json.Path ?? "$"}: {Plain(json)}."),
        BadHttpRequestException bad => (bad.StatusCode, TypeOf(bad.StatusCode), bad.Message.Contains("NUL", StringComparison.Ordinal) ? "The request cannot be read: " + bad.Message : Sentence(bad.StatusCode)),
        InvalidDataException => (400, "not-readable", "The form cannot be read. Go back and send it again."),
        PostgresException { SqlState: "22021" or "22P05" } => (400, "not-readable", "A text holds a character that cannot be kept (NUL). Take it out and send it again."),
        PostgresException { SqlState: "40001" or "40P01" } => (503, "busy", Sentence(503)),
        PostgresException { IsTransient: true } => (503, "not-available", Sentence(503)),
        PostgresException => (500, "error", Sentence(500)),
        NpgsqlException or TimeoutException or HttpRequestException => (503, "not-available", Sentence(503)),
        _ => (500, "error", Sentence(500)),
    };

    /// <summary>What is wrong, in our words: the reader's own name our types, its modes and byte positions.</summary>
    private static string Plain(JsonException json) => json.Message switch
    {
        var m when m.Contains("could not be converted", StringComparison.Ordinal) => "the value is of the wrong kind",
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "this member is not known here; leave it out",
        var m when m.Contains("missing required properties", StringComparison.Ordinal) || m.Contains("allow null values", StringComparison.Ordinal) || m.Contains("allow setting null", StringComparison.Ordinal) => "a member that is needed is missing",
        var m when m.Contains("maximum configured depth", StringComparison.Ordinal) => "it is nested too deeply",
        var m when m.Contains("LineNumber", StringComparison.Ordinal) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {(json.LineNumber ?? 0) + 1} is no JSON"),
        { Length: > 0 and < 200 } ours => ours.TrimEnd('.'),
        _ => "it is not what was expected here",
    };

    private static string TypeOf(int status) => status switch
    {
        401 => "sign-in",
        403 => "wrong-role",
        404 => "not-found",
        405 => "wrong-method",
        413 => "too-large",
        415 => "wrong-content-type",
        429 => "too-many",
        503 => "not-available",
        >= 500 => "error",
        _ => "not-readable",
    };

    private static string Sentence(int status) => status switch
    {
        400 => "The request cannot be read. Check it against the description at /openapi/v1.json.",
        401 => "Send a bearer token from your identity provider.",
        403 => "Your role may not do this. Ask the landlord's administrator for the right role.",
        404 => "We could not find that. Check the link or the reference, or ring the repairs desk.",
        405 => "This address does not take that method. See /openapi/v1.json.",
        413 => "That is too large. See the sizes at /openapi/v1.json and send less at once.",
        415 => "Send the content type that /openapi/v1.json names for this address.",
        429 => "Too many requests at once. Wait a little and try again.",
        503 => "We cannot reach a part of the system for a moment. Nothing was lost: send the same request again shortly.",
        _ => "Something went wrong on our side. Nothing was stored. Try again, or ring the repairs desk.",
    };
}
