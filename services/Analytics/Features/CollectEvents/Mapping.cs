using System.Globalization;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>Where a member's value comes from: a column, a constant, or the line's number.</summary>
/// <param name="Zoned">The mapping names the zone of local times.</param>
internal sealed record Origin(int Column, string? Constant, string? Format, TimeZoneInfo? Zone, IReadOnlyDictionary<string, string>? Values, string? Otherwise, bool Zoned = false);

/// <summary>
/// How the columns of someone's CSV become the members of our events. Each member of the mapping names one of ours; its value is a column's name, an
/// object <c>{column, format?, zone?, values?, default?}</c>, or a constant <c>{value}</c>. A text that is no column is a constant where only a few words
/// are possible (<c>source</c>, <c>type</c>, <c>evidence</c>, an outcome code); elsewhere it is a missing column, and named.
/// </summary>
internal sealed class Mapping
{
    private static readonly string[] Wrappers = ["columns", "fields", "mapping", "map", "constants", "constant", "defaults"];
    private static readonly string[] ColumnWords = ["column", "from", "name", "field"];
    private static readonly string[] ConstantWords = ["value", "constant", "const", "literal"];
    private static readonly string[] ValuesWords = ["values", "map", "mapping", "codes"];

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = "eventId", ["event_id"] = "eventId", ["occurred_at"] = "occurredAt", ["date"] = "occurredAt", ["recorded_at"] = "recordedAt", ["notice_hours"] = "noticeHours",
    };

    private static readonly HashSet<string> Members = new(StringComparer.OrdinalIgnoreCase)
    {
        "source", "eventId", "type", "occurredAt", "recordedAt", "supersedes", "voids", "landlord", "patch", "trade", "outcome", "evidence", "visitId",
        "contactId", "code", "channel", "invited", "propertyRef", "householdRef", "repairId", "by", "noticeHours", "appointmentId",
        "windowStart", "windowEnd", "bookedAt", "noticeDays", "slot", "priority", "contractor", "team", "pathway", "reminded", "dueBy",
        "complaintId", "stage", "distress", "homes", "feedbackId", "safe", "heard", "inControl", "visitHappened", "toldAgain", "promiseId", "messageId", "requestId",
    };

    private readonly Dictionary<string, Origin> _origins = new(StringComparer.Ordinal);

    private Mapping()
    {
    }

    /// <summary>A member's origin; null where the mapping does not name it.</summary>
    public Origin? this[string member] => _origins.GetValueOrDefault(member);

    /// <summary>The separator the mapping asks for.</summary>
    public static char? Delimiter(JsonElement mapping) =>
        mapping.TryGetProperty("delimiter", out var given) && given.ValueKind == JsonValueKind.String && given.GetString() is { Length: 1 } one ? one[0] : null;

    /// <summary>Reads a mapping for a heading; every fault is named by its member.</summary>
    public static Mapping Read(JsonElement mapping, string[] heading, Faults faults)
    {
        var read = new Mapping();
        foreach (var (name, value) in Flatten(mapping))
        {
            if (string.Equals(name, "delimiter", StringComparison.OrdinalIgnoreCase))
                continue;
            var member = MemberOf(name);
            var spec = value;
            if (member is null && heading.Contains(name) && value.ValueKind == JsonValueKind.String && MemberOf(value.GetString()!) is { } turned)
                (member, spec) = (turned, JsonSerializer.SerializeToElement(name));
            if (member is null)
                faults.Add(name, $"'{name}' is no member of an event. Known are {string.Join(", ", Members)}.");
            else if (OriginOf(member, spec, heading, faults) is { } origin)
                read._origins[member] = origin;
        }

        faults.When(read["source"] is null, "source", "Name the system the file comes from, for example {\"source\": \"clinic-2014\"}.");
        faults.When(read["occurredAt"] is null && !faults.ByField.ContainsKey("occurredAt"), "occurredAt", "Name the column that says when it happened, for example {\"occurredAt\": \"visit_date\"}.");
        read._origins.TryAdd("type", new Origin(-1, EventTypes.VisitImported, null, null, null, null));
        faults.When(read["type"]!.Constant == EventTypes.VisitImported && read["outcome"] is null && !faults.ByField.ContainsKey("outcome"), "outcome", "Name the column that says what happened at the door, for example {\"outcome\": {\"column\": \"kept\", \"values\": {\"1\": \"DO01\", \"0\": \"DO10\"}}}.");
        return read;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Flatten(JsonElement mapping)
    {
        foreach (var member in mapping.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && Wrappers.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
            {
                foreach (var inner in Flatten(member.Value))
                    yield return inner;
            }
            else
            {
                yield return (member.Name, member.Value);
            }
        }
    }

    private static string? MemberOf(string name) =>
        Synonyms.TryGetValue(name, out var ours) ? ours : Members.TryGetValue(name, out var member) ? member : null;

    private static Origin? OriginOf(string member, JsonElement spec, string[] heading, Faults faults) => spec.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => OfText(member, spec.GetString()!, heading, faults),
        JsonValueKind.Object => OfObject(member, spec, heading, faults),
        JsonValueKind.True when member == "eventId" => null,
        JsonValueKind.Number when member is "source" or "patch" or "trade" => new Origin(-1, spec.GetRawText(), null, null, null, null),
        _ => Wrong(member, faults),
    };

    private static Origin? OfText(string member, string text, string[] heading, Faults faults)
    {
        var column = Array.FindIndex(heading, h => string.Equals(h, text, StringComparison.OrdinalIgnoreCase));
        if (column >= 0)
            return new Origin(column, null, null, null, null, null);
        if (member == "eventId" && text.Trim('$', '#', '{', '}').Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() is "" or "line" or "linenumber" or "row" or "rownumber")
            return null;
        if (IsConstant(member, text))
            return new Origin(-1, text, null, null, null, null);
        faults.Add(member, $"The file has no column '{text}'. It has {string.Join(", ", heading)}.");
        return null;
    }

    private static bool IsConstant(string member, string text) => member switch
    {
        "source" or "landlord" => true,
        "type" => EventTypes.Find(text) is not null,
        "evidence" => text.ToLowerInvariant() is "complete" or "asserted" or "none",
        "outcome" => text.Length == 4 && text.StartsWith("DO", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static Origin? OfObject(string member, JsonElement spec, string[] heading, Faults faults)
    {
        if (ConstantWords.Select(w => Find(spec, w)).FirstOrDefault(v => v is not null) is { } constant)
            return new Origin(-1, constant.ValueKind == JsonValueKind.String ? constant.GetString() : constant.GetRawText(), null, null, null, null);
        var named = ColumnWords.Select(w => Find(spec, w)).FirstOrDefault(v => v is { ValueKind: JsonValueKind.String });
        if (named is null)
            return member == "eventId" && Find(spec, "line") is not null ? null : Wrong(member, faults);
        var column = Array.FindIndex(heading, h => string.Equals(h, named.Value.GetString(), StringComparison.OrdinalIgnoreCase));
        if (column < 0)
        {
            faults.Add(member, $"The file has no column '{named.Value.GetString()}'. It has {string.Join(", ", heading)}.");
            return null;
        }

        foreach (var name in (string[])["zone", "timezone", "format"])
        {
            if (Find(spec, name) is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) })
            {
                faults.Add(member, $"'{name}' takes a text.");
                return null;
            }
        }

        TimeZoneInfo? zone = null;
        var place = (Find(spec, "zone") ?? Find(spec, "timezone"))?.GetString();
        if (place is not null && place != "Europe/London" && !TimeZoneInfo.TryFindSystemTimeZoneById(place, out zone))
            faults.Add(member, $"'{place}' is no time zone. Europe/London is one.");
        var values = ValuesWords.Select(w => Find(spec, w)).FirstOrDefault(v => v is { ValueKind: JsonValueKind.Object });
        return new Origin(
            column,
            null,
            Moments.Pattern(Find(spec, "format")?.GetString()),
            zone,
            values?.EnumerateObject().ToDictionary(v => v.Name.Trim(), v => v.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            (Find(spec, "default") ?? Find(spec, "otherwise"))?.ToString(),
            place is not null);
    }

    private static Origin? Wrong(string member, Faults faults)
    {
        faults.Add(member, "Give a column's name, {\"column\": …} or {\"value\": …}.");
        return null;
    }

    private static JsonElement? Find(JsonElement spec, string name)
    {
        foreach (var member in spec.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
                return member.Value;
        }

        return null;
    }
}

/// <summary>One record of a CSV file, seen through a mapping.</summary>
internal sealed class CsvFields(Mapping mapping, long line, string[] cells) : IFields
{
    public string? Text(string name)
    {
        var origin = mapping[name];
        if (origin is null)
            return name == "eventId" ? line.ToString(CultureInfo.InvariantCulture) : null;
        if (origin.Column < 0)
            return origin.Constant;
        var cell = cells[origin.Column].Trim();
        if (origin.Values is not null)
            cell = origin.Values.TryGetValue(cell, out var ours) ? ours : origin.Otherwise ?? cell;
        return cell.Length == 0 ? origin.Otherwise ?? cell : cell;
    }

    public Moment Moment(string name) => Moments.Read(Text(name), mapping[name]?.Format, mapping[name]?.Zone, mapping[name]?.Zoned ?? false);

    public JsonElement? Nested(string name) => null;
}
