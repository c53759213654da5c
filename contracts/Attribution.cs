using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>What a visit turned out to mean, derived from the whole set of facts known about it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Attribution>))]
public enum Attribution
{
    /// <summary>The work was started or finished.</summary>
    Attended,
    /// <summary>Our own miss: we did not come, came at the wrong time or place, or never told the resident.</summary>
    Ours,
    /// <summary>A change or choice agreed at the door or before it. A pause is shown as this outside NoAccess and Welfare.</summary>
    AgreedChange,
    /// <summary>A pause was in force. Never leaves NoAccess and Welfare.</summary>
    Paused,
    /// <summary>The resident says it happened differently; out of every count until decided.</summary>
    Disputed,
    /// <summary>Something about the day stood in the way.</summary>
    Circumstance,
    /// <summary>No answer, but the evidence is not complete: counted apart, never about the resident.</summary>
    Unevidenced,
    /// <summary>No answer with complete evidence, and nothing more is known.</summary>
    Unknown,
}
