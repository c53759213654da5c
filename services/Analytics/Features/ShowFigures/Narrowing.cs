namespace Repairs.Analytics.Features.ShowFigures;

/// <summary>What the figures of a page can be narrowed to. What it cannot do it does not offer, and says so where an address asks for it.</summary>
[Flags]
internal enum Narrowing
{
    /// <summary>The whole landlord, as it is known now.</summary>
    None = 0,

    /// <summary>A patch.</summary>
    Patch = 1,

    /// <summary>A trade.</summary>
    Trade = 2,

    /// <summary>A patch and a trade at once.</summary>
    Together = 4,

    /// <summary>It shows patches beside each other, so whoever sees some patches only sees those.</summary>
    EachPatch = 8,

    /// <summary>A day on which things were known.</summary>
    AsOf = 16,
}
