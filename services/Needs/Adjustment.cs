namespace Repairs.Needs;

/// <summary>An adjustment in force, as the consumer rules see it.</summary>
internal sealed record Adjustment
{
    public Guid AdjustmentId { get; init; }

    public string Code { get; init; } = "";

    /// <summary>The resident's own words. Shown to those they chose only.</summary>
    public string? Words { get; init; }

    /// <summary>The exact words the resident approved for the person at the door.</summary>
    public string? DoorWords { get; init; }

    public string[] SeenBy { get; init; } = [];

    public int? WaitMinutes { get; init; }

    public int? People { get; init; }

    public TimeOnly? NotBefore { get; init; }

    public TimeOnly? NotAfter { get; init; }

    public DateOnly[] AvoidDates { get; init; } = [];

    public string? OperativeGender { get; init; }

    public string? Language { get; init; }

    public bool NoPhotos { get; init; }
}
