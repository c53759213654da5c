namespace Repairs.Visits;

/// <summary>Settings of the section <c>Repairs:Visits</c>.</summary>
internal sealed class VisitsSettings
{
    /// <summary>Least minutes at the door before "no answer" has its evidence; the household's own door instruction replaces it (policy.md §4.3).</summary>
    public int MinutesOnSite { get; set; } = 10;

    /// <summary>Greatest distance between the device and the address that still counts as being there.</summary>
    public int MetresFromAddress { get; set; } = 150;

    /// <summary>How long after the promised window nobody's report means that we did not come.</summary>
    public int GraceMinutes { get; set; } = 60;

    /// <summary>How long somebody who said when they would arrive may be inside before nobody's report means that they did not come.</summary>
    public int HoursInside { get; set; } = 4;

    /// <summary>How long the way takes where the operative does not say.</summary>
    public int TravelMinutes { get; set; } = 30;

    /// <summary>How long a photo of a card is kept.</summary>
    public int PhotoDays { get; set; } = 365;

    /// <summary>How long it is kept where a hazard was reported on the same visit: six years, in which a claim can be made (Limitation Act 1980).</summary>
    public int HazardPhotoDays { get; set; } = 2192;

    public IEnumerable<string> Faults()
    {
        if (MinutesOnSite is < 1 or > 120)
            yield return "Repairs:Visits:MinutesOnSite needs 1 to 120 minutes";
        if (MetresFromAddress is < 10 or > 5000)
            yield return "Repairs:Visits:MetresFromAddress needs 10 to 5000 metres";
        if (GraceMinutes is < 0 or > 720)
            yield return "Repairs:Visits:GraceMinutes needs 0 to 720 minutes";
        if (HoursInside is < 1 or > 12)
            yield return "Repairs:Visits:HoursInside needs 1 to 12 hours";
        if (TravelMinutes is < 5 or > 240)
            yield return "Repairs:Visits:TravelMinutes needs 5 to 240 minutes";
        if (PhotoDays is < 30 or > 3660)
            yield return "Repairs:Visits:PhotoDays needs 30 to 3660 days";
        if (HazardPhotoDays < PhotoDays || HazardPhotoDays > 3660)
            yield return "Repairs:Visits:HazardPhotoDays needs at least PhotoDays, and 3660 days at most";
    }
}
