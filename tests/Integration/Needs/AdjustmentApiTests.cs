using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Needs;

[Collection(SystemCollection.Name)]
public sealed class AdjustmentApiTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;
    private readonly HttpClient _needs = shared.System.As(Roles.Needs);
    private readonly string _household = $"H-{Guid.NewGuid():N}";

    [Fact]
    [Trait("requirement", "14")]
    public async Task Without_consent_or_another_basis_nothing_is_kept()
    {
        using var answer = await PostAsync(new { code = "A01", words = "Knock loudly" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("consent", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("adjustment"));
        await Assert.ThrowsAsync<PostgresException>(() => _system.ExecuteAsync(
            $"insert into needs.adjustment (landlord, adjustment_id, household_ref, code, seen_by, recorded_by, recorded_at, review_by) values ('demo', gen_random_uuid(), '{_household}', 'A01', '{{}}', 'x', now(), current_date + 1)"));
    }

    [Fact]
    [Trait("requirement", "14")]
    public async Task Health_words_bring_a_gentle_note_and_are_kept_from_the_door()
    {
        using var answer = await PostAsync(new { code = "A01", words = "I have epilepsy, knock loudly", consent = await ConsentAsync() });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains("do not need to tell us why", (await JsonAsync(answer)).GetProperty("gentleNote").GetString(), StringComparison.Ordinal);
        var door = await InternalAsync("door");
        Assert.DoesNotContain("epilepsy", door.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("Knock loudly and wait.", door.GetProperty("instructions")[0].GetProperty("text").GetString());
    }

    [Fact]
    [Trait("requirement", "16")]
    public async Task Withdrawn_it_changes_nothing_from_the_next_question_on_and_the_history_stays()
    {
        var id = await AgreedAsync("A17", "Not before 10am");
        Assert.Equal("10:00", (await InternalAsync("slots")).GetProperty("notBefore").GetString());

        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.NoContent, (await _needs.PostAsync($"/api/households/{_household}/adjustments/{id}/withdraw", null)).StatusCode);

        var slots = await InternalAsync("slots");
        Assert.Equal(JsonValueKind.Null, slots.GetProperty("notBefore").ValueKind);
        Assert.Equal(0, slots.GetProperty("applied").GetInt32());
        Assert.Empty((await InternalAsync("codes")).GetProperty("codes").EnumerateArray());
        var shown = (await _needs.GetFromJsonAsync<JsonElement[]>($"/api/households/{_household}/adjustments"))!.Single();
        Assert.NotEqual(JsonValueKind.Null, shown.GetProperty("withdrawnAt").ValueKind);
        Assert.Equal(1, await EventsAsync("AdjustmentWithdrawn"));
        Assert.Equal(HttpStatusCode.NotFound, (await _needs.PostAsync($"/api/households/H-other/adjustments/{id}/withdraw", null)).StatusCode);
    }

    [Fact]
    public async Task The_same_request_with_its_key_is_one_adjustment()
    {
        var body = JsonSerializer.Serialize(new { code = "A12", consent = await ConsentAsync() });
        var key = Guid.NewGuid().ToString();
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/households/{_household}/adjustments") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await _needs.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            ids.Add((await JsonAsync(answer)).GetProperty("adjustmentId").GetString()!);
        }

        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(1, await CountAsync("adjustment"));
        Assert.Equal(1, await EventsAsync("AdjustmentRecorded"));
    }

    [Fact]
    [Trait("requirement", "19")]
    public async Task Every_read_is_written_down_and_the_service_cannot_unwrite_it()
    {
        await AgreedAsync("A10", null);
        await _needs.GetAsync($"/api/households/{_household}/adjustments");
        foreach (var question in new[] { "door", "slots", "codes", "contact" })
            await InternalAsync(question);

        Assert.Equal(6, await CountAsync("read_audit"));
        await using var role = await _system.RoleAsync("Needs");
        foreach (var sql in new[] { "update needs.read_audit set purpose = 'x'", "delete from needs.read_audit", "truncate needs.read_audit" })
        {
            await using var command = new NpgsqlCommand(sql, role);
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    [Theory]
    [Trait("requirement", "19")]
    [InlineData(Roles.Desk)]
    [InlineData(Roles.Operative)]
    [InlineData(Roles.Analyst)]
    [InlineData(Roles.Messages)]
    [InlineData(Roles.Manager)]
    public async Task Other_roles_cannot_read_needs(string role)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(role).GetAsync($"/api/households/{_household}/adjustments")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(role).GetAsync($"/needs/households/{_household}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _system.As(role).GetAsync($"/internal/needs/demo/{_household}/door")).StatusCode);
        Assert.Equal(0, await CountAsync("read_audit"));
    }

    [Fact]
    public async Task Events_about_needs_are_sealed_in_the_log()
    {
        await AgreedAsync("A04", null);

        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from needs.event_log where type = 'AdjustmentRecorded' and subject = '{_household}' and body::text like '%\"A04\"%'"));
        Assert.Equal(1, await EventsAsync("AdjustmentRecorded"));
    }

    [Fact]
    public async Task Contact_given_with_a_repair_is_kept_once_and_an_unsafe_phone_stays_unsafe()
    {
        using var booking = Internal();
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await booking.PostAsJsonAsync($"/internal/needs/demo/{_household}/contact", new { name = "Sam", phone = "07700 900123" })).StatusCode);
        await _system.ExecuteAsync($"update needs.contact set phone_safe = false where household_ref = '{_household}'");
        await booking.PutAsJsonAsync($"/internal/needs/demo/{_household}/contact", new { email = "sam@example.org" });

        await booking.PutAsJsonAsync($"/internal/needs/demo/{_household}/contact", new { name = "Alex", phone = "07700 900456", email = "other@example.org" });
        var contact = await InternalAsync("contact");

        Assert.Equal("Sam", contact.GetProperty("name").GetString());
        Assert.Equal(["text False", "email True", "letter True"], contact.GetProperty("channels").EnumerateArray().Select(c => $"{c.GetProperty("channel").GetString()} {c.GetProperty("safe").GetBoolean()}"));
        Assert.Equal(2, await EventsAsync("ContactPreferenceChanged"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await booking.PutAsJsonAsync($"/internal/needs/demo/{_household}/contact", new { email = "no address" })).StatusCode);
    }

    private async Task<Guid> AgreedAsync(string code, string? words)
    {
        using var answer = await PostAsync(new { code, words, consent = await ConsentAsync() });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await JsonAsync(answer)).GetProperty("adjustmentId").GetGuid();
    }

    private async Task<object> ConsentAsync() => new { how = "on the phone", at = (await _system.NowAsync()).AddDays(-1) };

    private Task<HttpResponseMessage> PostAsync(object body) => _needs.PostAsJsonAsync($"/api/households/{_household}/adjustments", body);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    private HttpClient Internal()
    {
        var client = _system.Client();
        client.DefaultRequestHeaders.Add("X-Service-Token", _system.Setting("Repairs__ServiceToken"));
        return client;
    }

    private async Task<JsonElement> InternalAsync(string question)
    {
        using var client = Internal();
        return await client.GetFromJsonAsync<JsonElement>($"/internal/needs/demo/{_household}/{question}");
    }

    private Task<long> CountAsync(string table) => _system.ScalarAsync<long>($"select count(*) from needs.{table} where household_ref = '{_household}'");

    private Task<long> EventsAsync(string type) => _system.ScalarAsync<long>($"select count(*) from needs.event_log where type = '{type}' and subject = '{_household}'");
}
