using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.SeeDuties;

/// <summary>What a duty says to whoever looks after it: the one catalogue of these words.</summary>
internal static class DutyWords
{
    /// <summary>"by the end of Friday 11 December", "by 9pm on Sunday 28 March", "within a reasonable time".</summary>
    public static string By(Duty duty) => duty switch
    {
        { ByDay: { } day } => $"by the end of {LondonTime.Words(day)} {day.Year}",
        { DueAt: { } due } => $"by {At(due)}",
        _ => "within a reasonable time",
    };

    /// <summary>"9pm on Sunday 28 March 2027".</summary>
    public static string At(DateTimeOffset instant) => $"{LondonTime.Words(TimeOnly.FromTimeSpan(new TimeSpan(LondonTime.TimeOf(instant).Hour, LondonTime.TimeOf(instant).Minute, 0)))} on {LondonTime.Words(LondonTime.DateOf(instant))} {LondonTime.DateOf(instant).Year}";

    /// <summary>"3 hours late", "2 days late"; null where it is not late.</summary>
    public static string? Late(Duty duty, DateTimeOffset now)
    {
        if (!duty.IsLate(now))
            return null;
        var by = now - duty.DueAt!.Value;
        var (n, unit) = by < TimeSpan.FromDays(1) && duty.ByDay is null ? (Math.Max(1, (int)by.TotalHours), "hour") : ((int)by.TotalDays + 1, "day");
        return n == 1 ? $"1 {unit} late" : $"{n} {unit}s late";
    }

    public static string Kind(string? kind) => kind is null ? "A hazard nobody has looked at yet" : HazardKinds.Words[kind];

    public static string Severity(string? severity) => severity switch
    {
        Severities.Emergency => "An emergency",
        Severities.Significant => "It can do harm",
        Severities.None => "No hazard was found",
        Severities.Known => "The same as one on the list",
        _ => "Nobody has said yet",
    };

    public static string ToldBy(string toldBy) => toldBy switch
    {
        "visit" => "seen on a visit",
        "resident" => "the resident told us",
        "inspection" => "an inspection found it",
        "complaint" => "a complaint told us",
        _ => "one of us saw it",
    };

    public static string SentHow(string how) => how switch
    {
        "post" => "first class post",
        "email" => "email",
        "by-hand" => "by hand",
        _ => "left at the home",
    };
}
