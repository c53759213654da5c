using System.Globalization;
using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.SeeDuties;

namespace Repairs.NoAccess.TellChronology;

/// <summary>What was done about a hazard, as the chronology of its repair tells it. What was done late is our own miss.</summary>
internal static class HazardLines
{
    private const string Kind = "hazard";

    /// <summary>The key of a step that was done.</summary>
    public static Guid KeyOf(Guid hazardId, string step) => ChronologyRule.KeyOf(Kind, hazardId.ToString(), step);

    public static Line Aware(Guid hazardId, string toldBy, DateTimeOffset at) =>
        new(KeyOf(hazardId, "aware"), Chain.Whole(at), Kind, false, $"A hazard: {DutyWords.ToldBy(toldBy)}. From here on we knew.");

    public static Line Asked(Guid hazardId, DateTimeOffset at) => new(KeyOf(hazardId, "asked"), Chain.Whole(at), Kind, false, "The resident asked us to look again in person.");

    public static Line Decided(Hazard hazard, DateTimeOffset now) =>
        new(ChronologyRule.KeyOf(Kind, hazard.HazardId.ToString(), Steps.Decide, now.UtcTicks.ToString(CultureInfo.InvariantCulture)), Chain.Whole(now), Kind, false, $"A person looked at the hazard: {DutyWords.Kind(hazard.Kind).ToLowerInvariant()}. {DutyWords.Severity(hazard.Severity)}.");

    public static Line Done(Hazard hazard, Duty duty, DateTimeOffset at)
    {
        var late = duty.DueAt <= at;
        var what = duty.Step == Steps.Summary ? $"What we found was sent in writing: {DutyWords.SentHow(hazard.SentHow!)}." : $"Done: {Words(duty.Step)}.";
        return new(KeyOf(hazard.HazardId, duty.Step), Chain.Whole(at), Kind, late, $"{what} {Due(duty)}{(late ? " We were late." : "")}");
    }

    /// <summary>What was late and still not done when somebody opened the chronology.</summary>
    public static Line StillOwed(Guid openingId, Duty duty, DateTimeOffset now) =>
        new(ChronologyRule.KeyOf("owed", openingId.ToString(), duty.HazardId.ToString(), duty.Step), Chain.Whole(now), Kind, true, $"Not done yet: {Words(duty.Step)}. {Due(duty)} We are late.");

    private static string Words(string step) => char.ToLowerInvariant(Steps.Words[step][0]) + Steps.Words[step][1..];

    private static string Due(Duty duty) => duty.DueAt is null ? "" : $"It was due {DutyWords.By(duty)}.";
}
