namespace Repairs.Analytics.Features.CountFacts;

/// <summary>What a fact adds to a day.</summary>
/// <param name="Dims">What it can be broken down by beside patch and trade (<see cref="Dimensions.Write"/>).</param>
internal sealed record Tally(DateOnly Day, string Patch, string Trade, string Counter, long N = 1, string? Dims = null);

/// <summary>What a fact adds: <paramref name="Kind"/> and <paramref name="Id"/> say which fact.</summary>
internal sealed record FactTallies(string Kind, string Id, IReadOnlyList<Tally> Tallies);

/// <summary>Which events make one fact.</summary>
internal static class Story
{
    public const string Visit = "visit";
    public const string Repair = "repair";
    public const string Offer = "offer";
    public const string Request = "request";
    public const string Promise = "promise";
    public const string Complaint = "complaint";
    public const string Homes = "homes";

    /// <summary>Visits, repairs, contacts and attempts of one home together; no event names it.</summary>
    public const string Home = "home";
}
