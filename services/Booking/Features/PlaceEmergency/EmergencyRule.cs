using Repairs.Platform;

namespace Repairs.Booking;

internal static class EmergencyRule
{
    private static readonly TimeOnly LastMinute = new(23, 59);

    /// <summary>The window promised around the soonest plan: from its start, as wide as the setting says, no later than the day's end or the promise of arrival.</summary>
    public static Promise PromiseOf(Plan plan, DateTimeOffset arrivalBy, BookingSettings settings)
    {
        var date = LondonTime.DateOf(plan.Planned.From);
        var end = plan.Planned.From.AddMinutes(settings.EmergencyWindowMinutes);
        if (end > arrivalBy)
            end = arrivalBy;
        // Arrival is promised, not the end of the work: the place stays where it is planned.
        return new Promise(plan, date, LondonTime.TimeOf(plan.Planned.From), LondonTime.DateOf(end) == date ? Minute(LondonTime.TimeOf(end)) : LastMinute, false, Movable: false);
    }

    private static TimeOnly Minute(TimeOnly time) => new(time.Hour, time.Minute);
}
