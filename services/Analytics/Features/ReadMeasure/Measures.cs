using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Statistics;

namespace Repairs.Analytics.Features.ReadMeasure;

/// <summary>What form a measure's figures take.</summary>
internal enum Kind
{
    /// <summary>So many out of so many: a proportion with its Wilson interval.</summary>
    Rate,

    /// <summary>One count for each row (<see cref="Measure.Rows"/>), each a share of the same total: <c>Figure.Group</c> is the row's key.</summary>
    Table,

    /// <summary>One number for each case: <c>Figure.Value</c> is the median or the mean (<see cref="Measure.In"/> says which), with the 90th percentile; the denominator is how many cases.</summary>
    Distribution,

    /// <summary>A proportion minus the one it is compared with (<c>Figure.Against</c>), with an interval; may be below 0.</summary>
    Difference,

    /// <summary>A count for every 1,000 homes, with Byar's interval (exact below 10).</summary>
    PerThousand,

    /// <summary>How far two people who judged the same agree beyond chance (Cohen's kappa): how often they judged alike, out of how often both judged.</summary>
    Agreement,
}

/// <summary>A row of a table.</summary>
/// <param name="Key">The code: <c>R01</c>, <c>5</c>.</param>
/// <param name="Words">What it is called.</param>
internal sealed record MeasureRow(string Key, string Words);

