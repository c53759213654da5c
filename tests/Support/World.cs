using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Tests.Support;

/// <summary>A home with a household, in a patch of its own with operatives of its own, so that tests never meet each other.</summary>
public sealed record Home(string PropertyRef, string HouseholdRef, string Patch, IReadOnlyList<string> Operatives, string Contractor);

/// <summary>Makes homes, operatives, shifts and repairs through the outward API.</summary>
public static class World
{
    private static int _count;

    /// <summary>The <paramref name="n"/>-th day after another that is no bank holiday: on those nobody is offered a visit, whoever works.</summary>
    public static DateOnly OpenDay(DateOnly today, int n)
    {
        var holidays = BankHolidays.Of(BankHolidays.EnglandAndWales);
        var day = today;
        for (; n > 0; n -= holidays.Contains(day) ? 0 : 1)
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The <paramref name="n"/>-th day from today that is no bank holiday.</summary>
    public static async Task<DateOnly> OpenDayAsync(this RepairsSystem system, int n) => OpenDay(LondonTime.DateOf(await system.NowAsync()), n);

    /// <summary>One home; <paramref name="operatives"/> plumbers work in its patch every day (also weekends) 08:00 to 17:00 for the next 35 days.</summary>
    public static async Task<Home> HomeAsync(this RepairsSystem system, int operatives = 1, string trade = "plumbing", string from = "08:00", string to = "17:00")
    {
        var n = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        var home = new Home($"P{n}", $"H{n}", $"patch-{n}", [.. Enumerable.Range(1, operatives).Select(i => $"OP{n}-{i}")], $"contractor-{n}");
        using var desk = system.As(Roles.Desk);
        await ImportAsync(desk, "properties", $"propertyRef,householdRef,address,patch,lat,lon\n{home.PropertyRef},{home.HouseholdRef},\"1 Test Street, Townsville\",{home.Patch},51.45,-0.02\n");
        await ImportAsync(desk, "operatives", "operativeRef,contractor,name,trades,patches,lat,lon\n" + string.Concat(home.Operatives.Select(o => $"{o},{home.Contractor},Sam Porter,{trade},{home.Patch},51.45,-0.02\n")));
        var today = LondonTime.DateOf(await system.NowAsync());
        var shifts = new StringBuilder("operativeRef,date,from,to\n");
        foreach (var operative in home.Operatives)
        {
            for (var day = 0; day < 35; day++)
                shifts.Append(CultureInfo.InvariantCulture, $"{operative},{today.AddDays(day):yyyy-MM-dd},{from},{to}\n");
        }

        await ImportAsync(desk, "shifts", shifts.ToString());
        return home;
    }

    /// <summary>Raises a routine repair; answers its id and the resident's token.</summary>
    public static async Task<(Guid RepairId, string Token)> RepairAsync(this RepairsSystem system, Home home, string trade = "plumbing", string priority = "routine", object? contact = null, int? people = null)
    {
        using var desk = system.As(Roles.Desk);
        var body = await SendAsync(desk, HttpMethod.Post, "/api/repairs", new
        {
            householdRef = home.HouseholdRef,
            propertyRef = home.PropertyRef,
            trade,
            description = "The kitchen tap drips",
            priority,
            people,
            contact = contact ?? new { name = "Sam Resident", phone = "07700 900123", email = "sam@example.org" },
        });
        var link = body.GetProperty("residentLink").GetString()!;
        return (body.GetProperty("repairId").GetGuid(), link[(link.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Takes the first offered choice as the resident; answers the appointment.</summary>
    public static async Task<(Guid VisitId, DateTimeOffset From, DateTimeOffset To, JsonElement Body)> BookFirstAsync(this RepairsSystem system, string token)
    {
        var offer = await SendAsync(system.Anyone, HttpMethod.Get, $"/api/resident/{token}/choices", null);
        var body = await SendAsync(system.Anyone, HttpMethod.Post, $"/api/resident/{token}/appointment", new { choiceId = offer.GetProperty("choices")[0].GetProperty("choiceId").GetString() });
        var date = DateOnly.Parse(body.GetProperty("date").GetString()!, CultureInfo.InvariantCulture);
        return (body.GetProperty("visitId").GetGuid(),
            LondonTime.Instant(date, TimeOnly.Parse(body.GetProperty("from").GetString()!, CultureInfo.InvariantCulture)),
            LondonTime.Instant(date, TimeOnly.Parse(body.GetProperty("to").GetString()!, CultureInfo.InvariantCulture)),
            body);
    }

    /// <summary>Sends JSON and reads JSON; anything but success throws with the answer.</summary>
    public static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json.Options);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path} answered {(int)answer.StatusCode}: {text}", null, answer.StatusCode);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private static async Task ImportAsync(HttpClient desk, string what, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await desk.PostAsync(new Uri($"/api/{what}/import", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || JsonDocument.Parse(text).RootElement.GetProperty("rejected").GetArrayLength() > 0)
            throw new HttpRequestException($"import of {what} answered {(int)answer.StatusCode}: {text}");
    }
}
