using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Tests.Support;

/// <summary>One request of a client and what came of it.</summary>
/// <param name="Key">Its <c>Idempotency-Key</c>.</param>
/// <param name="Status">0 where no answer arrived.</param>
/// <param name="Answer">The answer's text.</param>
/// <param name="SaysWhenToRetry">It carried <c>Retry-After</c>.</param>
public sealed record Exchange(string Method, string Path, string? Key, string? Sent, int Status, string Answer, bool SaysWhenToRetry)
{
    /// <summary>The client was told that its write stands.</summary>
    public bool Acknowledged => Status is >= 200 and < 300 && Method is not ("GET" or "HEAD");

    /// <summary>The client cannot know whether its write stands: the same key must be sent again.</summary>
    public bool Unclear => Status is 0 or >= 500;

    /// <summary>The answer as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Answer).RootElement;
}

/// <summary>What the clients of a scenario sent and heard, kept for the <see cref="Checker"/>.</summary>
public sealed class History : IDisposable
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();
    private readonly SocketsHttpHandler _wire = new() { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 256 };

    /// <summary>Everything so far, in the order in which it ended.</summary>
    public IReadOnlyList<Exchange> Exchanges => [.. _exchanges];

    /// <summary>A client whose requests are remembered; without a role nobody in particular.</summary>
    public HttpClient Client(RepairsSystem system, string? role = null, string? operativeRef = null)
    {
        var client = new HttpClient(new Recorder(_wire, _exchanges), disposeHandler: false) { BaseAddress = system.Url, Timeout = TimeSpan.FromSeconds(40) };
        if (role is not null)
            client.DefaultRequestHeaders.Add("X-Demo-Role", role);
        if (operativeRef is not null)
            client.DefaultRequestHeaders.Add("X-Demo-Operative", operativeRef);
        return client;
    }

    /// <summary>Sends once; where no answer comes, says so with status 0.</summary>
    public static async Task<Exchange> SendAsync(HttpClient client, HttpMethod method, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json.Options);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await client.SendAsync(request);
            return new Exchange(method.Method, path, key, null, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.RetryAfter is not null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return new Exchange(method.Method, path, key, null, 0, e.GetType().Name, false);
        }
    }

    /// <summary>Sends with a key, again and again until an answer is clear, as a careful client does.</summary>
    public static Task<Exchange> InsistAsync(HttpClient client, HttpMethod method, string path, object? body, string? key = null, double seconds = 30)
    {
        key ??= Guid.CreateVersion7().ToString();
        return Eventually.Async(() => SendAsync(client, method, path, body, key), e => !e.Unclear && !e.Answer.Contains("request-in-progress", StringComparison.Ordinal), seconds, $"a clear answer to {method} {path}");
    }

    public void Dispose() => _wire.Dispose();

    private sealed class Recorder(HttpMessageHandler inner, ConcurrentQueue<Exchange> exchanges) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null;
            var path = request.RequestUri!.PathAndQuery;
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                exchanges.Enqueue(new Exchange(request.Method.Method, path, key, sent, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken), answer.Headers.RetryAfter is not null));
                return answer;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                exchanges.Enqueue(new Exchange(request.Method.Method, path, key, sent, 0, e.GetType().Name, false));
                throw;
            }
        }
    }
}
