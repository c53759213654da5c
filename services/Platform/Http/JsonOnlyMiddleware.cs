using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Repairs.Platform.Http;

/// <summary>
/// 415 for a body that is not JSON, where the endpoint takes nothing else: one that takes files names their content types (<c>Accepts</c>) or a size of its own.
/// </summary>
internal sealed class JsonOnlyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        return hasBody && context.GetEndpoint()?.Metadata is { } metadata && ErrorMiddleware.IsForSystems(request) && !request.HasJsonContentType() && TakesJsonAlone(metadata)
            ? throw new BadHttpRequestException("Send JSON.", StatusCodes.Status415UnsupportedMediaType)
            : next(context);
    }

    private static bool TakesJsonAlone(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
        && (metadata.GetMetadata<IAcceptsMetadata>() is not { } accepts || accepts.ContentTypes.All(t => t == "application/json"));
}
