namespace Repairs.Contracts;

/// <summary>An event about a household's needs, pauses or follow-ups: kept encrypted under the household's own key, so that destroying the key forgets it.</summary>
public interface IForgettable
{
    /// <summary>Opaque household reference.</summary>
    string HouseholdRef { get; }
}
