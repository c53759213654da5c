using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

[Collection(SystemCollection.Name)]
public sealed class HactRaiseTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [PublishedFact]
    public async Task The_published_example_names_no_property_of_ours_and_is_told_so()
    {
        var (status, body) = await PostAsync(await File.ReadAllTextAsync(PublishedFactAttribute.Path("RaiseRepair.json")!));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("No property has this reference or this address", body.GetProperty("errors").GetProperty("$.sitePropertyUnit")[0].GetString(), StringComparison.Ordinal);
    }

    [PublishedFact]
    public async Task The_published_example_with_a_real_propertys_reference_raises_a_repair_that_waits_for_a_trade()
    {
        var home = await System.HomeAsync();
        var example = JsonNode.Parse(await File.ReadAllTextAsync(PublishedFactAttribute.Path("RaiseRepair.json")!))!;
        example["SitePropertyUnit"]![0]!["Reference"] = new JsonArray(new JsonObject { ["ID"] = home.PropertyRef });

        var (status, body) = await PostAsync(example.ToJsonString());

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("trade").ValueKind);
        Assert.True(body.GetProperty("dueBy").GetDateTimeOffset() > await System.NowAsync());
        using var resident = new Visitor(System);
        await resident.OpenAsync(new Uri(body.GetProperty("residentLink").GetString()!).AbsolutePath);
        Assert.Contains("We are finding the right person for this", resident.Words, StringComparison.Ordinal);
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk/triage");
        Assert.Contains(desk.Page.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.Contains(body.GetProperty("repairId").GetString()!, StringComparison.Ordinal));
    }

    [PublishedFact]
    public async Task The_published_invalid_example_hears_of_every_missing_path()
    {
        var (status, body) = await PostAsync(await File.ReadAllTextAsync(PublishedFactAttribute.Path("InvalidRaiseRepair.json")!));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["$.sitePropertyUnit", "$.workClass"], body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_trade_and_an_address_are_understood_and_the_resident_can_choose_at_once()
    {
        var home = await System.HomeAsync();
        var address = $"{home.PropertyRef} High Street, Townsville, TV1 1AA";
        await System.ExecuteAsync($"update booking.property set address = '{address}' where property_ref = '{home.PropertyRef}'");
        var document = Document(address: new { AddressLine = new[] { $"{home.PropertyRef}  high street" }, CityName = "TOWNSVILLE", PostalCode = "tv1 1aa" }, trade: "PL");

        var (status, body) = await PostAsync(document);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("plumbing", body.GetProperty("trade").GetString());
        using var resident = new Visitor(System);
        await resident.OpenAsync(new Uri(body.GetProperty("residentLink").GetString()!).AbsolutePath + "/choose");
        Assert.NotEmpty(resident.Options("Choice"));
    }

    [Fact]
    public async Task The_same_request_sent_again_raises_one_repair()
    {
        var home = await System.HomeAsync();
        var key = Guid.NewGuid().ToString();

        var (_, first) = await PostAsync(Document(home.PropertyRef), key);
        var (status, again) = await PostAsync(Document(home.PropertyRef), key);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(first.GetProperty("repairId").GetGuid(), again.GetProperty("repairId").GetGuid());
        Assert.Equal(1, await System.ScalarAsync<int>($"select count(*) from booking.repair where household_ref = '{home.HouseholdRef}'"));
    }

    [Theory]
    [InlineData("'; drop table booking.repair; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("👩‍🔧 \u202Eمرحبا\u202C")]
    public async Task Hostile_words_become_words(string words)
    {
        var home = await System.HomeAsync();

        var (status, body) = await PostAsync(Document(home.PropertyRef, words: words));

        Assert.Equal(HttpStatusCode.Created, status);
        using var resident = new Visitor(System);
        await resident.OpenAsync(new Uri(body.GetProperty("residentLink").GetString()!).AbsolutePath);
        Assert.Equal(words, resident.Page.QuerySelector(".govuk-inset-text span")!.TextContent);
    }

    public static TheoryData<string, HttpStatusCode> Broken() => new()
    {
        { "", HttpStatusCode.BadRequest },
        { "{", HttpStatusCode.BadRequest },
        { "[]", HttpStatusCode.BadRequest },
        { "null", HttpStatusCode.BadRequest },
        { "{}", HttpStatusCode.BadRequest },
        { new string('[', 100_000), HttpStatusCode.BadRequest },
        { string.Concat(Enumerable.Repeat("{\"a\":", 5000)), HttpStatusCode.BadRequest },
        { "{\"descriptionOfWork\":\"a\\u0000b\"}", HttpStatusCode.BadRequest },
        { "{\"descriptionOfWork\":\"" + new string('x', 1_100_000) + "\"}", HttpStatusCode.RequestEntityTooLarge },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_documents_are_answered_with_a_problem_and_store_nothing(string body, HttpStatusCode expected)
    {
        var before = await System.ScalarAsync<long>("select count(*) from booking.repair where household_ref is null or description like 'a_b'");

        var (status, problem) = await PostAsync(body);

        Assert.Equal(expected, status);
        Assert.StartsWith("/problems/", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await System.ScalarAsync<long>("select count(*) from booking.repair where household_ref is null or description like 'a_b'"));
    }

    [Fact]
    public async Task Who_you_are_is_asked_before_anything_is_read()
    {
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var nobody = await System.Anyone.PostAsync(new Uri("/hact/raise-repair", UriKind.Relative), content);
        using var operative = System.As(Roles.Operative, "OP1");
        using var again = new StringContent("{", Encoding.UTF8, "application/json");
        using var wrong = await operative.PostAsync(new Uri("/hact/raise-repair", UriKind.Relative), again);
        using var desk = System.As(Roles.Desk);
        using var form = new StringContent("a=b", Encoding.UTF8, "text/plain");
        using var text = await desk.PostAsync(new Uri("/hact/raise-repair", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }

    private static string Document(string? reference = null, object? address = null, string? trade = null, string words = "The tap drips") => JsonSerializer.Serialize(new
    {
        DescriptionOfWork = words,
        Priority = new { PriorityCode = "4", RequiredCompletionDateTime = "2030-01-08T09:43:14.997Z" },
        WorkClass = new { WorkClassCode = "0" },
        WorkElement = trade is null ? null : new[] { new { Trade = new[] { new { Code = trade } }, RateScheduleItem = new[] { new { CustomCode = "X1" } } } },
        SitePropertyUnit = new[] { new { Reference = reference is null ? null : new[] { new { ID = reference } }, Address = address } },
    });

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string body, string? idempotencyKey = null)
    {
        using var desk = System.As(Roles.Desk);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hact/raise-repair") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        // Asked first, a server that will not take so much says so before the body is on its way and the connection breaks under it.
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var answer = await desk.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}

/// <summary>A test on the published HACT examples, which are not ours to copy; it is skipped, saying so, where they are not at hand.</summary>
internal sealed class PublishedFactAttribute : FactAttribute
{
    public PublishedFactAttribute()
    {
        if (Path("RaiseRepair.json") is null)
            Skip = "The published HACT examples (shared/data/domain/fixtures) are not here";
    }

    public static string? Path(string file) => Repository.SharedData($"domain/fixtures/{file}");
}
