using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Where the operative's phone fetches its day and sends what it saved.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class DeviceDoorTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "9")]
    public async Task A_report_from_the_phone_is_one_report_however_often_it_is_sent()
    {
        var (door, phone) = await PhoneAsync();
        var (report, photo) = (Guid.NewGuid(), Guid.NewGuid());
        var typed = Typed(door, report);
        typed["photoId"] = photo;

        using var first = await phone.SendAsync($"{door.VisitId}/outcome", typed);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(report, (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reportId").GetGuid());
        using var again = await phone.SendAsync($"{door.VisitId}/outcome", typed);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(report, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reportId").GetGuid());

        // The photo comes on its own, later, and twice.
        foreach (var status in new[] { HttpStatusCode.Created, HttpStatusCode.OK })
        {
            using var sent = await phone.PhotoAsync(door.VisitId, photo, Pictures.Jpeg());
            Assert.Equal(status, sent.StatusCode);
            Assert.Equal(photo, (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("photoId").GetGuid());
        }

        Assert.Equal((1, 1), (await door.CountAsync("visits.report"), await door.CountAsync("visits.photo")));
        Assert.Equal((1, 1), (await door.PublishedAsync("VisitOutcomeReported"), await door.PublishedAsync("VisitEvidenceAdded")));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_answered_with_the_pages_own_field_and_stores_nothing()
    {
        var (door, phone) = await PhoneAsync();
        var now = await _system.NowAsync();
        var tomorrow = LondonTime.DateOf(now).AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains("\"Arrived\"", await FaultsAsync(r => r["date"] = tomorrow), StringComparison.Ordinal);
        Assert.Contains("\"Left\"", await FaultsAsync(r => (r["arrived"], r["left"]) = ("10:10", "10:05")), StringComparison.Ordinal);
        Assert.Contains("\"Arrived\"", await FaultsAsync(r => r["arrived"] = "soon"), StringComparison.Ordinal);
        Assert.Contains("\"Arrived\"", await FaultsAsync(r => r["date"] = "9999-12-31"), StringComparison.Ordinal);
        Assert.Contains("\"Arrived\"", await FaultsAsync(r => r["date"] = "0001-01-01"), StringComparison.Ordinal);
        Assert.Contains("\"Metres\"", await FaultsAsync(r => r["metres"] = "-4"), StringComparison.Ordinal);
        Assert.Contains("\"Note\"", await FaultsAsync(r => r["note"] = "Tenant refused"), StringComparison.Ordinal);
        Assert.Contains("\"What1\"", await FaultsAsync(r => r["tries"] = new[] { new { what = (string?)null, at = "10:01" } }), StringComparison.Ordinal);
        foreach (var (member, value) in new (string, object?)[] { ("reason", "R03"), ("why", "they forgot"), ("outcome", "DO99"), ("outcome", null), ("reportId", "x"), ("tries", new object?[] { null }), ("date", "soon") })
        {
            var typed = Typed(door, Guid.NewGuid());
            typed[member] = value;
            using var answer = await phone.SendAsync($"{door.VisitId}/outcome", typed);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{member} {value}: {answer.StatusCode}");
        }

        Assert.Equal(0, await door.CountAsync("visits.report"));

        // One id, two contents; another's visit; a brief that was never read.
        var report = Guid.NewGuid();
        await phone.SendAsync($"{door.VisitId}/outcome", Typed(door, report));
        var other = Typed(door, report);
        other["metres"] = "21";
        using var used = await phone.SendAsync($"{door.VisitId}/outcome", other);
        Assert.Contains("report-id-used", await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var theirs = await Door.BookedAsync(_system);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.SendAsync($"{theirs.VisitId}/outcome", Typed(theirs, Guid.NewGuid()))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.PhotoAsync(theirs.VisitId, Guid.NewGuid(), Pictures.Jpeg())).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync($"{door.VisitId}/set-off", new { minutes = 15 })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.SendAsync($"{door.VisitId}/set-off", new { minutes = 0 })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await phone.SendAsync($"{door.VisitId}/read", new { version = "old", readAt = now })).StatusCode);

        async Task<string> FaultsAsync(Action<Dictionary<string, object?>> change)
        {
            var typed = Typed(door, Guid.NewGuid());
            change(typed);
            using var answer = await phone.SendAsync($"{door.VisitId}/outcome", typed);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, body);
            return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("errors").GetRawText();
        }
    }

    [Fact]
    public async Task Nobody_sends_in_the_phones_name_without_its_token()
    {
        var (door, phone) = await PhoneAsync();
        var typed = Typed(door, Guid.NewGuid());

        using var without = await door.Operative.PostAsJsonAsync($"/visits/device/{door.VisitId}/outcome", typed);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Contains("form-expired", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await _system.Anyone.GetAsync(new Uri("/visits/device", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(Roles.Desk).GetAsync(new Uri("/visits/device", UriKind.Relative))).StatusCode);
        Assert.Equal(0, await door.CountAsync("visits.report"));
        _ = phone;
    }

    [Fact]
    [Trait("requirement", "17")]
    public async Task What_was_read_without_signal_counts_from_when_it_was_read_and_never_from_later()
    {
        var (door, phone) = await PhoneAsync();
        var now = await _system.NowAsync();
        var version = phone.Visit.GetProperty("version").GetString();

        Assert.Equal(HttpStatusCode.OK, (await phone.SendAsync($"{door.VisitId}/read", new { version, readAt = now.AddHours(-2) })).StatusCode);
        Assert.Equal("2", await _system.ScalarAsync<string>($"select round(extract(epoch from '{now:O}'::timestamptz - first_read_at) / 3600)::text from visits.brief_read where visit_id = '{door.VisitId}'"));
        var (other, second) = await PhoneAsync();
        await second.SendAsync($"{other.VisitId}/read", new { version = second.Visit.GetProperty("version").GetString(), readAt = now.AddHours(5) });
        Assert.True(await _system.ScalarAsync<bool>($"select first_read_at < '{now.AddMinutes(5):O}'::timestamptz from visits.brief_read where visit_id = '{other.VisitId}'"));
    }

    [Fact]
    public async Task The_day_on_the_phone_has_what_the_pages_show_and_nothing_else()
    {
        var (_, phone) = await PhoneAsync();

        Assert.Equal(["desk", "deskPhone", "heading", "now", "token", "until", "visits", "who"], phone.Day.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["address", "briefRead", "date", "day", "fetched", "instructions", "job", "lat", "lon", "noCalls", "noPhotos", "reportId", "reported", "setOff", "version", "visitId", "wait", "window"],
            phone.Visit.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_worker_keeps_pages_that_are_the_same_for_everybody_and_changes_with_the_build_alone()
    {
        using var answer = await _system.Anyone.GetAsync(new Uri("/visits/worker.js", UriKind.Relative));
        var worker = await answer.Content.ReadAsStringAsync();

        Assert.Equal("/visits", answer.Headers.GetValues("Service-Worker-Allowed").Single());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(worker, await _system.Anyone.GetStringAsync(new Uri("/visits/worker.js", UriKind.Relative)));
        var kept = JsonSerializer.Deserialize<string[]>(Kept().Match(worker).Groups[1].Value)!;
        Assert.All(kept, path => Assert.Matches(@"^/(visits/(offline|conduct|[a-z0-9-]+\.(js|png|webmanifest))|app\.(css|js)|favicon\.svg)(\?v=[\w-]+)?$", path));
        foreach (var path in kept)
            Assert.True((await _system.Anyone.GetAsync(new Uri(path, UriKind.Relative))).IsSuccessStatusCode, path);
        Assert.Contains("999", await _system.Anyone.GetStringAsync(new Uri("/visits/offline", UriKind.Relative)), StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Typed(Door door, Guid reportId) => new()
    {
        ["reportId"] = reportId,
        ["outcome"] = "DO10",
        ["date"] = door.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["arrived"] = At(door.WindowStart.AddMinutes(5)),
        ["left"] = At(door.WindowStart.AddMinutes(20)),
        ["tries"] = new object[] { new { what = "knock", at = At(door.WindowStart.AddMinutes(6)) }, new { what = "bell", at = At(door.WindowStart.AddMinutes(9)) } },
        ["metres"] = "20",
        ["observed"] = Array.Empty<string>(),
        ["note"] = null,
        ["photoId"] = null,
        ["supersedes"] = null,
    };

    private static string At(DateTimeOffset moment) => LondonTime.TimeOf(moment).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(Door Door, Phone Phone)> PhoneAsync()
    {
        // The visit began half an hour ago, and is one of today.
        var now = await _system.NowAsync();
        if (LondonTime.TimeOf(now) is { Hour: 0 } or { Hour: 23, Minute: >= 50 })
            await _system.MoveClockAsync(now.AddMinutes(70));
        var door = await Door.BookedAsync(_system);
        using var answer = await door.Operative.GetAsync(new Uri("/visits/device", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var day = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (door, new Phone(door.Operative, day, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
    }

    [GeneratedRegex(@"const KEPT = (\[.*?\]);", RegexOptions.None, 1000)]
    private static partial Regex Kept();

    private sealed record Phone(HttpClient Operative, JsonElement Day, string Cookie)
    {
        public JsonElement Visit => Day.GetProperty("visits").EnumerateArray().Single();

        public Task<HttpResponseMessage> SendAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

        public Task<HttpResponseMessage> PhotoAsync(Guid visit, Guid photo, byte[] bytes) => SendAsync(HttpMethod.Put, $"{visit}/photos/{photo}", new ByteArrayContent(bytes));

        private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent content)
        {
            using var request = new HttpRequestMessage(method, $"/visits/device/{path}") { Content = content };
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("RequestVerificationToken", Day.GetProperty("token").GetString());
            return await Operative.SendAsync(request);
        }
    }
}
