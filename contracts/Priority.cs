using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>How soon a repair is due: emergency within 24 hours, urgent 7 days, routine 28 days, unless the landlord's settings say otherwise.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Priority>))]
public enum Priority
{
    Emergency,
    Urgent,
    Routine,
}
