using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Somebody cannot come. Every visit that lies in their absence goes to somebody else inside the window we promised; where nobody can, the resident gets an
/// apology and chooses again, and a person rings. One transaction for each visit: a stop in the middle loses nothing, and the background goes on, or the next press.
/// </summary>
internal sealed class CoverAbsence(Database<BookingService> db, BusinessClock clock, Appointments appointments)
{
    private static readonly TimeSpan WhileSomebodyElseIsAtIt = TimeSpan.FromSeconds(5);

    /// <summary>Records it, once for each id.</summary>
    public async Task RecordAsync(string landlord, Guid absenceId, long operativeId, AbsenceTime time, string by, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        await AbsenceSql.RecordAsync(unit, landlord, absenceId, operativeId, time, by, clock.GetUtcNow(), ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>Deals with every visit that is still with whoever is absent, because a person asked for it.</summary>
    public async Task RunAsync(string landlord, Guid absenceId, CancellationToken ct)
    {
        IReadOnlyList<AffectedVisit> visits;
        await using (var connection = await db.OpenAsync(ct))
            visits = await AbsenceSql.AffectedAsync(connection, null, landlord, absenceId, null, pressed: true, clock.GetUtcNow(), ct);
        foreach (var visit in visits)
        {
            await using var unit = await db.BeginAsync(ct);
            await OneAsync(unit, new RepairKey(landlord, visit.RepairId), absenceId, visit.AppointmentId, pressed: true, ct);
            await unit.CommitAsync(ct);
        }
    }

    /// <summary>
    /// Deals with the first visit in an absence that has not begun; where there is none left, the absence waits no more, and what has begun is left for a person.
    /// </summary>
    public async Task NextAsync(UnitOfWork unit, AbsenceKey key, CancellationToken ct)
    {
        if ((await AbsenceSql.AffectedAsync(unit.Connection, unit.Transaction, key.Landlord, key.AbsenceId, null, pressed: false, clock.GetUtcNow(), ct)) is not [var visit, ..])
            await AbsenceSql.SeenToAsync(unit, key.Landlord, key.AbsenceId, ct);
        else if (!await OneAsync(unit, new RepairKey(key.Landlord, visit.RepairId), key.AbsenceId, visit.AppointmentId, pressed: false, ct))
            await AbsenceSql.LaterAsync(unit, key, clock.GetUtcNow() + WhileSomebodyElseIsAtIt, ct);
    }

    private async Task<bool> OneAsync(UnitOfWork unit, RepairKey key, Guid absenceId, Guid appointmentId, bool pressed, CancellationToken ct)
    {
        // Looked at again under the repair's lock: meanwhile the resident may have changed it, or another press of the button may have dealt with it.
        var now = clock.GetUtcNow();
        if (await appointments.LockVisitAsync(unit, key, null, ct) is not { } repair || repair.AppointmentId != appointmentId
            || (await AbsenceSql.AffectedAsync(unit.Connection, unit.Transaction, key.Landlord, absenceId, appointmentId, pressed, now, ct)).Count == 0)
            return false;

        var moved = await appointments.MoveToAnotherAsync(unit, key, ct);
        if (moved)
        {
            await AbsenceSql.SameChoiceAsync(unit, key, appointmentId, ct);
        }
        else
        {
            await appointments.CancelAsync(unit, key, Actor.Landlord, null, ct);
            // Once this has committed: until then everybody's diaries show the visit where it was.
            if (repair.IsEmergency)
                await PlaceEmergencySql.LookAgainAsync(unit, key, now, ct);
        }

        await AbsenceSql.BecameAsync(unit, key, absenceId, appointmentId, moved ? "moved" : "asked", now, ct);
        return true;
    }
}

/// <summary>Due work: visits in absences that came with a file, or that a stop in the middle left.</summary>
internal sealed class SeeToAbsences(CoverAbsence cover, SetAside aside) : IDueWork
{
    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await AbsenceSql.NextThatWaitsAsync(unit, now, ct) is not { } absence)
            return 0;
        await aside.IfItStumblesAsync(unit, () => cover.NextAsync(unit, absence, ct), (apart, at) => AbsenceSql.LaterAsync(apart, absence, at, ct), ct);
        return 1;
    }
}
