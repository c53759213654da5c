using Repairs.Contracts;

namespace Repairs.Messages.Sending;

/// <summary>The events that tell of a message.</summary>
internal static class Told
{
    public static MessageSent Sent(Message m, DateTimeOffset now) =>
        new(m.Landlord, m.MessageId, m.HouseholdRef, m.RepairId, m.VisitId, m.Template, m.Channel!, TellsWindow(m) ? m.Facts.WindowStart : null, TellsWindow(m) ? m.Facts.WindowEnd : null, now);

    public static MessageUndelivered Undelivered(Message m, string channel, DateTimeOffset now) =>
        new(m.Landlord, m.MessageId, m.HouseholdRef, m.RepairId, m.VisitId, m.Template, channel, now);

    /// <summary>Only where the message says when we come: an apology tells of a window that has passed.</summary>
    private static bool TellsWindow(Message m) =>
        m.Template is "appointment-booked" or "appointment-changed" or "appointment-changed-by-us" or "reminder-3-days" or "reminder-1-day";
}
