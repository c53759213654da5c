using Microsoft.AspNetCore.Http;

namespace Repairs.Platform.Http;

/// <summary>Shows the kind page at <c>/error/{status}</c> in place of an empty error answer.</summary>
internal static class ErrorPage
{
    public const string Rerun = "Repairs.ErrorPage";

    public static async Task WriteAsync(HttpContext context, int status)
    {
        var next = context.RequestServices.GetService(typeof(ErrorPageRunner)) as ErrorPageRunner;
        if (next?.Run is null || context.Items.ContainsKey(Rerun))
            return;
        context.Items[Rerun] = true;
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = $"/error/{status}";
        context.Request.QueryString = QueryString.Empty;
        await next.Run(context);
        if (!context.Response.HasStarted)
            context.Response.StatusCode = status;
    }
}

/// <summary>The rest of the pipeline, to run once more for an error page.</summary>
internal sealed class ErrorPageRunner
{
    public RequestDelegate? Run { get; set; }
}
