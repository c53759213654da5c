using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking.Faces;

public sealed class HactRepairTests
{
    [Fact]
    public void The_published_example_is_read_although_it_mixes_casings_and_writes_codes_as_numbers()
    {
        var repair = Read(Example().ToJsonString(), out var faults);

        Assert.Empty(faults);
        Assert.Equal("The kitchen tap drips", repair!.Description);
        Assert.Equal(Priority.Urgent, repair.Priority);
        Assert.Null(repair.Minutes);
        Assert.Empty(repair.Trades);
        Assert.Empty(repair.References);
        Assert.Contains("line1 line2", repair.Addresses);
    }

    [Fact]
    public void Every_missing_member_is_named_at_once()
    {
        Read("{}", out var faults);

        Assert.Equal(["$.descriptionOfWork", "$.priority", "$.sitePropertyUnit", "$.workClass"], faults.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_lies_inside_is_named_by_its_whole_path()
    {
        Read("""
            {
              "DescriptionOfWork": "x",
              "Priority": { "PriorityCode": "7" },
              "WorkClass": {},
              "WorkElement": [{ "Trade": [{ "Code": "ZZ" }, {}] }],
              "SitePropertyUnit": [{ "Reference": [{ "Description": "no id" }, 7] }]
            }
            """, out var faults);

        Assert.Equal(
            [
                "$.Priority.PriorityCode",
                "$.Priority.requiredCompletionDateTime",
                "$.SitePropertyUnit[0].Reference[0].ID",
                "$.SitePropertyUnit[0].Reference[1]",
                "$.WorkClass.workClassCode",
                "$.WorkElement[0].Trade[0].Code",
                "$.WorkElement[0].Trade[1].code",
                "$.WorkElement[0].rateScheduleItem",
            ],
            faults.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_repair_without_a_home_keeps_the_schema_and_names_no_reference()
    {
        var example = Example();
        example.Remove("SitePropertyUnit");

        var repair = Read(example.ToJsonString(), out var faults);

        Assert.Empty(faults);
        Assert.Empty(repair!.References);
        Assert.Empty(repair.Addresses);
    }

    [Theory]
    [InlineData("\"1\"", Priority.Emergency)]
    [InlineData("1", Priority.Emergency)]
    [InlineData("\"2\"", Priority.Urgent)]
    [InlineData("\"3\"", Priority.Urgent)]
    [InlineData("\"4\"", Priority.Routine)]
    [InlineData("5", Priority.Routine)]
    [InlineData("0", Priority.Urgent)]
    public void Priority_codes_become_our_three(string code, Priority priority)
    {
        var example = Example();
        example["priority"]!["priorityCode"] = JsonNode.Parse(code);

        Assert.Equal(priority, Read(example.ToJsonString(), out _)!.Priority);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("""{"descriptionOfWork":7,"priority":[],"workClass":"x","workElement":{},"sitePropertyUnit":"x"}""")]
    [InlineData("""{"descriptionOfWork":"\ud800","priority":{"priorityCode":1e999,"requiredCompletionDateTime":"99999-99-99"},"workClass":{"workClassCode":-1}}""")]
    [InlineData("""{"descriptionOfWork":"a\u0000b","estimatedLaborHours":-1}""")]
    [InlineData("""{"\ud800":1,"workElement":[null],"sitePropertyUnit":[null]}""")]
    public void Wrong_types_are_faults_and_never_exceptions(string json)
    {
        Assert.Null(Read(json, out var faults));
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Anything_at_all_is_answered_with_a_repair_or_with_faults()
    {
        var members = new[] { "descriptionOfWork", "priority", "priorityCode", "workClass", "workClassCode", "workElement", "trade", "code", "sitePropertyUnit", "reference", "ID", "address", "addressLine" };
        var leaf = Gen.Elements<JsonNode?>(null, 0, 1.5, true, "", "x", "\u202Eevil", "'; drop table repair; --", "<script>", "👩‍🔧").Select(n => n?.ToJsonString() ?? "null");

        Gen<string> Document(int depth) => depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Document(depth - 1).ListOf(2).Select(items => $"[{string.Join(',', items)}]"),
                Gen.Elements(members).Zip(Document(depth - 1)).ListOf(4).Select(m => $"{{{string.Join(',', m.Select(x => $"\"{x.Item1}\":{x.Item2}"))}}}"));

        Prop.ForAll(Arb.From(Document(5)), json => Read(json, out var faults) is null == faults.Count > 0).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_flood_of_faults_is_answered_briefly()
    {
        var example = Example();
        example["workElement"] = new JsonArray([.. Enumerable.Range(0, 150).Select(_ => (JsonNode)new JsonObject())]);

        Read(example.ToJsonString(), out var faults);

        Assert.InRange(faults.Count, 1, 100);
    }

    [Theory]
    [InlineData("PL", null, "plumbing")]
    [InlineData("PL-DR", null, "plumbing")]
    [InlineData("EL", null, "electrical")]
    [InlineData("SP", "Damp and mould", "damp and mould")]
    [InlineData("SP", null, null)]
    [InlineData("RF", null, null)]
    public void A_trade_becomes_the_landlords_own_word_or_none(string code, string? name, string? trade) =>
        Assert.Equal(trade, HactTradeMatch.Find([new HactTrade(code, null, name)], ["carpentry", "damp and mould", "electrical", "plumbing", "roof repair", "roofing"]));

    [Fact]
    public void Addresses_are_compared_by_letters_and_digits()
    {
        var example = Example();
        example["SitePropertyUnit"]![0]!["Address"] = JsonNode.Parse("""{"AddressLine":["12A, Riverside  Walk"],"CityName":"Lewisham","PostalCode":"se13 5ab"}""");

        var repair = Read(example.ToJsonString(), out _);

        Assert.Contains(HactAddress.Normal("12a Riverside Walk, Lewisham, SE13 5AB"), repair!.Addresses);
        Assert.Contains(HactAddress.Normal("12A RIVERSIDE WALK SE13 5AB"), repair.Addresses);
    }

    private static JsonObject Example() => JsonNode.Parse("""
        {
          "descriptionOfWork": "The kitchen tap drips",
          "estimatedLaborHours": 0,
          "priority": { "priorityCode": 0, "requiredCompletionDateTime": "2021-01-08T09:43:14.997Z" },
          "workClass": { "workClassCode": 0 },
          "SitePropertyUnit": [{ "Address": { "AddressLine": ["line1", "line2"], "BuildingName": "building" } }]
        }
        """)!.AsObject();

    private static HactRepair? Read(string json, out IReadOnlyDictionary<string, string[]> faults)
    {
        var found = new Faults();
        using var document = JsonDocument.Parse(json);
        var repair = HactRepair.Read(document.RootElement, found);
        faults = found.ByField;
        return repair;
    }
}
