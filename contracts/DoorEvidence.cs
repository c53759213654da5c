using System.Text.Json.Serialization;

namespace Repairs.Contracts;

/// <summary>The parts of the DO10 evidence that Visits can judge. What the resident was told is judged in NoAccess. Distances and photos stay in Visits.</summary>
/// <param name="TimeOnSite">At least ten minutes between arriving and leaving, or the household's own door instruction.</param>
/// <param name="NearAddress">The device was within the set distance of the address.</param>
/// <param name="TwoTries">At least two timed tries, done the way the household asked.</param>
/// <param name="CardPhoto">A photo of the card at the closed door, or an adjustment that replaces it.</param>
/// <param name="BriefRead">The adjustments were read before setting off.</param>
public sealed record DoorEvidence(bool TimeOnSite, bool NearAddress, bool TwoTries, bool CardPhoto, bool BriefRead)
{
    /// <summary>True when no part is missing.</summary>
    [JsonIgnore]
    public bool Complete => TimeOnSite && NearAddress && TwoTries && CardPhoto && BriefRead;
}
