using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Something a household asked for, and what becomes of it at one time.</summary>
/// <param name="Need">What was asked for, in a few plain words.</param>
/// <param name="Kept">False where it is explained, not kept.</param>
/// <param name="How">How it is kept, or why not and what we do about it.</param>
internal sealed record Honour(string Need, bool Kept, string How)
{
    /// <summary>Asked for this repair's times alone, beside what always helps.</summary>
    public bool Wished { get; init; }
}

/// <summary>What is known of a visit at one time.</summary>
/// <param name="SamePerson">The person who came last time comes.</param>
/// <param name="CameBefore">Somebody came to this household before.</param>
/// <param name="People">How many people the work needs.</param>
/// <param name="Jobs">How many of the household's jobs are done in it.</param>
internal sealed record PlanFacts(DateOnly Date, TimeOnly From, TimeOnly To, bool SamePerson, bool CameBefore, int People, int Jobs)
{
    public static PlanFacts Of(StoredOffer offer, StoredChoice choice, RepairRow repair) =>
        new(choice.Date, choice.From, choice.To, choice.SamePerson, repair.UsualOperative is not null, repair.People, Math.Max(1, offer.Together.Count));
}

/// <summary>Everything a household asked for is kept and shown to be kept, or it is explained. Nothing asked for is passed over in silence.</summary>
internal static class Honoured
{
    public static IReadOnlyList<Honour> Of(StoredOffer offer, StoredChoice choice, RepairRow repair) => Of(offer.Needs, repair.Wishes, PlanFacts.Of(offer, choice, repair));

    /// <summary>What is the same at every one of some times, but for what was asked of the times: that differs, and stands beside each.</summary>
    public static IReadOnlyList<Honour> Common(IReadOnlyList<Choice> choices) =>
        choices.Count == 0 ? [] : [.. choices[0].Honoured.Where(h => !h.Wished && choices.All(c => c.Honoured.Contains(h)))];

    /// <summary>What stands beside one of them: what cannot be kept at this time, and can at another.</summary>
    public static IReadOnlyList<string> Beside(Choice choice, IReadOnlyList<Honour> common) =>
        [.. choice.Why.Select(w => w.Words()), .. choice.Honoured.Where(h => h is { Kept: false, Wished: false } && !common.Contains(h)).Select(h => h.How.TrimEnd('.'))];

    /// <param name="needs">As settled for the offer: what cannot be kept is named in it.</param>
    public static IReadOnlyList<Honour> Of(SlotNeeds needs, Wishes wishes, PlanFacts facts) =>
        [.. Times(needs, facts), .. Who(needs, facts), .. Visit(needs, facts), .. Asked(wishes, facts)];

    private static IEnumerable<Honour> Times(SlotNeeds needs, PlanFacts facts)
    {
        if (needs.NotBefore is { } before)
            yield return Either($"Not before {LondonTime.Words(before)}", facts.From >= before, $"We come after {LondonTime.Words(before)}.", "This time begins earlier. Choose another time, or ring us.");
        if (needs.NotAfter is { } after)
            yield return Either($"Not after {LondonTime.Words(after)}", facts.To <= after, $"We are done by {LondonTime.Words(after)}.", "This time ends later. Choose another time, or ring us.");
        if (needs.AvoidDates.Count > 0)
            yield return Either("Dates that do not suit", !needs.AvoidDates.Contains(facts.Date), "It is on none of the dates you told us about.", "It is on a date you told us about. Choose another time, or ring us.");
    }

    private static IEnumerable<Honour> Who(SlotNeeds needs, PlanFacts facts)
    {
        if (needs.SameOperative)
        {
            yield return !facts.CameBefore
                ? new Honour("Same person each time", true, "This is the first time. We remember who comes.")
                : Either("Same person each time", facts.SamePerson, $"Same person as last time: {LondonTime.Words(facts.Date)}.", "The person who came last time is not free at this time. Choose another time, or anyone.");
        }

        if (needs.OperativeGender is { } gender)
        {
            var who = gender == "female" ? "woman" : "man";
            yield return Either($"A {who} to do the work", !needs.AnyGender, $"A {who} will come.", $"We know of no {who} here who can do this work.{Call(needs)}");
        }

        if (needs.MaxPeople is { } most)
        {
            yield return Either(most == 1 ? "At most one person" : $"At most {most} people", facts.People <= most,
                facts.People == 1 ? "Only one person will come." : $"At most {most} people will come.",
                $"This job needs {Number(facts.People)} people for safety.{Call(needs)}");
        }
    }

    private static IEnumerable<Honour> Visit(SlotNeeds needs, PlanFacts facts)
    {
        if (needs.PreVisit)
            yield return new Honour("Hear first who is coming", true, "We ring you before the visit and say who is coming.");
        if (needs.Longer)
            yield return new Honour("More time", true, "We keep more time than usual for this visit.");
        if (needs.Together)
            yield return Either("Several jobs in one visit", facts.Jobs > 1, facts.Jobs == 2 ? "Both your jobs in this one visit." : $"All {Number(facts.Jobs)} of your jobs in this one visit.", "This time is for this job. Have you more? Ring us and we plan them together.");
    }

    private static IEnumerable<Honour> Asked(Wishes wishes, PlanFacts facts)
    {
        if (wishes.Exclusions.Count > 0)
            yield return Either("Times that do not suit", wishes.Allow(facts.Date, facts.From, facts.To), "It is none of the times you told us do not suit.", "It is a time you told us does not suit. Choose another time, or ring us.") with { Wished = true };
        if (wishes.Preferences.Count > 0)
            yield return Either("Times that suit best", wishes.DegreeOf(facts.Date, facts.From, facts.To) is not null, "It is a time you said suits best.", "It is free, but it is not a time you said suits best.") with { Wished = true };
    }

    private static Honour Either(string need, bool kept, string how, string whyNot) => new(need, kept, kept ? how : whyNot);

    private static string Call(SlotNeeds needs) => needs.CallBy is { } by ? $" If you choose a time, we ring you about it by {Moment(by)}." : " We ring you about it if you choose a time.";

    private static string Moment(DateTimeOffset instant) => $"{LondonTime.Words(LondonTime.TimeOf(instant))} on {LondonTime.Words(LondonTime.DateOf(instant))}";

    private static string Number(int n) => n switch
    {
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        _ => n.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
