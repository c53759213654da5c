using System.Net;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

[Collection(SystemCollection.Name)]
public sealed class BadInputTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Theory]
    [InlineData("POST", "/api/repairs", "{", 400)]
    [InlineData("POST", "/api/repairs", "[]", 400)]
    [InlineData("POST", "/api/repairs", "null", 400)]
    [InlineData("POST", "/api/repairs", "", 400)]
    [InlineData("POST", "/api/repairs", "{\"householdRef\": 7}", 400)]
    [InlineData("POST", "/api/repairs", "{\"minutes\": \"long\"}", 400)]
    [InlineData("POST", "/api/repairs", "{\"description\": \"a\\u0000b\"}", 400)]
    [InlineData("POST", "/api/repairs", "{}", 422)]
    [InlineData("POST", "/api/repairs", "{\"householdRef\":\"H\",\"propertyRef\":\"P\",\"description\":\"x\",\"priority\":\"routine\",\"minutes\":-5,\"people\":99}", 422)]
    [InlineData("POST", "/api/repairs/{id}/appointment", "{}", 404)]
    [InlineData("POST", "/api/repairs/{id}/appointment", "{\"choiceId\": []}", 400)]
    [InlineData("POST", "/api/repairs/{unknown}/appointment", "{\"choiceId\": \"x\"}", 404)]
    [InlineData("PUT", "/api/repairs/{id}/appointment", "{\"choiceId\": \"x\"}", 409)]
    [InlineData("POST", "/api/repairs/{id}/appointment/cancel", "{\"by\": \"landlord\"}", 409)]
    [InlineData("POST", "/api/repairs/{id}/appointment/cancel", "{\"by\": \"contractor\"}", 422)]
    [InlineData("POST", "/api/repairs/{id}/appointment/cancel", "{}", 422)]
    [InlineData("POST", "/api/repairs/{id}/withdraw", "{\"by\": \"landlord\", \"reason\": \"because\"}", 422)]
    [InlineData("POST", "/api/repairs/{id}/withdraw", "{\"by\": \"landlord\", \"reason\": \"other\"}", 422)]
    [InlineData("POST", "/api/repairs/{id}/finish", "{\"by\": \"nobody\"}", 400)]
    [InlineData("POST", "/api/repairs/{unknown}/finish", "{\"by\": \"landlord\"}", 404)]
    [InlineData("POST", "/api/repairs/not-a-guid/finish", "{\"by\": \"landlord\"}", 404)]
    [InlineData("GET", "/api/repairs/{unknown}", null, 404)]
    [InlineData("GET", "/api/repairs/{unknown}/choices", null, 404)]
    [InlineData("GET", "/api/repairs/{id}/choices?show=some", null, 422)]
    [InlineData("GET", "/api/repairs/{id}/choices?from=30.11.2026", null, 400)]
    [InlineData("GET", "/api/repairs/{id}/choices?from=9999-12-31", null, 200)]
    [InlineData("GET", "/api/properties?q=%25_%27--&limit=-1", null, 200)]
    [InlineData("GET", "/api/properties?q=%00", null, 400)]
    [InlineData("GET", "/api/resident/nonsense/choices", null, 404)]
    public async Task Every_bad_input_gets_a_clear_answer(string method, string path, string? body, int status)
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(operatives: 0));
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", repairId.ToString(), StringComparison.Ordinal).Replace("{unknown}", Guid.NewGuid().ToString(), StringComparison.Ordinal));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await _system.As(Roles.Desk).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        if (status >= 400)
            Assert.StartsWith("/problems/", JsonDocument.Parse(text).RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_quotes_and_letters_of_any_script_are_kept_as_they_are()
    {
        const string words = "'; drop table repair; -- <script>alert(1)</script> \U0001F6BF مرحبا \u202E";
        var home = await _system.HomeAsync(operatives: 0);
        using var desk = _system.As(Roles.Desk);

        var raised = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, description = words, priority = "urgent", trade = "plumbing" });

        Assert.Equal(HttpStatusCode.Created, raised.Status);
        Assert.Equal(words, (await desk.GetBodyAsync($"/api/repairs/{raised.Body.GetProperty("repairId").GetGuid()}")).Body.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Without_identity_nobody_gets_in_and_with_the_wrong_role_nobody_learns_what_exists()
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync(operatives: 0));
        foreach (var path in (string[])[$"/api/repairs/{repairId}", $"/api/repairs/{Guid.NewGuid()}", "/api/properties", $"/api/repairs/{repairId}/choices"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await _system.Anyone.GetBodyAsync(path)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(Roles.Operative, "OP1").GetBodyAsync(path)).Status);
        }
    }

    [Fact]
    public async Task A_file_of_the_wrong_kind_or_size_is_turned_away_whole()
    {
        using var desk = _system.As(Roles.Desk);
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await desk.PostAsync(new Uri("/api/properties/import", UriKind.Relative), json)).StatusCode);

        using var form = new MultipartFormDataContent { { new StringContent($"propertyRef,householdRef,address,patch,lat,lon\nM{Guid.NewGuid():N},H{Guid.NewGuid():N},1 Form Street,north,,\n"), "file", "homes.csv" } };
        using var answer = await desk.PostAsync(new Uri("/api/properties/import", UriKind.Relative), form);
        Assert.Equal(1, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("accepted").GetInt32());

        using var huge = new StringContent("{\"description\":\"" + new string('x', 1_100_000) + "\"}", Encoding.UTF8, "application/json");
        // Asks first: an answer that comes while the body is still on its way may be lost with the connection.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/repairs") { Content = huge, Headers = { ExpectContinue = true } };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await desk.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Fifty_thousand_homes_and_shifts_come_in_as_one_file_each()
    {
        using var desk = _system.As(Roles.Desk);
        var n = Guid.NewGuid().ToString("N")[..8];
        var csv = new StringBuilder("propertyRef,householdRef,address,patch,lat,lon\n");
        for (var i = 0; i < 50_000; i++)
            csv.Append(null, $"{n}-{i},H{n}-{i},\"{i} Long Road, Townsville\",patch-{n},51.5,-0.1\n");

        var (status, body) = await desk.ImportAsync("properties", csv.ToString());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(50_000, body.GetProperty("accepted").GetInt32());
        Assert.Equal(10, (await desk.GetBodyAsync($"/api/properties?q={n}-4999&limit=10")).Body.GetArrayLength());
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        var paths = (await _system.Anyone.GetBodyAsync("/openapi/v1.json")).Body.GetProperty("paths");

        foreach (var path in (string[])["/api/repairs", "/api/repairs/{repairId}", "/api/repairs/{repairId}/choices", "/api/repairs/{repairId}/appointment", "/api/properties/import", "/api/resident/{token}/choices"])
            Assert.True(paths.TryGetProperty(path, out _), path);
    }
}
