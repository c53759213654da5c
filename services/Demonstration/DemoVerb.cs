using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;
using Spectre.Console;

namespace Repairs.Demonstration;

/// <summary>
/// <c>demo --homes N</c>: loads the demonstration landlord into a running system through its own outward API. The year of history goes in through
/// Analytics' ingest only, so that old misses send no message and open no follow-up. Run again it changes nothing.
/// </summary>
public static class DemoVerb
{
    private const int MostHomes = 50_000;

    /// <summary>The verb.</summary>
    public static Verb Verb { get; } = new("demo", "load the demonstration landlord: --homes N (default 2000, up to 50000)", RunAsync);

    private static async Task<int> RunAsync(IReadOnlyList<string> args, IServiceProvider services, CancellationToken ct)
    {
        if (!TryReadHomes(args, out var homes))
        {
            await Console.Error.WriteLineAsync($"Say how many homes, from 0 to {MostHomes}: demo --homes 2000");
            return 64;
        }

        var configuration = services.GetRequiredService<IConfiguration>();
        using var system = new DemoClient(new Uri(configuration["REPAIRS_URL"] ?? "http://127.0.0.1:8080"));
        try
        {
            return await LoadAsync(system, homes, ct);
        }
        catch (HttpRequestException problem)
        {
            await Console.Error.WriteLineAsync($"The demonstration could not be loaded: {problem.Message}");
            return 1;
        }
    }

    private static bool TryReadHomes(IReadOnlyList<string> args, out int homes)
    {
        homes = 2000;
        return args.Count == 0 || (args is ["--homes", var n] && int.TryParse(n, CultureInfo.InvariantCulture, out homes) && homes is >= 0 and <= MostHomes);
    }

    private static async Task<int> LoadAsync(DemoClient system, int homes, CancellationToken ct)
    {
        if (homes == 0)
        {
            await Console.Out.WriteLineAsync("An empty landlord: nothing to load.");
            return 0;
        }

        var landlord = new DemoLandlord(homes, LondonTime.DateOf(await system.NowAsync(ct)));
        if (await system.IsLoadedAsync(ct))
        {
            await Console.Out.WriteLineAsync("The demonstration landlord is loaded already.");
            return 0;
        }

        var progress = new Progress(AnsiConsole.Console.Profile.Capabilities.Interactive);
        IReadOnlyList<string> links = [];
        await progress.RunAsync(async () =>
        {
            await progress.StepAsync("Homes", homes, done => system.HomesAsync(landlord, done, ct));
            await progress.StepAsync("People and shifts", landlord.Operatives.Count, done => system.PeopleAsync(landlord, done, ct));
            await progress.StepAsync("Adjustments", landlord.HouseholdAdjustments.Count, done => system.AdjustmentsAsync(landlord, done, ct));
            await progress.StepAsync("Repairs and diary", landlord.Repairs.Count, async done => links = await system.RepairsAsync(landlord, done, ct));
            await progress.StepAsync("A year of history", homes * 9, done => system.HistoryAsync(landlord, done, ct));
        });
        foreach (var link in links)
            await Console.Out.WriteLineAsync(link);
        return 0;
    }

    /// <summary>A bar on a terminal, a line a step elsewhere.</summary>
    private sealed class Progress(bool interactive)
    {
        private ProgressContext? _bars;

        public async Task RunAsync(Func<Task> work)
        {
            if (!interactive)
            {
                await work();
                return;
            }

            await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async bars =>
            {
                _bars = bars;
                await work();
            });
        }

        public async Task StepAsync(string name, int size, Func<Action<int>, Task> work)
        {
            var bar = _bars?.AddTask(name, maxValue: Math.Max(1, size));
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await work(n => bar?.Increment(n));
            if (bar is not null)
                bar.Value = bar.MaxValue;
            else
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name} ({watch.Elapsed.TotalSeconds:0.0} s)"));
        }
    }
}

