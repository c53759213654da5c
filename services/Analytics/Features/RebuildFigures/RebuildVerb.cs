using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Analytics.Features.RebuildFigures;

/// <summary><c>repairs analytics rebuild</c>: asks for a rebuild and draws how far it is. The figures stay readable meanwhile.</summary>
internal static class RebuildVerb
{
    private const int Width = 40;
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static Verb Verb { get; } = new("analytics rebuild", "[--source NAME] [--url URL]: count every figure again from the events", RunAsync);

    private static async Task<int> RunAsync(IReadOnlyList<string> words, IServiceProvider services, CancellationToken ct)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        string? source = null, url = configuration["REPAIRS_URL"];
        for (var i = 0; i < words.Count; i += 2)
        {
            if (words[i] is not ("--source" or "--url") || i + 1 == words.Count)
            {
                Console.Error.WriteLine("repairs analytics rebuild [--source NAME] [--url URL]");
                return 64;
            }

            (source, url) = words[i] == "--source" ? (words[i + 1], url) : (source, words[i + 1]);
        }

        if (!Uri.TryCreate(url ?? "http://127.0.0.1:8080", UriKind.Absolute, out var address))
        {
            Console.Error.WriteLine($"'{url}' is no address.");
            return 64;
        }

        using var client = new HttpClient { BaseAddress = address };
        if (configuration["REPAIRS_TOKEN"] is { Length: > 0 } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else
            client.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Analyst);
        try
        {
            return await FollowAsync(client, source, ct);
        }
        catch (HttpRequestException e)
        {
            Console.Error.WriteLine($"{address} does not answer ({e.HttpRequestError}). A rebuild that was asked for goes on by itself.");
            return 69;
        }
    }

    private static async Task<int> FollowAsync(HttpClient client, string? source, CancellationToken ct)
    {
        using var asked = await client.PostAsJsonAsync("/api/analytics/rebuilds", new RebuildAsked(source), Json.Options, ct);
        if (asked.StatusCode != HttpStatusCode.Accepted)
        {
            Console.Error.WriteLine($"Not begun ({(int)asked.StatusCode}): {await asked.Content.ReadAsStringAsync(ct)}");
            return asked.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? 77 : 65;
        }

        var state = (await asked.Content.ReadFromJsonAsync<RebuildState>(Json.Options, ct))!;
        while (state.FinishedAt is null)
        {
            Draw(state);
            await Task.Delay(200, ct);
            state = (await client.GetFromJsonAsync<RebuildState>($"/api/analytics/rebuilds/{state.Id}", Json.Options, ct))!;
        }

        Draw(state);
        Console.Error.WriteLine();
        Console.WriteLine(string.Create(British, $"{string.Join(", ", state.Sources)}: counted again from the events; {state.Changed:N0} counts were different{(state.Changed == 0 ? "" : " and have been put right")}"));
        return 0;
    }

    private static void Draw(RebuildState state)
    {
        var percent = state.FinishedAt is not null ? 100 : state.Total == 0 ? 0 : (int)Math.Min(99, state.Done * 100 / state.Total);
        var done = percent * Width / 100;
        Console.Error.Write($"\r[{new string('#', done)}{new string(' ', Width - done)}] {percent,3}%");
    }
}
