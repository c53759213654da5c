using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class AppointmentRule
{
    public static Refusal? WhyNotTake(RepairRow repair, Actor by) =>
        OfferRule.WhyNot(repair)
        ?? (repair.AppointmentId is not null ? Refusal.AlreadyBooked : null)
        ?? (by == Actor.Landlord && repair.Paused ? Refusal.AttemptsPaused : null);

    /// <summary>A visit can be changed up to arrival; once its window is over there is nothing left to change.</summary>
    public static Refusal? WhyNotChange(RepairRow repair, Actor by, DateTimeOffset now) =>
        OfferRule.WhyNot(repair)
        ?? (repair.AppointmentId is null ? Refusal.NotBooked : null)
        ?? (repair.WindowEnd <= now ? new Refusal(409, "window-over", "The time for this visit is over. We will be in touch about what happened, with new times. You can also ring the repairs desk.") : null)
        ?? (by == Actor.Landlord && repair.Paused ? Refusal.AttemptsPaused : null);

    public static bool IsOver(StoredOffer offer, StoredChoice choice, DateTimeOffset now) =>
        now >= offer.ExpiresAt || LondonTime.Instant(choice.Date, choice.From) <= now;

    public static bool IsHeld(RepairRow repair, StoredChoice choice) =>
        repair.HoldId is not null && repair.HoldDate == choice.Date && repair.HoldFrom == choice.From && repair.HoldTo == choice.To
        && (repair.HoldSamePerson || !choice.SamePerson);

    /// <summary>Whether an offer is for just these repairs: those that share a visit now, or none, may be others than when it was made.</summary>
    public static bool IsFor(StoredOffer offer, IReadOnlyList<RepairRow> repairs) =>
        repairs.Select(r => r.RepairId).ToHashSet().SetEquals(offer.Together.Count > 1 ? offer.Together : [repairs[0].RepairId]) && ShareOne(repairs);

    /// <summary>Whether repairs can have one visit: all without one, or all in the same one already.</summary>
    public static bool ShareOne(IReadOnlyList<RepairRow> repairs) =>
        repairs.Count == 1 || repairs.All(r => !r.IsEnded && r.Trade is not null && (r.AppointmentId is null) == (repairs[0].AppointmentId is null) && r.BundleId == repairs[0].BundleId);

    /// <summary>The appointments of one visit. A visit's id is made with the first and survives a change of time.</summary>
    public static NewVisit VisitOf(IReadOnlyList<RepairRow> repairs, Actor by, Guid? bundle) =>
        new([.. repairs.Select(r => new NewAppointment(r, Guid.CreateVersion7(), r.VisitId ?? Guid.CreateVersion7(), r.AppointmentId))], by.ToString(), bundle);

    /// <summary>Who comes for each appointment.</summary>
    public static IReadOnlyDictionary<Guid, WhoComes> WhoOf(Promise promise, NewVisit what) => what.Parts
        .Select((p, i) => (p.AppointmentId, promise.Plan.Legs.First(l => l.Part == i).Person))
        .ToDictionary(p => p.AppointmentId, p => new WhoComes(p.Person.Contractor, p.Person.OperativeRef));

    public static IEvent Booked(NewAppointment what, Guid? bundle, StoredChoice choice, WhoComes who, Actor by, DateTimeOffset now)
    {
        var repair = what.Repair;
        var start = LondonTime.Instant(choice.Date, choice.From);
        var end = LondonTime.Instant(choice.Date, choice.To);
        return what.Replaces is null
            ? new AppointmentBooked(repair.Landlord, what.AppointmentId, what.VisitId, repair.RepairId, repair.HouseholdRef, repair.PropertyRef, repair.Patch, repair.Trade!,
                repair.PriorityValue, who.Contractor, who.OperativeRef, choice.Date, choice.From, choice.To, start, end, by, Hours(start, now), now, bundle)
            : new AppointmentChanged(repair.Landlord, what.AppointmentId, what.VisitId, repair.RepairId, repair.HouseholdRef, repair.PropertyRef, repair.Patch, repair.Trade!,
                repair.PriorityValue, who.Contractor, who.OperativeRef, choice.Date, choice.From, choice.To, start, end,
                repair.WindowStart!.Value, repair.WindowEnd!.Value, by, Hours(start < repair.WindowStart ? start : repair.WindowStart.Value, now), now, bundle);
    }

    /// <summary>By when someone rings first, where the household asked for that: the end of the working day before, or an hour before the window. Strictly before the visit.</summary>
    public static DateTimeOffset RingBy(DateTimeOffset windowStart, DateTimeOffset now, IReadOnlySet<DateOnly> daysOff)
    {
        var evening = LondonTime.Instant(WorkingDays.From(LondonTime.DateOf(windowStart), -1, daysOff), DeclineRule.EndOfWork);
        return evening > now ? evening : windowStart.AddHours(-1) > now ? windowStart.AddHours(-1) : now + (windowStart - now) / 2;
    }

    public static AppointmentCancelled Cancelled(RepairRow repair, Actor by, DateTimeOffset now) => new(
        repair.Landlord, repair.AppointmentId!.Value, repair.VisitId!.Value, repair.RepairId, repair.HouseholdRef, repair.Patch, repair.Trade!,
        repair.WindowStart!.Value, repair.WindowEnd!.Value, by, Hours(repair.WindowStart.Value, now), now);

    private static double Hours(DateTimeOffset start, DateTimeOffset now) => Math.Round((start - now).TotalHours, 2);
}
