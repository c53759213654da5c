using Repairs.Contracts;

namespace Repairs.Welfare.OpenFollowUp;

/// <summary>When a person should have tried to make contact (policy.md §4.5): immediate now, high 4 working hours, medium 1 working day, standard 3 working days.</summary>
internal static class DueTime
{
    /// <summary>Of a person who asks: in an emergency now, under a hazard or where a visit felt unsafe the same day.</summary>
    public static Risk RiskOf(IReadOnlyList<string> because) =>
        because.Contains("emergency") ? Risk.Immediate : because.Contains("hazard") || because.Contains("felt-unsafe") ? Risk.High : Risk.Medium;

    /// <param name="because">With <c>hazard</c> or <c>felt-unsafe</c> among the codes it is due the same day, whatever the hour.</param>
    public static DateTimeOffset Of(Risk risk, IReadOnlyCollection<string> because, DateTimeOffset from)
    {
        var due = risk switch
        {
            Risk.Immediate => from,
            Risk.High => WorkingTime.AddHours(from, 4),
            Risk.Medium => WorkingTime.AddDays(from, 1),
            _ => WorkingTime.AddDays(from, 3),
        };
        var today = Platform.LondonTime.EndOf(Platform.LondonTime.DateOf(from));
        return (because.Contains("hazard") || because.Contains("felt-unsafe")) && today < due ? today : due;
    }
}