/// <summary>What a measure is. No figure leaves without its entry here.</summary>
/// <param name="Id">For example <c>M01</c>.</param>
/// <param name="Version">Rises with every change to what is counted.</param>
/// <param name="Name">In plain words.</param>
/// <param name="Definition">One sentence an analyst can check a case against.</param>
/// <param name="Unit">What one of the denominator is.</param>
/// <param name="Window">Which moment puts something into a period, and how long it may still change.</param>
/// <param name="Suppression">The disclosure profile it is shown under at most.</param>
/// <param name="By">Breakdowns it has.</param>
/// <param name="Of">Counters: numerator and denominator; null where it is read from the intake instead.</param>
internal sealed record Measure(
    string Id,
    int Version,
    string Name,
    string Definition,
    string Numerator,
    string Denominator,
    string Exclusions,
    string Unit,
    string Window,
    Direction Direction,
    string Suppression,
    IReadOnlyList<string> By,
    [property: System.Text.Json.Serialization.JsonIgnore] (string Numerator, string Denominator)? Of)
{
    /// <summary>The day from which this version counts, where an earlier one counted before: the chart shows the break.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>What this version counts otherwise than the one before, as a sentence.</summary>
    public string? Changed { get; init; }

    /// <summary>Shown as a percentage.</summary>
    public const string Proportion = "proportion";

    public Kind Kind { get; init; }

    /// <summary>What the value is told in: <c>proportion</c>, <c>per 1,000 homes</c>, <c>days, median</c>, <c>visits, mean</c>.</summary>
    public string In { get; init; } = Proportion;

    /// <summary>Sensitive: for the whole landlord only, and under the public profile for everyone.</summary>
    public bool Sensitive { get; init; }

    /// <summary>Days after a period's end until everything that counts towards it can have happened. Until then its figure is "so far" and joins no line.</summary>
    public int? MaturesIn { get; init; }

    /// <summary>What is counted is counted once a period, however often it happens in it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool OncePerPeriod { get; init; }

    /// <summary>
    /// Read from the events each time, not from what is counted by day: so it has no <c>asOf</c>, and is shown for months and longer times alone, where two answers
    /// do not lie a few contacts apart.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool FromEvents { get; init; }

    /// <summary>It can be asked as of an earlier moment.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasAsOf => Of is not null && Kind != Kind.PerThousand && !FromEvents;

    /// <summary>The rows of a table, in their order.</summary>
    public IReadOnlyList<MeasureRow> Rows { get; init; } = [];

    /// <summary>Measures without which this one is not shown.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}

/// <summary>The registry. Sources of the definitions: the product's rules in this service's README; intervals are Wilson 95 %.</summary>
internal static class Measures
{
    private const string Staff = "staff";
    private const string Public = "public";
    private static readonly string[] Both = ["patch", "trade"];
    private static readonly string[] OfVisits = [.. Both, Dimensions.Slot, Dimensions.Notice, Dimensions.Channel, Dimensions.Contractor, Dimensions.Team, Dimensions.Pathway, Dimensions.Reminded, Dimensions.NoticeAndReminded];
    private static readonly string[] OfPromises = [.. Both, Dimensions.Slot, Dimensions.Notice, Dimensions.Channel, Dimensions.Contractor];
    private static readonly string[] OfContacts = [.. Both, Dimensions.Channel];
    private static readonly string[] OfFeeling = [.. Both, Dimensions.Happened];

    private static readonly MeasureRow[] Reasons =
    [
        new("R01", "Did not know about the visit"), new("R02", "Our message did not reach them, or they could not use it"), new("R03", "Forgot"), new("R04", "Work, school or caring"),
        new("R05", "Did not hear the door, or could not get there in time"), new("R06", "In hospital"), new("R07", "Away"), new("R08", "Not well"),
        new("R09", "Anxious, or did not feel safe letting someone in"), new("R10", "A bad time with us or our people before"), new("R11", "Worried about how the home looks"),
        new("R12", "Someone else makes it unsafe to answer"), new("R13", "Wanted someone with them"), new("R14", "Wanted someone else to come"), new("R15", "Needed another language"),
        new("R16", "Not needed, or fixed already"), new("R17", "Did not understand what it was for"), new("R18", "Too many visits"), new("R19", "Worried about cost, or about losing the home"),
        new("R20", "Was in, and no one came"), new("R21", "The time changed, or it was too long to wait"), new("R22", "Someone died, or a crisis"), new("R99", "Something else"),
        new("kept", "Told to a person, and kept by them"),
    ];

    private static readonly MeasureRow[] Levels = [new("5", "Agree strongly"), new("4", "Agree"), new("3", "Neither agree nor disagree"), new("2", "Disagree"), new("1", "Disagree strongly")];

    public static IReadOnlyList<Measure> All { get; } =
    [
        new("M01", 1, "Visits where nobody could let us in",
            "Of the visits we came to, those where nobody answered and the evidence at the door says so.",
            "Visits with outcome DO10, evidence complete or asserted by the source, attributed to a circumstance or to nothing known",
            "Visits we came to: outcomes DO01, DO02, DO11 to DO18, and the numerator",
            "Our own misses; visits without complete evidence; visits a resident disputes, until decided; visits during a pause; void events",
            "visit", "local date of arrival", Direction.Lower, Staff, OfVisits, (Counters.M01, Counters.DoorAttended)) { Beside = ["M02", "M03", "M04", "W28"] },
        new("M01a", 1, "Visits where someone asked us to come another time",
            "Of the visits we came to, those where someone answered and asked for another time. A change made at the door, never counted towards anything.",
            "Visits with outcome DO11", "As M01", "As M01", "visit", "local date of arrival", Direction.Neutral, Staff, OfVisits, (Counters.ChangeAtDoor, Counters.DoorAttended)),
        new("M01b", 1, "Visits where someone did not want this work",
            "Of the visits we came to, those where someone answered and chose not to have this work. A choice, never counted towards anything.",
            "Visits with outcome DO12", "As M01", "As M01", "visit", "local date of arrival", Direction.Neutral, Staff, OfVisits, (Counters.ChoiceAtDoor, Counters.DoorAttended)),
        new("M02", 1, "Visits we missed or got wrong",
            "Of the visits that were due, those we did not come to, came to at the wrong time or place, or were not prepared for.",
            "Visits with outcome DO20 to DO24 or attributed to us",
            "Visits due whose outcome is known, from a report or from the system at the end of the window",
            "Visits cancelled before their window", "visit", "local date of the promised window", Direction.Lower, Staff, OfVisits, (Counters.M02, Counters.Due)),
        new("M03", 1, "No-answer visits lacking evidence",
            "Of the visits with no answer at the door, those whose evidence is not complete. They count in no other rate.",
            "Visits with outcome DO10 and any part of the evidence missing", "All visits with outcome DO10", "Void events",
            "visit", "local date of arrival", Direction.Lower, Staff, OfVisits, (Counters.M03, Counters.NoAnswer)),
        new("M04", 1, "No-answer visits a resident disputes",
            "Of the visits with no answer at the door, those the resident says happened differently, within 90 days.",
            "Visits with outcome DO10 and a dispute within 90 days, whatever was decided", "All visits with outcome DO10", "Void events",
            "visit", "local date of arrival; so far, until 90 days have passed", Direction.Neutral, Staff, OfVisits, (Counters.M04, Counters.NoAnswer)) { MaturesIn = 90 },
        new("M05", 1, "Why nobody could let us in is known",
            "Of the visits with no answer, a change or a choice at the door, those for which somebody told us a reason within 28 days. Nobody has to.",
            "Visits with a reason R01 to R22 or R99, or one told to a person who keeps it, within 28 days", "Visits with outcome DO10, DO11 or DO12",
            "Would rather not say: shown apart (M05a)", "visit", "local date of arrival; so far, until 28 days have passed", Direction.Higher, Staff, Both, ("M05", "M05.of")) { MaturesIn = 28, Beside = ["M05a", "M06"] },
        new("M05a", 1, "Would rather not say why",
            "Of the visits with no answer, a change or a choice at the door, those where somebody was asked and would rather not say. That is an answer too.",
            "Visits with R98, or told to a person as not to be said", "As M05", "As M05", "visit", "local date of arrival; so far, until 28 days have passed", Direction.Neutral, Staff, Both, ("M05.declined", "M05.of")) { MaturesIn = 28 },
        new("M06", 1, "Reasons given",
            "Which reasons people gave, of those who gave one; the latest counts. Anxiety, a bad time before, shame, someone who makes it unsafe and bereavement stay with the person who was told, unless another system sends their codes.",
            "Visits by reason code", "Visits of M05 with a reason", "Would rather not say", "visit", "local date of arrival; so far, until 28 days have passed", Direction.Neutral, Public, [], ("M06:", "M06.of"))
        { Kind = Kind.Table, Sensitive = true, MaturesIn = 28, Rows = Reasons },
        new("M07", 1, "Homes with repeat visits nobody could let us in to",
            "Of the homes we visited, those where nobody could let us in twice or more on one repair, or twice or more within 90 days. It says where our process fails somebody again; it counts towards nothing about them.",
            "Homes with a visit in the period while they are in the measure: from the second such visit until 90 days after the last", "Homes with at least one visit we came to, and known by a reference",
            "Our own misses; visits lacking evidence or disputed; history from elsewhere without a visit's id", "home", "a home once a period, under its first visit in it; over a time that is no period, once a month", Direction.Lower, Staff, ["patch"], ("M07", "M07.of"))
        { OncePerPeriod = true, Beside = ["M08"] },
        new("M08", 1, "Repeat visits followed by a person asking",
            "Of the times a home came into M07, those where a person tried to get in touch within two working days. It measures what we do.",
            "Times with an attempt by a person by the end of the second working day", "Times a home came into M07", "None: whether they wanted to be asked is not known here", "home", "local date of the visit that began it", Direction.Higher, Staff, ["patch"], ("M08", "M08.of")) { MaturesIn = 8 },
        new("M09", 1, "A real choice of times was offered",
            "Of the offers of times, those with three times or more on two days or more.",
            "Offers with 3 choices or more over 2 days or more", "Offers that were put before somebody", "Emergencies: somebody comes at once", "offer", "local date of the offer", Direction.Higher, Staff, OfContacts, ("M09", "M09.of")),
        new("M10", 1, "Residents changed the time",
            "Of the times promised, those a resident changed. Choosing a better time is what the choice is for: neither good nor bad.",
            "Appointments changed by the resident", "Appointments made, first or again", "None", "appointment", "local date of the change", Direction.Neutral, Staff, OfPromises, (Counters.M10, Counters.Promised)),
        new("M11", 1, "We changed the time",
            "Of the times promised, those we changed.",
            "Appointments changed by the landlord, the contractor or the system", "Appointments made, first or again", "None", "appointment", "local date of the change", Direction.Lower, Staff, OfPromises, (Counters.M11, Counters.Promised)),
        new("M11a", 1, "Notice we gave when we changed the time",
            "Hours between telling and the time that stood until then.",
            "Hours of notice", "Appointments changed by the landlord, the contractor or the system", "Changes whose notice is not told", "appointment", "local date of the change", Direction.Higher, Staff, Both, ("M11a=", ""))
        { Kind = Kind.Distribution, In = "hours, median" },
        new("M12", 1, "Residents cancelled a day or more before",
            "Of the times promised, those a resident cancelled with at least 24 hours' notice.",
            "Appointments cancelled by the resident with 24 hours' notice or more", "Appointments made, first or again", "Shorter notice", "appointment", "local date of the cancellation", Direction.Neutral, Staff, OfPromises, (Counters.M12, Counters.Promised)),
        new("M12a", 1, "Residents cancelled less than a day before",
            "Of the times promised, those a resident cancelled with less than 24 hours' notice. Still better than not knowing.",
            "Appointments cancelled by the resident with less than 24 hours' notice", "Appointments made, first or again", "None", "appointment", "local date of the cancellation", Direction.Neutral, Staff, OfPromises, ("M12a", Counters.Promised)),
        new("M13", 1, "A message about the visit arrived in time",
            "Of the visits that were due, those where at least one message about them left before the window and did not come back.",
            "Visits with a message sent before the window and not undelivered", "Visits due whose outcome is known and whose time was promised here",
            "None: residents who asked for no messages are not told apart here, so they lower it", "visit", "local date of the promised window", Direction.Higher, Staff, [.. OfPromises, Dimensions.Pathway], ("M13", "M13.of")),
        new("M14", 1, "Visits for each finished repair",
            "How many visits a repair took, with those where nobody could let us in and those we missed.",
            "Visits of the repair, whatever came of them", "Repairs finished, with a visit we know of", "Repairs with no visit; visits planned as several are not told apart", "repair", "local date it was finished", Direction.Lower, Staff, Both, ("M14=", ""))
        { Kind = Kind.Distribution, In = "visits, mean" },
        new("M14a", 1, "Finished at the first visit, every visit counted",
            "Of the finished repairs, those that took one visit, where a visit nobody could let us in to and one we missed are visits too.",
            "Repairs with one visit", "Repairs finished, with a visit we know of", "As M14", "repair", "local date it was finished", Direction.Higher, Staff, Both, ("M14a", "M14a.of")) { Beside = ["M14b"] },
        new("M14b", 1, "Finished at the first visit, as others count it",
            "As M14a, leaving out the visits where nobody could let us in and those we missed. For comparison with others only: it hides what residents waited for.",
            "Repairs with one visit that was let in", "Repairs finished, with a visit we know of", "Visits with no answer and our own misses", "repair", "local date it was finished", Direction.Higher, Staff, Both, ("M14b", "M14a.of")) { Beside = ["M14a"] },
        new("M15", 1, "Days from report to really fixed",
            "Calendar days from the report to the finish that lasted: nothing opened again, and nothing new of the same trade in the home, for 28 days.",
            "Days", "Repairs finished, not opened again and with no new repair of the same trade in the home within 28 days", "Finishes that did not last (M15a); repairs whose report is not known", "repair", "local date it was finished; so far, until 28 days have passed", Direction.Lower, Staff, Both, ("M15=", ""))
        { Kind = Kind.Distribution, In = "days, median", MaturesIn = 28, Beside = ["M15a"] },
        new("M15a", 2, "Finished, and not really",
            "Of the finished repairs, those that were opened again or came back within 28 days of first being called finished. M15 counts the days until they stayed finished.",
            "Repairs opened again, or with a new one of the same trade in the same home, within 28 days", "Repairs finished", "None", "repair", "local date it was first finished; so far, until 28 days have passed", Direction.Lower, Staff, Both, ("M15.back", "M16.of")) { MaturesIn = 28 },
        new("M16", 2, "The same fault back within 28 days",
            "Of the finished repairs, those followed by a new repair of the same trade in the same home within 28 days.",
            "Finished repairs with a new one, same home and trade, more than 0 and at most 28 days after", "Repairs finished", "None: a different cause is not told apart", "repair", "local date it was first finished; so far, until 28 days have passed", Direction.Lower, Staff, Both, ("M16", "M16.of")) { MaturesIn = 28 },
        new("M16b", 2, "The same fault back within 90 days", "As M16, with 90 days.", "As M16, at most 90 days after", "Repairs finished", "As M16", "repair", "local date it was first finished; so far, until 90 days have passed", Direction.Lower, Staff, Both, ("M16b", "M16.of")) { MaturesIn = 90 },
        new("M17", 1, "Contacts we caused",
            "Of the contacts that were coded, those that came from something we did not do or did not do well (failure demand).",
            "Contacts coded FD01 to FD99", "Contacts with a code", "Contacts not coded: shown apart, never spread", "contact", "local date of the contact", Direction.Lower, Staff, OfContacts, (Counters.M17, Counters.Coded)),
        new("M17a", 1, "Contacts nobody has coded",
            "Of all contacts, those nobody has given a code. They stand apart and are never shared out over the reasons.",
            "Contacts without a code", "All contacts", "None", "contact", "local date of the contact", Direction.Lower, Staff, OfContacts, (Counters.Uncoded, $"{Counters.Coded}+{Counters.Uncoded}")),
        new("M17-codes", 1, "Why people get in touch",
            "Each reason's share of the contacts that were coded, in the words people use. FD is what we caused, VD is what we are here for.",
            "Contacts by code", "Contacts with a code", "Contacts not coded: shown apart (M17a), never spread", "contact", "local date of the contact; whole months or longer", Direction.Neutral, Staff, [], ("M17:", Counters.Coded))
        { Kind = Kind.Table, Rows = [.. ShowDemand.DemandCodes.All.Select(d => new MeasureRow(d.Code, d.Words))], FromEvents = true, Beside = ["M17a", "M17-kappa"] },
        new("M17-kappa", 1, "How far two people who code a contact agree",
            "Of the contacts that two people coded without seeing each other's code, how far they agree beyond chance: 1 is full agreement, 0 what chance alone would give.",
            "Contacts both gave the same code", "Contacts coded by two people", "Contacts coded by one person", "contact", "local date of the second code; whole months or longer", Direction.Higher, Staff, [], ("M17.pair:", ""))
        { Kind = Kind.Agreement, In = "of 1, Cohen's kappa", FromEvents = true },
        new("M18", 2, "Had to contact us again within 28 days",
            "Of the contacts from a known home about something known, those with an earlier contact about the same home and subject in the 28 days before.",
            "Contacts whose last one before, same home and subject (the repair, else the trade, else the code), is more than 0 and at most 28 days of 86,400 seconds back", "Contacts whose home and subject are known",
            "Contacts we made or invited (VD04); the same told again by another channel within 10 minutes; contacts whose home is not known; contacts about nothing anybody noted, which stand apart (M18a). One that names only the property is not put together with one that names the household. Of contacts at one instant the later ones are no repeats", "contact", "local date of the contact; 28 days back", Direction.Lower, Staff, OfContacts, (Counters.M18, Counters.Contacts)) { Beside = ["M18a"] },
        new("M18-14", 2, "Had to contact us again within 14 days",
            "As M18, with 14 days.", "As M18, at most 14 days before", "As M18", "As M18", "contact", "local date of the contact; 14 days back", Direction.Lower, Staff, OfContacts, (Counters.M18In14, Counters.Contacts)),
        new("M18-7", 2, "Had to contact us again within 7 days",
            "As M18, with 7 days.", "As M18, at most 7 days before", "As M18", "As M18", "contact", "local date of the contact; 7 days back", Direction.Lower, Staff, OfContacts, (Counters.M18In7, Counters.Contacts)),
        new("M18a", 1, "Contacted us again within 28 days, nobody noted about what",
            "Of the contacts from a known home that name no repair, no trade and no code, those with an earlier one like them in the 28 days before. Whether it was about the same nobody knows.",
            "Contacts whose last one before of the same home, about nothing known either, is more than 0 and at most 28 days back", "Contacts whose home is known and whose subject is not", "As M18", "contact", "local date of the contact; 28 days back", Direction.Lower, Staff, OfContacts, (Counters.M18Unknown, Counters.ContactsUnknown)),
        new("M19", 1, "More contact after a missed visit than after a kept one",
            "How many visits nobody could let us in to, or that we missed, are followed by a contact about the same within 7 days, less the same of kept visits of the same trade, priority and week. \"Followed by\": nothing says what caused it.",
            "Missed visits followed by a contact from the home that names the repair, or the trade, or neither; a contact belongs to the latest visit alone", "Missed visits (M01 and our own) with kept ones like them",
            "Missed visits with no kept one of their trade, priority and week; visits whose home is not known", "visit", "local date of the visit; so far, until 7 days have passed", Direction.Lower, Staff, Both, (Counters.FollowedMissed, Counters.FollowedKept))
        { Kind = Kind.Difference, MaturesIn = 7, Beside = ["M19a"] },
        new("M19a", 1, "Missed visits followed by a contact that says so",
            "Of the visits nobody could let us in to, or that we missed, those followed within 7 days by a contact that names the repair, or says that we did not come or that they were in.",
            "Missed visits whose contact cites the repair or is coded FD02 or FD03", "Visits of M01 and our own misses, in homes known by a reference or on a known repair", "None", "visit", "local date of the visit; so far, until 7 days have passed", Direction.Lower, Staff, Both, ("M19.stated", "M19.all")) { MaturesIn = 7 },
        new("M20", 1, "Complaints for every 1,000 homes",
            "Complaints made (stage 1) for every 1,000 homes owned at the end of the period. For the period as it is: nothing is stretched to a year.",
            "Complaints at stage 1", "Homes owned, as the source tells (HomesOwned)", "Requests for service", "complaint", "local date it was made", Direction.Neutral, Staff, [], ("M20.1", "homes")) { Kind = Kind.PerThousand, In = "per 1,000 homes", Beside = ["M20a"] },
        new("M20a", 1, "Complaints looked at again, for every 1,000 homes",
            "As M20, for answers that were looked at again (stage 2).", "Complaints at stage 2", "As M20", "As M20", "complaint", "local date it was asked for", Direction.Neutral, Staff, [], ("M20.2", "homes")) { Kind = Kind.PerThousand, In = "per 1,000 homes" },
        new("M21", 1, "Complaints in which distress was a factor",
            "Of the complaints where somebody has said whether mental health or distress was a factor, those where it was. Who said so, and of whom, is not known here.",
            "Complaints marked so by the resident or the handler", "Complaints with a mark, yes or no", "Complaints without a mark", "complaint", "local date it was made", Direction.Neutral, Public, [], ("M21", "M21.of")) { Sensitive = true },
        new("M22", 2, "A person got in touch by the time we set",
            "Of the follow-ups that were due, those where a person first tried to get in touch by the due time. It measures us.",
            "Follow-ups with a first attempt by the due time", "Follow-ups with a due time", "Where somebody only asked to be rung", "follow-up", "local date it was due", Direction.Higher, Staff, [], ("M22", "M22.of")) { MaturesIn = 1, Beside = ["M23"] },
        new("M23", 2, "A pattern noticed and nobody took it up",
            "Of the times the system asked for a person, those where no person tried to get in touch or decided within five working days. That a follow-up was opened counts for nothing: the system does that by itself. It measures us.",
            "Requests with no attempt and no closing within five working days", "Follow-ups asked for", "None", "follow-up", "local date it was asked for", Direction.Lower, Staff, [], ("M23.left", "M23.of")) { MaturesIn = 14 },
        new("M24a", 1, "Felt safe",
            "Of those who answered, those who agree that they felt safe with how the visit was handled. Asked after missed visits too. Not the regulator's satisfaction measure.",
            "Answers 4 and 5 of 5", "Answers to this statement", "Does not apply, rather not say", "answer", "local date of the answer", Direction.Higher, Staff, OfFeeling, ("M24a", "M24a.of")) { Beside = ["M24a-levels", "M25"] },
        new("M24a-levels", 1, "Felt safe, every answer", "All five answers to M24a.", "Answers by level", "Answers to this statement", "As M24a", "answer", "local date of the answer", Direction.Neutral, Staff, [], ("M24a:", "M24a.of")) { Kind = Kind.Table, Rows = Levels },
        new("M24b", 1, "Felt listened to",
            "Of those who answered, those who agree that we listened and acted on what they said. Asked after missed visits too. Not the regulator's satisfaction measure.",
            "Answers 4 and 5 of 5", "Answers to this statement", "Does not apply, rather not say", "answer", "local date of the answer", Direction.Higher, Staff, OfFeeling, ("M24b", "M24b.of")) { Beside = ["M24b-levels", "M25"] },
        new("M24b-levels", 1, "Felt listened to, every answer", "All five answers to M24b.", "Answers by level", "Answers to this statement", "As M24b", "answer", "local date of the answer", Direction.Neutral, Staff, [], ("M24b:", "M24b.of")) { Kind = Kind.Table, Rows = Levels },
        new("M24c", 1, "Felt in control",
            "Of those who answered, those who agree that they had enough choice and say. Asked after missed visits too. Not the regulator's satisfaction measure.",
            "Answers 4 and 5 of 5", "Answers to this statement", "Does not apply, rather not say", "answer", "local date of the answer", Direction.Higher, Staff, OfFeeling, ("M24c", "M24c.of")) { Beside = ["M24c-levels", "M25"] },
        new("M24c-levels", 1, "Felt in control, every answer", "All five answers to M24c.", "Answers by level", "Answers to this statement", "As M24c", "answer", "local date of the answer", Direction.Neutral, Staff, [], ("M24c:", "M24c.of")) { Kind = Kind.Table, Rows = Levels },
        new("M25", 1, "Told us how it felt",
            "Of the visits whose outcome is known, those for which somebody told us within 28 days how it felt. Every visit's page asks, kept or missed, except while a pause or a request for a person is open.",
            "Visits with an answer within 28 days", "Visits whose outcome is known", "History from elsewhere, unless it brings answers", "visit", "local date of the visit; so far, until 28 days have passed", Direction.Higher, Staff, OfPromises, ("M25", "M25.of")) { MaturesIn = 28 },
        new("M26", 1, "We did what we said",
            "Of the promises we made that came due, those we kept in time.",
            "Promises kept", "Promises kept or slipped", "Promises released: the resident acted first, or something else took their place", "promise", "local date it was due", Direction.Higher, Staff, [], ("M26", "M26.of")) { Beside = ["M26a"] },
        new("M26a", 1, "We did not, and said so in time",
            "Of the promises we made that came due, those that slipped and we said so before they were due.",
            "Promises slipped, told by the due time", "Promises kept or slipped", "As M26", "promise", "local date it was due", Direction.Neutral, Staff, [], ("M26.warned", "M26.of")),
        new("M27", 2, "What helps at the door was known before we arrived",
            "Of the visits to homes with something agreed that we do differently, those whose operative had confirmed all of it before arriving.",
            "Visits with what helps confirmed before arrival, after the last of it was agreed and by whoever the visit was last given to", "Visits we came to, in homes with at least one agreed adjustment then", "Adjustments withdrawn before the visit", "visit", "local date of arrival", Direction.Higher, Public, [], ("M27", "M27.of")) { Sensitive = true },
        new("M28", 1, "Had to tell us again",
            "Of those who answered whether they had to tell us something again, those who had to.",
            "Answers yes", "Answers yes or no", "No answer", "answer", "local date of the answer", Direction.Lower, Staff, OfFeeling, ("M28", "M28.of")),
        new("M29", 1, "Half-days somebody waited for a finished repair",
            "Mornings, afternoons and evenings that the promised windows of a repair took from whoever stayed in, with the visits nobody could let us in to and those we missed.",
            "Half-days of all windows of the repair; one where a window is not known", "Repairs finished, with a visit we know of", "As M14", "repair", "local date it was finished", Direction.Lower, Staff, Both, ("M29=", ""))
        { Kind = Kind.Distribution, In = "half-days, mean" },
        new("M30", 2, "Events with a data quality fault",
            "Of the events received, those that came twice, went to quarantine, came more than 14 days late, lack a code or lack evidence, and have not been put right since.",
            "Events received again, in quarantine, recorded more than 14 days after they happened (history taken in excepted), contacts not coded, no-answer visits without complete evidence; each event once",
            "Events received", "Lines that could not be read at all; events that were replaced or taken back since, and no-answer visits whose evidence came later, have no fault any more", "event", "local date of receipt", Direction.Lower, Staff, [], null),
        new("K01", 1, "Appointments kept, as others count them",
            "Of the visits that were due, those we came to, whether or not anybody could let us in. For comparison with others; K02 says for how many the visit was of use.",
            "Visits due that were not our own misses", "Visits due whose outcome is known", "None: a visit a resident disputes counts as kept until it is decided", "visit", "local date of the promised window", Direction.Higher, Staff, OfVisits, ("K01", Counters.Due)) { Beside = ["K02"] },
        new("K02", 1, "Visits where work was done",
            "Of the visits that were due, those where the work was finished or begun: what a resident would call a kept appointment.",
            "Visits with outcome DO01 or DO02", "Visits due whose outcome is known", "None", "visit", "local date of the promised window", Direction.Higher, Staff, OfVisits, ("K02", Counters.Due)) { Beside = ["K01"] },
        new("RP02", 1, "Repairs finished within target",
            "Of the repairs finished that were no emergency, those finished by their target (as the regulator's RP02). What is left out is counted beside it.",
            "Repairs finished by their target", "Repairs finished, urgent and routine, with a target", "Emergencies (RP02e); repairs withdrawn (RP02x); repairs whose target is not known (RP02u)", "repair", "local date it was finished", Direction.Higher, Staff, Both, ("RP02", "RP02.of")) { Beside = ["RP02e", "RP02x", "RP02u"] },
        new("RP02e", 1, "Emergency repairs finished within target",
            "As RP02, for emergencies.", "Emergency repairs finished by their target", "Emergency repairs finished, with a target", "As RP02", "repair", "local date it was finished", Direction.Higher, Staff, Both, ("RP02e", "RP02e.of")),
        new("RP02x", 1, "Repairs that ended by being withdrawn",
            "Of the repairs that ended, those that were withdrawn and not finished. RP02 leaves them out.", "Repairs withdrawn, and not opened again", "Repairs finished or withdrawn", "None", "repair", "local date it ended", Direction.Neutral, Staff, Both, ("RP02.withdrawn", "RP02.ended")),
        new("RP02u", 1, "Finished repairs whose target is not known",
            "Of the repairs finished, those without a target. RP02 leaves them out.", "Repairs finished without a target", "Repairs finished", "None", "repair", "local date it was finished", Direction.Lower, Staff, Both, ("RP02.untold", "RP02.finished")),
        new("W28", 1, "Withdrawn within 28 days of a missed visit",
            "Of the visits nobody could let us in to, or that we missed, those whose repair was withdrawn within 28 days. A rise says that repairs end by being missed, which they never may.",
            "Missed visits whose repair was withdrawn more than 0 and at most 28 days after, and not opened again", "Visits of M01 and our own misses, on a known repair", "None", "visit", "local date of the visit; so far, until 28 days have passed", Direction.Lower, Staff, Both, ("W28", "W28.of")) { MaturesIn = 28 },
    ];

    /// <summary>What nobody could let us in to, our own misses, what lacks evidence, what is disputed, and what was withdrawn after a miss: none of them is shown or published alone.</summary>
    public static IReadOnlyList<string> Headline { get; } = ["M01", "M02", "M03", "M04", "W28"];

    /// <summary>What stands beside a measure on pages.</summary>
    public static IEnumerable<Measure> BesideOf(Measure measure) =>
        (Headline.Contains(measure.Id) ? Headline.Where(h => h != measure.Id) : []).Union(measure.Beside, StringComparer.Ordinal).Select(Find).OfType<Measure>();

    /// <summary>Definitions that were replaced. They stay, so that a link that names a version (<c>M07@1</c>) goes on saying what it said. A version that had counted wrongly is withdrawn instead: its link finds nothing.</summary>
    public static IReadOnlyList<Measure> Earlier { get; } =
    [
        new("M23", 1, "A pattern noticed and nobody took it up",
            "Of the times the system asked for a person, those with no follow-up, attempt or decision within five working days. It measures us.",
            "Requests with no follow-up opened, attempt or closing within five working days", "Follow-ups asked for", "None", "follow-up", "local date it was asked for", Direction.Lower, Staff, [], ("M23", "M23.of")) { MaturesIn = 14 },
    ];

    /// <summary>The measure as it is defined now, or as the version that the id names: <c>M07@1</c>.</summary>
    public static Measure? Find(string id) => Find(id, All, Earlier);

    internal static Measure? Find(string id, IEnumerable<Measure> now, IEnumerable<Measure> earlier)
    {
        var parts = id.Split('@');
        return parts.Length switch
        {
            1 => now.FirstOrDefault(m => string.Equals(m.Id, id, StringComparison.OrdinalIgnoreCase)),
            2 when int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version) =>
                now.Concat(earlier).FirstOrDefault(m => m.Version == version && string.Equals(m.Id, parts[0], StringComparison.OrdinalIgnoreCase)),
            _ => null,
        };
    }
}
