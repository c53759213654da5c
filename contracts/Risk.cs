using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>How soon a person should try to make contact: immediate now, high 4 working hours, medium 1 working day, standard 3 working days (policy.md §4.5).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Risk>))]
public enum Risk
{
    Standard,
    Medium,
    High,
    Immediate,
}
