using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What we take from a HACT RequestAvailableAppointments.</summary>
/// <param name="WorkOrder">Our repair's id or a reference bound to it.</param>
/// <param name="WorkOrderPath">Where it stood, to name it by.</param>
/// <param name="OnOrBefore">No appointment on a later date.</param>
/// <param name="Most">At most so many; null: as many as a resident is shown.</param>
internal sealed record HactAvailabilityRequest(string WorkOrder, string WorkOrderPath, DateOnly OnOrBefore, int? Most, Wishes Wishes)
{
    private const string Name = "RequestAvailableAppointments";
    private const int MostAppointments = 100;

    /// <summary>Null with <paramref name="faults"/> keyed by path where the schema is not kept.</summary>
    public static HactAvailabilityRequest? Read(JsonElement document, BookingSettings settings, Faults faults)
    {
        var root = HactNode.Root(document, faults, Name);
        if (!root.IsObject)
            return null;
        var order = HactReference.Need(root, root["workOrderReference"].IsThere || !root["workOrder"].IsThere ? "workOrderReference" : "workOrder");
        var before = root.Need("onOrBeforeDate").Date();
        var most = root["maxNumberOfAppointments"].Whole(1, MostAppointments);
        var wishes = HactWishes.Read(root["appointmentPreference"], settings);
        return faults.Any ? null : new HactAvailabilityRequest(order!.Id, order.Path, before!.Value, most, wishes);
    }
}

/// <summary>A HACT Reference: what it says and where it stood.</summary>
internal sealed record HactReference(string Id, string Path)
{
    /// <summary>A reference that the schema needs; a fault where it is missing.</summary>
    public static HactReference? Need(HactNode parent, string name) => Read(parent.NeedObject(name));

    /// <summary>A reference that may be missing.</summary>
    public static HactReference? Maybe(HactNode parent, string name) => parent[name] is { IsThere: true } ? Read(parent.NeedObject(name)) : null;

    public static HactReference? Read(HactNode node) => node.Need("ID") is var id && id.Identifier() is { } text ? new HactReference(text, id.Path) : null;
}
