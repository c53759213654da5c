namespace Repairs.Analytics.Features.CountFacts;

/// <summary>
/// What is counted, as SQL over the facts: each line names a counter, the day under which it counts, and its condition. The registry of measures divides one
/// counter by another; the live figures, a rebuild and an as-known-at figure all use these very texts.
/// </summary>
internal static class Counters
{
    public const string M01 = "M01";
    public const string DoorAttended = "M01.of";
    public const string Asserted = "M01.asserted";
    public const string ChangeAtDoor = "M01.DO11";
    public const string ChoiceAtDoor = "M01.DO12";
    public const string M02 = "M02";
    public const string Due = "M02.of";
    public const string M03 = "M03";
    public const string NoAnswer = "M03.of";
    public const string M04 = "M04";
    public const string M10 = "M10";
    public const string M11 = "M11";
    public const string M12 = "M12";
    public const string Promised = "M10.of";
    public const string M17 = "M17";
    public const string Coded = "M17.of";
    public const string Uncoded = "M17.uncoded";
    public const string M18 = "M18";
    public const string M18In7 = "M18.7";
    public const string M18In14 = "M18.14";
    public const string Contacts = "M18.of";
    public const string M18Unknown = "M18a";
    public const string ContactsUnknown = "M18a.of";
    public const string FollowedMissed = "M19.missed";
    public const string FollowedKept = "M19.kept";

    /// <summary>The periods for which something is counted once, in the order in which a counter names them.</summary>
    public static IReadOnlyList<(char Letter, Statistics.Grain Grain)> Grains { get; } =
        [('d', Statistics.Grain.Day), ('w', Statistics.Grain.Week), ('m', Statistics.Grain.Month), ('q', Statistics.Grain.Quarter), ('y', Statistics.Grain.Year)];

    /// <summary>The counter of one value of a distribution.</summary>
    public static string Value(string measure, long value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{measure}={value}");

    /// <summary>Expects rows <c>f(day, due_day, patch, trade, outcome, standing, evidence, disputed)</c>.</summary>
    public const string OfVisits = """
        cross join lateral (values
          ('M01', f.day, f.standing = 'no-access'),
          ('M01.of', f.day, f.standing in ('no-access', 'attended')),
          ('M01.asserted', f.day, f.standing = 'no-access' and f.evidence = 'asserted'),
          ('M01.DO11', f.day, f.standing = 'attended' and f.outcome = 'DO11'),
          ('M01.DO12', f.day, f.standing = 'attended' and f.outcome = 'DO12'),
          ('M02', f.due_day, f.standing = 'ours'),
          ('M02.of', f.due_day, true),
          ('K01', f.due_day, f.standing <> 'ours'),
          ('K02', f.due_day, f.outcome in ('DO01', 'DO02') and f.standing <> 'ours'),
          ('M03', f.day, f.outcome = 'DO10' and f.evidence = 'none'),
          ('M03.of', f.day, f.outcome = 'DO10'),
          ('M04', f.day, f.outcome = 'DO10' and f.disputed)
        ) as c(counter, day, holds)
        """;

    /// <summary>Expects rows <c>e</c> of the table <c>event</c> that are appointments. Where only who comes is another, or what instant the same local time is, nothing was changed for the resident.</summary>
    public const string OfAppointments = """
        cross join lateral (
          select coalesce(e.body ->> 'windowStart' = e.body ->> 'previousWindowStart' and e.body ->> 'windowEnd' = e.body ->> 'previousWindowEnd' or lower(e.body ->> 'sameTimes') = 'true', false) as same_window
        ) as s
        cross join lateral (values
          ('M10.of', e.type = 'AppointmentBooked' or e.type = 'AppointmentChanged' and not s.same_window),
          ('M10', e.type = 'AppointmentChanged' and e.actor = 'Resident' and not s.same_window),
          ('M11', e.type = 'AppointmentChanged' and e.actor <> 'Resident' and not s.same_window),
          ('M11a=' || least(greatest(0, floor(e.hours)), 87840)::int, e.type = 'AppointmentChanged' and e.actor <> 'Resident' and not s.same_window and e.hours is not null),
          ('M12', e.type = 'AppointmentCancelled' and e.actor = 'Resident' and e.hours >= 24),
          ('M12a', e.type = 'AppointmentCancelled' and e.actor = 'Resident' and e.hours < 24)
        ) as c(counter, holds)
        """;

    /// <summary>Expects rows <c>e</c> of the table <c>event</c> that are contacts.</summary>
    public const string OfCodes = """
        cross join lateral (values
          ('M17', e.code like 'FD%'),
          ('M17.of', e.code is not null),
          ('M17.uncoded', e.code is null)
        ) as c(counter, holds)
        """;

    /// <summary>
    /// Expects contacts <c>e(topic, gap)</c>: seconds since the one before about the same home and subject. None whose home is not known, none that we made or asked for, no
    /// echo. One at the very instant of another counts and repeats nothing.
    /// </summary>
    public const string OfContacts = """
        cross join lateral (values
          ('M18.of', e.topic is not null),
          ('M18', e.topic is not null and e.gap > 0 and e.gap <= 28 * 86400),
          ('M18.14', e.topic is not null and e.gap > 0 and e.gap <= 14 * 86400),
          ('M18.7', e.topic is not null and e.gap > 0 and e.gap <= 7 * 86400),
          ('M18a.of', e.topic is null),
          ('M18a', e.topic is null and e.gap > 0 and e.gap <= 28 * 86400)
        ) as c(counter, holds)
        """;
}
