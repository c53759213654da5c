using System.Text.RegularExpressions;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>What a report needs to be taken, in sentences a person in a van can act on.</summary>
internal static partial class ReportRule
{
    public const int LongestNote = 500;
    public const int MostTries = 20;

    // A phone's clock may run a little ahead of ours.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    // Guards against a wrong year or month, not against coming on the wrong day, which is a thing to report.
    private static readonly TimeSpan Absurd = TimeSpan.FromDays(14);

    /// <summary>Codes that do not exist: 400, because no correct device sends them.</summary>
    public static Faults Unreadable(OutcomeReport report)
    {
        var faults = new Faults();
        if (report.Outcome is null || !OutcomeCodes.All.ContainsKey(report.Outcome))
            faults.Add("outcome", "There is no such outcome. Use one of DO01 to DO24.");
        faults.When(report.MetresFromAddress is { } metres && !double.IsFinite(metres), "metresFromAddress", "Give the distance in metres, 0 or more.");
        foreach (var code in report.Observed ?? [])
            faults.When(code is null || !OutcomeCodes.All.ContainsKey(code), "observed", "There is no such observation. Use DO30 or DO31.");
        faults.When(report.Tried?.Any(t => t?.At == default(DateTimeOffset)) == true, "tried", "Say when each try was.");
        foreach (var tried in report.Tried ?? [])
            faults.When(tried?.What is null || !OutcomeCodes.WaysToTry.Contains(tried.What), "tried", $"Use one of {string.Join(", ", OutcomeCodes.WaysToTry)}.");
        return faults;
    }

    /// <summary>What is readable but cannot be so: 422.</summary>
    public static Faults Unacceptable(OutcomeReport report, DateTimeOffset windowStart, DateTimeOffset now)
    {
        var outcome = OutcomeCodes.All[report.Outcome];

        // Where somebody is in danger now, neither a word nor a time that is not known yet keeps the report from whoever is on duty.
        var danger = report.Immediate == true && report.Observed?.Contains("DO31") == true;
        var faults = new Faults()
            .When(report.ReportId == Guid.Empty, "reportId", "Make a new id for each report.")
            .When(report.Supersedes == report.ReportId, "supersedes", "A report cannot replace itself.")
            .When(OutcomeCodes.IsObservation(outcome), "outcome", $"{report.Outcome} is seen on a visit besides what happened. Say what happened, and put {report.Outcome} under observed.")
            .When((report.Observed ?? []).Any(o => OutcomeCodes.All.TryGetValue(o, out var seen) && !OutcomeCodes.IsObservation(seen)), "observed", "Only DO30 and DO31 are observations.")
            .When(report.Immediate == true && report.Observed?.Contains("DO31") != true, "immediate", "Add DO31 when somebody is in danger.")
            .When(report.MetresFromAddress is < 0 or > 1_000_000, "metresFromAddress", "Give the distance in metres, 0 or more.")
            .When(report.Tried?.Count > MostTries, "tried", $"Give at most {MostTries} tries.")
            .Optional(report.Note, "note", LongestNote)
            .When(!danger && report.Note is not null && Blame().IsMatch(report.Note), "note", "Write about the work only. The resident can read this note, so leave out words about why nobody answered.");
        if (outcome != DoorOutcome.DO22)
        {
            faults.When(report.ArrivedAt is null, "arrivedAt", "Say when you arrived.")
                .When(report.LeftAt is null && !danger, "leftAt", "Say when you left.");
        }

        return faults
            .When(report.LeftAt < report.ArrivedAt, "leftAt", "You cannot have left before you arrived. Check both times.")
            .When(report.ArrivedAt > now + ClockSlack, "arrivedAt", "That time has not come yet. Check the date and the time.")
            .When(report.LeftAt > now + ClockSlack, "leftAt", "That time has not come yet. Check the date and the time.")
            .When(report.ArrivedAt < windowStart - Absurd, "arrivedAt", "That is long before this visit. Check the date.")
            .When(report.Tried?.Any(t => t.At > now + ClockSlack) == true, "tried", "One of the tries has a time that has not come yet.");
    }

    /// <summary>What is kept of a note: none that speaks of a person in words the resident should not meet, however it came in.</summary>
    public static string? NoteToKeep(OutcomeReport report) => string.IsNullOrWhiteSpace(report.Note) || Blame().IsMatch(report.Note) ? null : report.Note.Trim();

    // The words no resident should meet, in a note they can read.
    [GeneratedRegex(@"\b(refus(ed|es|al|als|ing)|den(y|ied|ying)\s+access|no[\s-]?show|non[\s-]?complian\w+|did\s*n.t\s+attend|did\s+not\s+attend|DNA|time[\s-]?waster\w*|lazy|dirty|filthy|rude|mental\w*|drunk\w*|druggie\w*|hiding|ignor(ed|ing)\s+us)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Blame();
}
