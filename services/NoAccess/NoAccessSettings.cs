using Microsoft.Extensions.Configuration;

namespace Repairs.NoAccess;

/// <summary>The section <c>Repairs:NoAccess</c>: when repeated misses ask for a person. What a landlord does not set for itself is as the shared section says.</summary>
internal sealed class NoAccessSettings
{
    /// <summary>What holds for every landlord that says nothing else.</summary>
    public Thresholds Thresholds { get; set; } = new();

    /// <summary>Thresholds of single landlords, by their id.</summary>
    public Dictionary<string, Thresholds> Landlords { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Who looks after complaints, by landlord: a name the resident reads. Without one it is the landlord's contact person.</summary>
    public Dictionary<string, string> ComplaintHandlers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The thresholds of one landlord.</summary>
    public Thresholds For(string landlord) => Landlords.GetValueOrDefault(landlord, Thresholds);

    /// <summary>Whose law and whose holidays count for hazards, where a landlord says nothing else.</summary>
    public HazardSettings Hazards { get; set; } = new();

    /// <summary>The same for single landlords, by their id.</summary>
    public Dictionary<string, HazardSettings> HazardLandlords { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whose law and whose holidays count for one landlord.</summary>
    public HazardSettings HazardsOf(string landlord) => HazardLandlords.GetValueOrDefault(landlord, Hazards);

    /// <summary>Gives each landlord with settings of its own the shared ones for the rest.</summary>
    /// <param name="section">The same section again.</param>
    internal NoAccessSettings Completed(IConfiguration section)
    {
        foreach (var landlord in Landlords.Keys)
            Landlords[landlord] = Bound<Thresholds>(section, nameof(Thresholds), $"{nameof(Landlords)}:{landlord}");
        foreach (var landlord in HazardLandlords.Keys)
            HazardLandlords[landlord] = Bound<HazardSettings>(section, nameof(Hazards), $"{nameof(HazardLandlords)}:{landlord}");
        return this;
    }

    private static T Bound<T>(IConfiguration section, string shared, string own)
        where T : class, new()
    {
        var settings = new T();
        section.GetSection(shared).Bind(settings);
        section.GetSection(own).Bind(settings);
        return settings;
    }

    internal IEnumerable<string> Faults() =>
        Thresholds.Faults("Repairs:NoAccess:Thresholds")
            .Concat(Landlords.SelectMany(l => l.Value.Faults($"Repairs:NoAccess:Landlords:{l.Key}")))
            .Concat(Hazards.Faults("Repairs:NoAccess:Hazards"))
            .Concat(HazardLandlords.SelectMany(l => l.Value.Faults($"Repairs:NoAccess:HazardLandlords:{l.Key}")))
            .Concat(ComplaintHandlers.Where(h => string.IsNullOrWhiteSpace(h.Value)).Select(h => $"Repairs:NoAccess:ComplaintHandlers:{h.Key} is empty: name the person who looks after complaints"));
}

/// <summary>The repeat trigger (access.md, curiosity ladder): counted misses since the last follow-up was closed.</summary>
internal sealed class Thresholds
{
    /// <summary>Counted misses on one repair.</summary>
    public int OnOneRepair { get; set; } = 2;

    /// <summary>Counted misses in one household within <see cref="QuarterDays"/>.</summary>
    public int InQuarter { get; set; } = 2;

    /// <summary>Local days between the first and the last of them.</summary>
    public int QuarterDays { get; set; } = 90;

    /// <summary>Counted misses in one household within <see cref="YearDays"/>.</summary>
    public int InYear { get; set; } = 3;

    /// <summary>Local days between the first and the last of them.</summary>
    public int YearDays { get; set; } = 365;

    /// <summary>Minutes before or after the promised window within which an arrival is still in time.</summary>
    public int GraceMinutes { get; set; }

    /// <summary>What is proposed for a visit we missed.</summary>
    public MissMoney Money { get; set; } = new();

    internal IEnumerable<string> Faults(string at)
    {
        foreach (var (name, misses) in new[] { (nameof(OnOneRepair), OnOneRepair), (nameof(InQuarter), InQuarter), (nameof(InYear), InYear) })
        {
            if (misses is < 1 or > 10)
                yield return $"{at}:{name} is {misses}: choose a number of misses from 1 to 10";
        }

        if (QuarterDays is < 1 or > 366)
            yield return $"{at}:{nameof(QuarterDays)} is {QuarterDays}: choose 1 to 366 days";
        if (YearDays < QuarterDays || YearDays > 1100)
            yield return $"{at}:{nameof(YearDays)} is {YearDays}: choose at least {nameof(QuarterDays)} and at most 1100 days";
        if (GraceMinutes is < 0 or > 30)
            yield return $"{at}:{nameof(GraceMinutes)} is {GraceMinutes}: choose 0 to 30 minutes, because more would hide that we came at another time than we said";
        foreach (var fault in Money.Faults($"{at}:{nameof(Money)}"))
            yield return fault;
    }
}

/// <summary>What a landlord's own policy pays for a visit it missed. Nothing is paid by itself: a person decides each one.</summary>
internal sealed class MissMoney
{
    /// <summary>Where we did not come, or came without being able to do the work.</summary>
    public int MissedPence { get; set; } = 2000;

    /// <summary>Where we came outside the window.</summary>
    public int LatePence { get; set; } = 1000;

    /// <summary>Where the amounts come from, as whoever decides reads it.</summary>
    public string Source { get; set; } = "What other landlords pay (Mid Devon £10 late, £20 missed; Thrive £20), until our own policy is set.";

    internal IEnumerable<string> Faults(string at)
    {
        foreach (var (name, pence) in new[] { (nameof(MissedPence), MissedPence), (nameof(LatePence), LatePence) })
        {
            if (pence is < 0 or > 50_000)
                yield return $"{at}:{name} is {pence}: choose 0 (nothing is proposed) to 50000 pence";
        }

        if (string.IsNullOrWhiteSpace(Source) || Source.Length > 300)
            yield return $"{at}:{nameof(Source)} is {(string.IsNullOrWhiteSpace(Source) ? "empty" : "too long")}: say in up to 300 characters where the amounts come from";
    }
}

/// <summary>Whose law and whose holidays count for hazards.</summary>
internal sealed class HazardSettings
{
    /// <summary><c>england</c> or <c>scotland</c>, as the rows of the hazard rules say it.</summary>
    public string Jurisdiction { get; set; } = "england";

    /// <summary>A calendar of the bank holidays.</summary>
    public string Calendar { get; set; } = Platform.BankHolidays.EnglandAndWales;

    internal IEnumerable<string> Faults(string at)
    {
        if (!KeepDuty.HazardRules.All.Any(r => r.Jurisdiction == Jurisdiction))
            yield return $"{at}:{nameof(Jurisdiction)} is {Jurisdiction}: choose one that the hazard rules have rows for";
        if (Platform.BankHolidays.Of(Calendar).Count == 0)
            yield return $"{at}:{nameof(Calendar)} is {Calendar}: choose a calendar of the bank holidays, such as {Platform.BankHolidays.EnglandAndWales}";
    }
}
