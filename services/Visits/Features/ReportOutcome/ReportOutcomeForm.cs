using System.Globalization;
using Repairs.Platform;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>What an operative typed into the outcome page, all as text; reading it is pure.</summary>
internal sealed record ReportOutcomeForm(
    Guid ReportId, Guid? Supersedes, string Outcome, DateOnly Date, string? Arrived, string? Left, IReadOnlyList<(string? What, string? At)> Tries, string? Metres,
    IReadOnlyList<string> Observed, string? Note, Guid? PhotoId)
{
    private static readonly string[] Clock = ["HH:mm", "H:mm", "HH.mm", "H.mm", "HHmm"];

    /// <summary>The report, or faults under the form's own field names.</summary>
    public OutcomeReport? Read(Faults faults)
    {
        var came = Outcome != "DO22";
        var arrived = Time(Arrived, "Arrived", "Enter the time you arrived, for example 10:15", came, faults);
        var left = Time(Left, "Left", "Enter the time you left, for example 10:30", came, faults);
        var tried = new List<TriedAtDoor>();
        for (var i = 0; i < Tries.Count; i++)
        {
            var (what, at) = Tries[i];
            if (string.IsNullOrWhiteSpace(what) && string.IsNullOrWhiteSpace(at))
                continue;
            faults.When(string.IsNullOrWhiteSpace(what), $"What{i + 1}", "Choose what you did");
            if (Time(at, $"At{i + 1}", "Enter the time you did this, for example 10:17", true, faults) is { } time && what is not null)
                tried.Add(new TriedAtDoor(what, Instant(time, arrived)));
        }

        var metres = 0;
        faults.When(!string.IsNullOrWhiteSpace(Metres) && !int.TryParse(Metres.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out metres), "Metres", "Enter the distance in whole metres, for example 20");
        if (faults.Any)
            return null;
        return new OutcomeReport(
            ReportId,
            Outcome,
            Supersedes,
            [.. Observed.Where(o => o is "DO30" or "DO31" or "now").Select(o => o == "now" ? "DO31" : o).Distinct()],
            arrived is { } a ? LondonTime.Instant(Date, a) : null,
            left is { } l ? Instant(l, arrived) : null,
            string.IsNullOrWhiteSpace(Metres) ? null : metres,
            tried,
            PhotoId,
            string.IsNullOrWhiteSpace(Note) ? null : Note.Trim(),
            Observed.Contains("now") ? true : null);
    }

    /// <summary>The same faults under the page's field names.</summary>
    public static Faults OfForm(Faults faults)
    {
        var named = new Faults();
        foreach (var (field, sentences) in faults.ByField)
        {
            foreach (var sentence in sentences)
                named.Add(NameOf(field), sentence);
        }

        return named;
    }

    /// <summary>The page's field for a field of the report; empty where it has none.</summary>
    public static string NameOf(string field) => field switch
    {
        "arrivedAt" => "Arrived",
        "leftAt" => "Left",
        "tried" => "At1",
        "metresFromAddress" => "Metres",
        "note" => "Note",
        "observed" or "immediate" => "Observed",
        _ when field.Length > 0 && char.IsUpper(field[0]) => field,
        _ => "",
    };

    /// <summary>A time earlier than half a day before arriving is after midnight.</summary>
    private DateTimeOffset Instant(TimeOnly time, TimeOnly? arrived) =>
        LondonTime.Instant(arrived is { } a && a.ToTimeSpan() - time.ToTimeSpan() > TimeSpan.FromHours(12) ? Date.AddDays(1) : Date, time);

    private static TimeOnly? Time(string? text, string field, string sentence, bool needed, Faults faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.When(needed, field, sentence);
            return null;
        }

        if (TimeOnly.TryParseExact(text.Trim(), Clock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        faults.Add(field, sentence);
        return null;
    }
}
