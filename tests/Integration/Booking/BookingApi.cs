using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>What tests of Booking do again and again.</summary>
internal static class BookingApi
{
    public static async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(this HttpClient client, HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json.Options);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public static Task<(HttpStatusCode Status, JsonElement Body)> PostBodyAsync(this HttpClient client, string path, object body, string? key = null) => client.CallAsync(HttpMethod.Post, path, body, key);

    public static Task<(HttpStatusCode Status, JsonElement Body)> PutBodyAsync(this HttpClient client, string path, object body) => client.CallAsync(HttpMethod.Put, path, body);

    public static Task<(HttpStatusCode Status, JsonElement Body)> GetBodyAsync(this HttpClient client, string path) => client.CallAsync(HttpMethod.Get, path);

    /// <summary>The choices of a resident, all of them where asked.</summary>
    public static async Task<IReadOnlyList<Offered>> ChoicesAsync(this RepairsSystem system, string token, bool all = false)
    {
        var (status, body) = await system.Anyone.GetBodyAsync($"/api/resident/{token}/choices{(all ? "?show=all" : "")}");
        Assert.Equal(HttpStatusCode.OK, status);
        return Read(body);
    }

    public static IReadOnlyList<Offered> Read(JsonElement body) =>
    [
        .. body.GetProperty("choices").EnumerateArray().Select(c => new Offered(
            c.GetProperty("choiceId").GetString()!,
            DateOnly.Parse(c.GetProperty("date").GetString()!, CultureInfo.InvariantCulture),
            c.GetProperty("from").GetString()!, c.GetProperty("to").GetString()!,
            [.. c.GetProperty("why").EnumerateArray().Select(w => w.GetString()!)])),
    ];

    public static async Task<(HttpStatusCode Status, JsonElement Body)> ImportAsync(this HttpClient desk, string what, byte[] csv, string query = "")
    {
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new("text/csv");
        using var answer = await desk.PostAsync(new Uri($"/api/{what}/import{query}", UriKind.Relative), content);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public static Task<(HttpStatusCode Status, JsonElement Body)> ImportAsync(this HttpClient desk, string what, string csv, string query = "") =>
        desk.ImportAsync(what, Encoding.UTF8.GetBytes(csv), query);

    /// <summary>More homes beside one, each with a household of its own, served by the same operatives.</summary>
    public static async Task<IReadOnlyList<Home>> NeighboursAsync(this RepairsSystem system, Home home, int count)
    {
        var homes = Enumerable.Range(1, count).Select(i => home with { PropertyRef = $"{home.PropertyRef}-{i}", HouseholdRef = $"{home.HouseholdRef}-{i}" }).ToList();
        using var desk = system.As(Roles.Desk);
        var (status, body) = await desk.ImportAsync("properties", "propertyRef,householdRef,address,patch,lat,lon\n"
            + string.Concat(homes.Select(h => $"{h.PropertyRef},{h.HouseholdRef},2 Test Street,{h.Patch},51.45,-0.02\n")));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(count, body.GetProperty("accepted").GetInt32());
        return homes;
    }

    /// <summary>A home whose operatives work on one day only, so many days ahead, bank holidays not counted.</summary>
    public static async Task<Home> ScarceHomeAsync(this RepairsSystem system, int operatives, string from, string to, int daysAhead = 3)
    {
        var home = await system.HomeAsync(operatives: 0);
        home = home with { Operatives = [.. Enumerable.Range(1, operatives).Select(i => $"S{home.PropertyRef}-{i}")] };
        using var desk = system.As(Roles.Desk);
        var day = await system.OpenDayAsync(daysAhead);
        await desk.ImportAsync("operatives", "operativeRef,contractor,name,trades,patches,lat,lon\n" + string.Concat(home.Operatives.Select(o => $"{o},{home.Contractor},Jo Mason,plumbing,{home.Patch},,\n")));
        var (_, body) = await desk.ImportAsync("shifts", "operativeRef,date,from,to\n" + string.Concat(home.Operatives.Select(o => $"{o},{day:yyyy-MM-dd},{from},{to}\n")));
        Assert.Equal(operatives, body.GetProperty("accepted").GetInt32());
        return home;
    }
}

internal sealed record Offered(string ChoiceId, DateOnly Date, string From, string To, IReadOnlyList<string> Why)
{
    public (DateOnly, string, string) Window => (Date, From, To);
}
