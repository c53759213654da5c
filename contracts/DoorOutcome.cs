using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>What the operative saw at the door. Codes DO01 to DO31; <c>DO30</c> and <c>DO31</c> are observations added to any outcome, never an outcome.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoorOutcome>))]
public enum DoorOutcome
{
    /// <summary>Work done.</summary>
    DO01 = 1,
    /// <summary>Work part done; the repair stays open.</summary>
    DO02 = 2,
    /// <summary>No answer. With complete evidence this alone is no access.</summary>
    DO10 = 10,
    /// <summary>Someone answered and asked us to come another time: a change made at the door.</summary>
    DO11 = 11,
    /// <summary>Someone answered and did not want this work: a choice.</summary>
    DO12 = 12,
    /// <summary>Only a child under 18 was there.</summary>
    DO13 = 13,
    /// <summary>Let in, could not reach the work area.</summary>
    DO14 = 14,
    /// <summary>Let in, the person was distressed, we stopped.</summary>
    DO15 = 15,
    /// <summary>Let in, unsafe for the operative, we left.</summary>
    DO16 = 16,
    /// <summary>Could not get into the block.</summary>
    DO17 = 17,
    /// <summary>A pet was not secured.</summary>
    DO18 = 18,
    /// <summary>We went to the wrong place.</summary>
    DO20 = 20,
    /// <summary>We came outside the time we gave.</summary>
    DO21 = 21,
    /// <summary>We did not come.</summary>
    DO22 = 22,
    /// <summary>Wrong trade, parts or details.</summary>
    DO23 = 23,
    /// <summary>The resident had cancelled or changed and we were not told.</summary>
    DO24 = 24,
    /// <summary>Observation: a hazard was found.</summary>
    DO30 = 30,
    /// <summary>Observation: worried about someone's welfare.</summary>
    DO31 = 31,
}
