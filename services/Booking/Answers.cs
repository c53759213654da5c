using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Which repair: every statement is limited to its landlord.</summary>
internal sealed record RepairKey(string Landlord, Guid RepairId);

/// <summary>What a deed came to: a value, or a reason it was not possible that a page can show.</summary>
/// <remarks>The caller commits its unit of work either way: fresh choices that come with a refusal are kept with it.</remarks>
internal sealed record Answer<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>Why something was not possible.</summary>
/// <param name="Status">404 unknown · 409 lost race or wrong state · 422 not acceptable.</param>
/// <param name="Type">Last part of the problem's type, for example <c>slot-taken</c>.</param>
/// <param name="Sentence">What to do now, in words for anyone.</param>
/// <param name="Fresh">Choices as they are now, where choosing again is what to do.</param>
/// <param name="Faults">Sentences by field, for 422.</param>
internal sealed record Refusal(int Status, string Type, string Sentence, ChoiceList? Fresh = null, Faults? Faults = null)
{
    public static Refusal NotFound { get; } = new(404, "not-found", "We could not find that. Check the link or the reference, or ring the repairs desk.");

    public static Refusal SlotTaken(ChoiceList fresh) => new(409, "slot-taken", "That time has just gone. Here are the times that are free now.", fresh);

    public static Refusal OfferExpired(ChoiceList fresh) => new(409, "offer-expired", "Those times are no longer up to date. Here are the times that are free now.", fresh);

    public static Refusal NeedsChanged(ChoiceList fresh) => new(409, "needs-changed", "What helps you has changed since we showed these times, and that time no longer fits it. Here are times that do.", fresh);

    public static Refusal MeetsYourVisit { get; } = new(409, "meets-your-visit", "We cannot keep that time for you while you decide: it meets the visit you have. You can still change your visit to it.");

    public static Refusal TooManyHeld { get; } = new(409, "too-many-held", "We are keeping several times for you already. Book or leave one of those first. You can still book this time at once.");

    public static Refusal AlreadyBooked { get; } = new(409, "already-booked", "This repair has a visit booked. You can change it to another time.");

    public static Refusal NotBooked { get; } = new(409, "not-booked", "This repair has no visit booked. Choose a time first.");

    public static Refusal AttemptsPaused { get; } = new(409, "attempts-paused", "Visits wait until someone has been in touch with the resident. A time the resident chooses can be booked.");

    public static Refusal NotOpen(string status) => new(409, "not-open", status == "finished"
        ? "This repair is finished. Raise a new one if something is still wrong."
        : "This repair was withdrawn. It can be opened again.");

    public static Refusal Invalid(Faults faults) => new(422, "not-acceptable", "Some of this needs changing: see errors.", null, faults);
}

/// <summary>One window to choose.</summary>
/// <param name="ChoiceId">Opaque; holds which offer it belongs to.</param>
/// <param name="Why">Why it is among the choices, most telling first.</param>
internal sealed record Choice(string ChoiceId, DateOnly Date, TimeOnly From, TimeOnly To, IReadOnlyList<Why> Why)
{
    /// <summary>Everything the household asked for, with how it is kept at this time, or why not.</summary>
    public IReadOnlyList<Honour> Honoured { get; init; } = [];

    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string Words => LondonTime.Words(Date, From, To);
}

/// <summary>Why a window is among the choices.</summary>
internal enum Why
{
    Soonest,
    SamePerson,

    /// <summary>It meets a preference the resident told us.</summary>
    AsYouAsked,
    SchoolRunSafe,
    Morning,
    Afternoon,
    Evening,
    Weekend,
    AnotherDay,
}

internal static class WhyWords
{
    public static string Words(this Why why) => why switch
    {
        Why.Soonest => "Soonest",
        Why.SamePerson => "Same person as last time",
        Why.AsYouAsked => "As you asked",
        Why.SchoolRunSafe => "Avoids the school run",
        Why.Morning => "In the morning",
        Why.Afternoon => "In the afternoon",
        Why.Evening => "In the evening",
        Why.Weekend => "At the weekend",
        _ => "On another day",
    };
}

/// <summary>A stored set of choices.</summary>
/// <param name="Shortfall">Set where we could not offer a real choice.</param>
/// <param name="NeedsApplied">How many stated needs shaped it.</param>
/// <param name="Repairs">How many repairs one visit is for.</param>
internal sealed record ChoiceList(Guid OfferId, IReadOnlyList<Choice> Choices, Shortfall? Shortfall, int NeedsApplied, int Repairs = 1);

/// <summary>Fewer choices or days than we owe.</summary>
internal sealed record Shortfall(int Choices, int Days);

/// <summary>What someone who asks for choices gets: a list, or for an emergency a promise of arrival and no list.</summary>
internal sealed record ChoicesFor(ChoiceList? List, DateTimeOffset? ArrivalBy);

/// <summary>Which choices.</summary>
/// <param name="All">Every feasible window instead of the best few.</param>
/// <param name="From">None before this date.</param>
/// <param name="Together">With the household's other open repairs in the same visit; false: this one alone; null: as the household told Needs.</param>
internal sealed record ChoicesAsk(bool All = false, DateOnly? From = null, bool? Together = null);

/// <summary>A repair as someone raises it. A missing trade sends it to the desk's triage list.</summary>
/// <param name="Priority"><c>emergency</c>, <c>urgent</c> or <c>routine</c>.</param>
/// <param name="Minutes">Expected length of the visit; null: the landlord's setting.</param>
/// <param name="Contact">Passed on to Needs and kept nowhere else.</param>
/// <param name="Hazard">Something may hurt somebody: the clock for hazards starts as the repair is raised.</param>
internal sealed record NewRepair(string? HouseholdRef, string? PropertyRef, string? Trade, string? Description, Contracts.Priority? Priority, int? Minutes = null, int? People = null, GivenContact? Contact = null, bool? Hazard = null);

/// <summary>Contact details given with a repair.</summary>
internal sealed record GivenContact(string? Name, string? Phone, string? Email)
{
    public override string ToString() => nameof(GivenContact);
}

/// <param name="ResidentLink">The resident's link, absolute.</param>
/// <param name="Trade">Null while it waits in the desk's triage list.</param>
/// <param name="ArrivalBy">For an emergency.</param>
internal sealed record Raised(Guid RepairId, string ResidentLink, DateTimeOffset DueBy, string? Trade, DateTimeOffset? ArrivalBy);

internal sealed record Held(Guid HoldId, DateTimeOffset ExpiresAt, Choice Choice);

/// <summary>A visit that was booked or changed.</summary>
internal sealed record Appointed(Guid AppointmentId, Guid VisitId, DateOnly Date, TimeOnly From, TimeOnly To)
{
    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string Words => LondonTime.Words(Date, From, To);
}

/// <summary>A deed that leaves nothing to say.</summary>
internal sealed record Done
{
    public static Done It { get; } = new();
}

/// <summary>What "none of these" led to: exactly one is set, except that a waiting list comes with a day by which we call.</summary>
internal sealed record Declined(ChoiceList? Wider, DateTimeOffset? WaitingSince, DateTimeOffset? CallBackBy);

/// <param name="Line">Line in the file, the heading being line 1.</param>
internal sealed record RejectedRow(int Line, string Reason);

/// <param name="Warnings">Rows that were taken and that a person may want to look at.</param>
internal sealed record Imported(int Accepted, IReadOnlyList<RejectedRow> Rejected, IReadOnlyList<RejectedRow> Warnings);
