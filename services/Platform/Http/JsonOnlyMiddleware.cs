using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Repairs.Platform.Http;

/// <summary>
/// 415 for a body that is not JSON, where the endpoint says nothing else: one that takes files names its content types (<c>Accepts</c>) or a size of its own.
/// </summary>
internal sealed class JsonOnlyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        var metadata = context.GetEndpoint()?.Metadata;
        return hasBody && metadata is not null && ErrorMiddleware.IsForSystems(request) && !request.HasJsonContentType()
            && metadata.GetMetadata<IAcceptsMetadata>() is null && metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
            ? throw new BadHttpRequestException("Send JSON.", StatusCodes.Status415UnsupportedMediaType)
            : next(context);
    }
}
