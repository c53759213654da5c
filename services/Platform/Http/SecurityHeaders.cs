using Microsoft.AspNetCore.Http;

namespace Repairs.Platform.Http;

/// <summary>Headers on every response, errors included.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next, bool secure)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(), interest-cohort=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        if (secure)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (Path.GetExtension(context.Request.Path.Value) is not (".css" or ".js" or ".png" or ".svg" or ".ico" or ".woff2" or ".webmanifest"))
            headers.CacheControl = "no-store";
        return next(context);
    }
}

/// <summary>Refuses NUL characters in forms and queries with a sentence, before anything is bound.</summary>
internal sealed class NulMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true || request.Path.Value?.Contains('\0', StringComparison.Ordinal) == true)
            throw new BadHttpRequestException("an address holds a NUL character. Take it out and try again.");

        // Not where an error page is shown in place of the form's answer: that is a GET, and would be turned away once more.
        if (!HttpMethods.IsGet(request.Method) && request.HasFormContentType && request.ContentLength <= RepairsApp.BodyLimit)
        {
            var form = await request.ReadFormAsync(context.RequestAborted);
            if (form.Any(f => f.Value.Any(v => v?.Contains('\0', StringComparison.Ordinal) == true)))
                throw new BadHttpRequestException("a text holds a NUL character. Take it out and send it again.");
        }

        await next(context);
    }
}
