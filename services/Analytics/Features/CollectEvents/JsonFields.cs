using System.Text.Json;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>A line of NDJSON, or an event from the bus.</summary>
internal sealed class JsonFields(JsonElement members, IReadOnlyDictionary<string, string>? more = null) : IFields
{
    public string? Text(string name)
    {
        if (more?.TryGetValue(name, out var given) == true)
            return given;
        return !members.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    public Moment Moment(string name) => Moments.Read(Text(name));

    public JsonElement? Nested(string name) => members.TryGetProperty(name, out var value) ? value : null;
}
