using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>Who did something: a role, never a person.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Actor>))]
public enum Actor
{
    Resident,
    Landlord,
    Contractor,
    /// <summary>A rule of the system, acting on time passing.</summary>
    System,
}
