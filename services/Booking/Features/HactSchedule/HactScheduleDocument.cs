using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A time a sender asks for. The standard's ScheduleRepair has no member for one; we read <c>Appointment</c>, shaped as in its other documents.</summary>
internal sealed record HactWanted(DateOnly Date, HactTimeOfDay? TimeOfDay, string Path);

/// <summary>
/// What we take from a HACT ScheduleRepair v7: which repair, its trade where it has none yet, and a time where one is asked for. What is wrong at the
/// home was told when it was raised; person and location alerts, key safes and access notes are left unread.
/// </summary>
/// <param name="References">The work order's references: our repairId, and the sender's own, which stand for it from then on.</param>
/// <param name="Appointment">One of the available appointments.</param>
/// <param name="Wanted">A day, and at will a time of day.</param>
/// <param name="Homes">References of the units it is for.</param>
internal sealed record HactScheduleDocument(
    IReadOnlyList<HactReference> References, HactReference? Appointment, HactWanted? Wanted, IReadOnlyList<HactTrade> Trades, int? Minutes, IReadOnlyList<string> Homes)
{
    /// <summary>Null with <paramref name="faults"/> keyed by path where the schema is not kept.</summary>
    public static HactScheduleDocument? Read(JsonElement document, BookingSettings settings, Faults faults)
    {
        var root = HactNode.Root(document, faults, "ScheduleRepair");
        if (!root.IsObject)
            return null;
        root.Need("descriptionOfWork").Text();
        var references = root.Need("reference").Items(atLeastOne: true).Select(HactReference.Read).OfType<HactReference>()
            .Concat(root["serviceRequestReference"].Items().Select(HactReference.Read).OfType<HactReference>())
            .DistinctBy(r => r.Id).ToList();
        HactRepair.ReadPriority(root);
        root.NeedObject("instructedBy");
        root.NeedObject("assignedToPrimary");
        var homes = root.NeedObject("site")["property"].Items().SelectMany(p => p["unit"].Items())
            .SelectMany(u => u["reference"].Items()).Select(r => r.Need("ID").Identifier()).OfType<string>().Distinct().ToList();
        var trades = root["workElement"].Items().SelectMany(HactRepair.TradesOf).ToList();
        var minutes = HactRepair.ReadMinutes(root);

        var appointment = root["appointment"];
        var reference = HactReference.Maybe(root, "appointmentReference") ?? HactReference.Maybe(appointment, "reference");
        var wanted = reference is null && appointment.IsThere ? ReadWanted(appointment, settings) : null;
        return faults.Any ? null : new HactScheduleDocument(references, reference, wanted, trades, minutes, homes);
    }

    private static HactWanted? ReadWanted(HactNode appointment, BookingSettings settings)
    {
        var date = appointment.Need("date");
        var time = appointment["timeOfDay"] is { IsThere: true } given ? HactTimeOfDay.Read(given, settings) : null;
        return date.Date() is { } day ? new HactWanted(day, time, date.Path) : null;
    }
}
