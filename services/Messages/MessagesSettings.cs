using System.Globalization;

namespace Repairs.Messages;

/// <summary>The section <c>Repairs:Messages</c>.</summary>
internal sealed class MessagesSettings
{
    /// <summary>Unprompted messages a household may get in one day before reminders wait.</summary>
    public int UnpromptedADay { get; set; } = 1;

    /// <summary>And in seven days.</summary>
    public int UnpromptedAWeek { get; set; } = 3;

    /// <summary>Local time at which reminders leave.</summary>
    public string RemindAt { get; set; } = "10:00";

    /// <summary>Local time by which a person gets in touch on the day a message names.</summary>
    public string CallBy { get; set; } = "17:00";

    /// <summary>Working days until a person gets in touch after a missed visit, if we hear nothing.</summary>
    public int CallAfterDays { get; set; } = 2;

    /// <summary>Bank holidays and other days on which nobody rings residents, as <c>yyyy-MM-dd</c>. England and Wales to the end of 2027 unless set.</summary>
    public string[] ClosedDays { get; set; } = [];

    public TimeOnly RemindTime => TimeOnly.ParseExact(RemindAt, "HH:mm", CultureInfo.InvariantCulture);

    public TimeOnly CallTime => TimeOnly.ParseExact(CallBy, "HH:mm", CultureInfo.InvariantCulture);

    public static IEnumerable<string> Faults(MessagesSettings s)
    {
        if (s.UnpromptedADay is < 1 or > 10)
            yield return "Repairs:Messages:UnpromptedADay needs a number from 1 to 10";
        if (s.UnpromptedAWeek is < 1 or > 50)
            yield return "Repairs:Messages:UnpromptedAWeek needs a number from 1 to 50";
        if (!TimeOnly.TryParseExact(s.RemindAt, "HH:mm", out _))
            yield return "Repairs:Messages:RemindAt needs a local time such as 10:00";
        if (!TimeOnly.TryParseExact(s.CallBy, "HH:mm", out _))
            yield return "Repairs:Messages:CallBy needs a local time such as 17:00";
        if (s.CallAfterDays is < 1 or > 10)
            yield return "Repairs:Messages:CallAfterDays needs a number of working days from 1 to 10";
        if (s.ClosedDays.Any(d => !DateOnly.TryParseExact(d, "yyyy-MM-dd", out _)))
            yield return "Repairs:Messages:ClosedDays needs dates such as 2026-12-25";
    }
}
