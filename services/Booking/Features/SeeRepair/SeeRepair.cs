using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A repair as the desk and the resident see it.</summary>
/// <param name="Status">open, booked, finished or withdrawn.</param>
/// <param name="Appointments">The whole history, oldest first.</param>
/// <param name="Visits">One for each visit, at the time that stands or stood last.</param>
internal sealed record RepairView(
    Guid RepairId, string Status, string HouseholdRef, string PropertyRef, string Address, string Patch, string? Trade, string Description, string Priority,
    int Minutes, int People, DateTimeOffset RaisedAt, DateTimeOffset DueBy, string ResidentLink, bool AttemptsPaused, DateTimeOffset? WaitingSince, DateTimeOffset? CallBackBy,
    DateTimeOffset? EndedAt, string? EndedReason, DateTimeOffset? ArrivalBy, IReadOnlyList<AppointmentView> Appointments, IReadOnlyList<VisitView> Visits)
{
    /// <summary>The appointment that stands, if one does.</summary>
    public AppointmentView? Standing => Appointments.FirstOrDefault(a => a.Status is "booked" or "started");
}

/// <param name="Status">booked, started, done, changed, cancelled or missed.</param>
internal sealed record AppointmentView(
    Guid AppointmentId, Guid VisitId, DateOnly Date, TimeOnly From, TimeOnly To, DateTimeOffset WindowStart, DateTimeOffset WindowEnd,
    string Status, string BookedBy, DateTimeOffset BookedAt, string OperativeRef, string OperativeFirstName, bool SamePerson)
{
    /// <summary>"Thursday 26 November, between 8am and midday".</summary>
    public string Words => LondonTime.Words(Date, From, To);
}

/// <param name="Outcome">DO01 to DO24 where reported.</param>
/// <param name="Attribution">What the visit turned out to mean, where known.</param>
internal sealed record VisitView(Guid VisitId, DateOnly Date, TimeOnly From, TimeOnly To, string OperativeRef, string? Outcome, string? Attribution);

/// <summary>A line in the desk's list.</summary>
internal sealed record RepairLine(Guid RepairId, string Status, string Address, string? Trade, string Priority, DateTimeOffset RaisedAt, DateTimeOffset DueBy, string Description, DateOnly? Date, TimeOnly? From, TimeOnly? To);

/// <summary>A call we promised.</summary>
internal sealed record CallBackLine(Guid CallBackId, Guid RepairId, string Address, string Because, DateTimeOffset DueAt, bool NoSafeNumber);

/// <summary>Reads repairs.</summary>
internal sealed class SeeRepair(Database<BookingService> db, ResidentLinks links)
{
    public async Task<RepairView?> FindAsync(RepairKey key, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await SeeRepairSql.FindAsync(connection, key, links, ct);
    }

    /// <summary>Repairs of a landlord, the soonest due first.</summary>
    /// <param name="status">open, booked, finished, withdrawn, or <c>triage</c> for open ones without a trade; null for all.</param>
    /// <param name="q">Part of an address, a reference or a repair's id.</param>
    public async Task<IReadOnlyList<RepairLine>> ListAsync(string landlord, string? status, string? q, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await SeeRepairSql.ListAsync(connection, landlord, status, q, limit, ct);
    }

    /// <summary>Calls we owe, the soonest due first.</summary>
    public async Task<IReadOnlyList<CallBackLine>> CallBacksAsync(string landlord, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await SeeRepairSql.CallBacksAsync(connection, landlord, ct);
    }
}