/// <summary>Speaks to the running system as the demonstration's people.</summary>
internal sealed class DemoClient(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(10) };

    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri("/api/demo/clock", UriKind.Relative), ct);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw new HttpRequestException("the system is not running as a demonstration (Development, Repairs:Demo on).");
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("now").GetDateTimeOffset();
    }

    /// <summary>True when the last step, the history, is in.</summary>
    public async Task<bool> IsLoadedAsync(CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, $"/api/analytics/measures/M01?grain=year&source={DemoLandlord.HistorySource}", Roles.Analyst);
        using var answer = await _http.SendAsync(request, ct);
        return answer.IsSuccessStatusCode
            && (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("points").EnumerateArray().Any(p => p.TryGetProperty("denominator", out var d) && d.ValueKind == JsonValueKind.Number && d.GetDouble() > 0);
    }

    public async Task HomesAsync(DemoLandlord landlord, Action<int> done, CancellationToken ct)
    {
        foreach (var chunk in landlord.Homes.Chunk(5000))
        {
            await ImportAsync("properties", "propertyRef,householdRef,address,patch,lat,lon", chunk.Select(h => Line(h.PropertyRef, h.HouseholdRef, h.Address, h.Patch, h.Lat, h.Lon)), ct);
            done(chunk.Length);
        }
    }

    public async Task PeopleAsync(DemoLandlord landlord, Action<int> done, CancellationToken ct)
    {
        await ImportAsync("operatives", "operativeRef,contractor,name,trades,patches,lat,lon", landlord.Operatives.Select(o => Line(o.OperativeRef, o.Contractor, o.Name, string.Join(';', o.Trades), string.Join(';', o.Patches), o.Lat, o.Lon)), ct);
        foreach (var chunk in landlord.Shifts.Chunk(10_000))
            await ImportAsync("shifts", "operativeRef,date,from,to", chunk.Select(s => Line(s.OperativeRef, s.Date, s.From, s.To)), ct);
        foreach (var name in landlord.Officers)
            await SendAsync(HttpMethod.Post, "/api/welfare/officers", Roles.Manager, new { name }, $"officer-{name}", ct);
        done(landlord.Operatives.Count);
    }

    public Task AdjustmentsAsync(DemoLandlord landlord, Action<int> done, CancellationToken ct) =>
        Parallel.ForEachAsync(landlord.HouseholdAdjustments, Some(ct), async (a, token) =>
        {
            await SendAsync(HttpMethod.Post, $"/api/households/{a.Home.HouseholdRef}/adjustments", Roles.Needs,
                new { code = a.Code, words = a.Words, consent = new { how = "phone", at = landlord.AgreedAt } }, $"adjustment-{a.Home.HouseholdRef}", token);
            done(1);
        });

    /// <summary>Raises the repairs and takes the choices; answers example links for the newcomer.</summary>
    public async Task<IReadOnlyList<string>> RepairsAsync(DemoLandlord landlord, Action<int> done, CancellationToken ct)
    {
        string? open = null;
        string? booked = null;
        await Parallel.ForEachAsync(landlord.Repairs.Index(), Some(ct), async (item, token) =>
        {
            var (i, repair) = item;
            var raised = await SendAsync(HttpMethod.Post, "/api/repairs", Roles.Desk, new
            {
                householdRef = repair.Home.HouseholdRef,
                propertyRef = repair.Home.PropertyRef,
                trade = repair.Trade,
                description = repair.Words,
                priority = repair.Priority,
                contact = new { name = repair.ResidentName, phone = repair.Phone },
            }, $"repair-{i}", token);
            var link = raised.GetProperty("residentLink").GetString()!;
            if (repair.Choice is { } wish && await TakeAsync(link, wish, i, token))
                booked ??= link;
            else
                open ??= link;
            done(1);
        });
        return [.. new[] { open is null ? null : $"A resident choosing a time: {open}", booked is null ? null : $"A resident with a visit:   {booked}" }.OfType<string>()];
    }

    public async Task HistoryAsync(DemoLandlord landlord, Action<int> done, CancellationToken ct)
    {
        foreach (var chunk in landlord.History().Chunk(20_000))
        {
            using var body = new MemoryStream();
            await using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
            {
                foreach (var e in chunk)
                {
                    await JsonSerializer.SerializeAsync(gzip, e, HistoryJson, ct);
                    gzip.WriteByte((byte)'\n');
                }
            }

            body.Position = 0;
            using var request = Request(HttpMethod.Post, "/api/analytics/events", Roles.Analyst);
            request.Content = new StreamContent(body);
            request.Content.Headers.ContentType = new("application/x-ndjson");
            request.Content.Headers.ContentEncoding.Add("gzip");
            var answer = await AnswerAsync(request, ct);
            if (answer.GetProperty("rejected").GetArrayLength() > 0)
                throw new HttpRequestException($"history was not accepted: {answer.GetProperty("rejected")[0]}");
            done(chunk.Length);
        }
    }

    public void Dispose() => _http.Dispose();

    private static readonly JsonSerializerOptions HistoryJson = new(Json.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private static ParallelOptions Some(CancellationToken ct) => new() { MaxDegreeOfParallelism = 4, CancellationToken = ct };

    private async Task<bool> TakeAsync(string link, int wish, int i, CancellationToken ct)
    {
        var resident = "/api/resident/" + link[(link.LastIndexOf('/') + 1)..];
        var offer = await SendAsync(HttpMethod.Get, resident + "/choices", null, null, null, ct);
        if (!offer.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0)
            return false;
        using var request = Request(HttpMethod.Post, resident + "/appointment", null);
        request.Headers.Add("Idempotency-Key", $"demonstration-booking-{i}");
        request.Content = JsonContent.Create(new { choiceId = choices[wish % choices.GetArrayLength()].GetProperty("choiceId").GetString() });
        using var answer = await _http.SendAsync(request, ct);
        return answer.IsSuccessStatusCode;
    }

    private async Task ImportAsync(string what, string header, IEnumerable<string> lines, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, $"/api/{what}/import", Roles.Desk);
        request.Content = new StringContent(header + "\n" + string.Join('\n', lines) + "\n", Encoding.UTF8, "text/csv");
        var answer = await AnswerAsync(request, ct);
        if (answer.GetProperty("rejected").GetArrayLength() > 0)
            throw new HttpRequestException($"{what} were not accepted: {answer.GetProperty("rejected")[0]}");
    }

    private Task<JsonElement> SendAsync(HttpMethod method, string path, string? role, object? body, string? key, CancellationToken ct)
    {
        var request = Request(method, path, role);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json.Options);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", "demonstration-" + key);
        return AnswerAsync(request, ct);
    }

    private async Task<JsonElement> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        using (var answer = await _http.SendAsync(request, ct))
        {
            var text = await answer.Content.ReadAsStringAsync(ct);
            return answer.IsSuccessStatusCode
                ? text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text)
                : throw new HttpRequestException($"{request.Method} {request.RequestUri} answered {(int)answer.StatusCode}: {text}");
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? role)
    {
        var request = new HttpRequestMessage(method, path);
        if (role is not null)
            request.Headers.Add("X-Demo-Role", role);
        return request;
    }

    private static string Line(params object[] cells) => string.Join(',', cells.Select(c => c switch
    {
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly t => t.ToString("HH:mm", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => '"' + c.ToString()!.Replace("\"", "\"\"", StringComparison.Ordinal) + '"',
    }));
}
