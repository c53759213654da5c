using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Retry;

namespace Repairs.Platform;

/// <summary>
/// Private calls between services, over HTTP with the service token, also within one process. So long in all as the settings say; one more try.
/// Throws <see cref="HttpRequestException"/> or <see cref="TimeoutException"/> when the other side is down: the caller states what happens then.
/// </summary>
public sealed class ServiceCalls(IHttpClientFactory clients, PlatformSettings settings)
{
    internal const string TokenHeader = "X-Service-Token";

    private readonly ResiliencePipeline _patience = new ResiliencePipelineBuilder()
        .AddTimeout(new Polly.Timeout.TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(settings.NeighbourPatienceSeconds) })
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
        })
        .Build();

    /// <summary>Asks <paramref name="service"/>; null for 404.</summary>
    /// <param name="path">Begins with <c>/internal/</c>.</param>
    public Task<T?> GetAsync<T>(string service, string path, CancellationToken ct)
        where T : class => SendAsync<T>(service, HttpMethod.Get, path, null, ct);

    /// <summary>Tells <paramref name="service"/> something; it answers with a body or without one (then null).</summary>
    public Task<T?> PostAsync<T>(string service, string path, object body, CancellationToken ct)
        where T : class => SendAsync<T>(service, HttpMethod.Post, path, body, ct);

    private async Task<T?> SendAsync<T>(string service, HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class
    {
        try
        {
            return await _patience.ExecuteAsync(
                async (call, token) =>
                {
                    using var request = new HttpRequestMessage(call.method, call.path);
                    if (call.body is not null)
                        request.Content = JsonContent.Create(call.body, call.body.GetType(), options: Json.Options);
                    using var response = await clients.CreateClient(call.service).SendAsync(request, token);
                    if (response.StatusCode == HttpStatusCode.NotFound)
                        return null;
                    response.EnsureSuccessStatusCode();
                    return response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0
                        ? null
                        : await response.Content.ReadFromJsonAsync<T>(Json.Options, token);
                },
                (service, method, path, body),
                ct);
        }
        catch (System.Text.Json.JsonException nonsense)
        {
            throw new HttpRequestException($"{service} answered something that cannot be read", nonsense);
        }
        catch (Polly.Timeout.TimeoutRejectedException late)
        {
            throw new TimeoutException($"{service} did not answer in time", late);
        }
    }

    internal static void Add(IServiceCollection services, PlatformSettings settings, IEnumerable<IService> installed)
    {
        foreach (var service in installed)
        {
            services.AddHttpClient(service.Name, client =>
            {
                client.BaseAddress = new Uri(settings.ServiceUrls.GetValueOrDefault(service.Name, settings.ListenUrl));
                client.DefaultRequestHeaders.Add(TokenHeader, settings.ServiceToken);
            });
        }

        services.AddSingleton<ServiceCalls>();
    }
}

/// <summary>Maps private endpoints.</summary>
public static class InternalEndpoints
{
    /// <summary>A group at <c>/internal/&lt;name&gt;</c> that only other services may call.</summary>
    public static RouteGroupBuilder MapInternal(this IEndpointRouteBuilder app, string name)
    {
        var group = app.MapGroup($"/internal/{name}").ExcludeFromDescription().AllowAnonymous();
        group.AddEndpointFilter(async (context, next) =>
        {
            var settings = context.HttpContext.RequestServices.GetRequiredService<PlatformSettings>();
            var shown = context.HttpContext.Request.Headers[ServiceCalls.TokenHeader].ToString();
            return System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.UTF8.GetBytes(shown), System.Text.Encoding.UTF8.GetBytes(settings.ServiceToken))
                ? await next(context)
                : Problems.NotFound();
        });
        return group;
    }
}
