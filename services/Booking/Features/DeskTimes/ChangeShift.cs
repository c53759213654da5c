using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a change of working time would take away, and whom it touches.</summary>
/// <param name="Elsewhere">Visits for other landlords: their own desks see to them.</param>
internal sealed record ShiftLook(IReadOnlyList<Stretch> Lost, IReadOnlyList<TouchedVisit> Visits, int Elsewhere);

/// <summary>What a change came to.</summary>
/// <param name="There">The working time is as it was wanted; false where somebody else changed it meanwhile.</param>
/// <param name="SeenTo">The record under which visits are seen to, one for each stretch that went; none where no visit was in it.</param>
/// <param name="Now">The shifts that begin on that day, where it is not as it was wanted.</param>
internal sealed record ShiftChanged(bool There, IReadOnlyList<Guid> SeenTo, IReadOnlyList<WorkingTime> Now);

/// <summary>
/// Puts one wrong shift right, or takes it away. A visit promised in time that goes is seen to as when somebody cannot come: somebody else inside the same
/// promise, or an apology, new choices and a call.
/// </summary>
internal sealed class ChangeShift(Database<BookingService> db, BusinessClock clock, CoverAbsence cover)
{
    public async Task<ShiftLook> LookAsync(string landlord, ShiftChange change, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var lost = TimesRule.Lost(await TimesSql.ShiftsAsync(connection, null, change.OperativeId, change.Days[0].AddDays(-1), change.Days[^1].AddDays(1), ct), change);
        var visits = await TimesSql.TouchedAsync(connection, change.OperativeId, lost, clock.GetUtcNow(), ct);
        return new ShiftLook(lost, [.. visits.Where(v => v.Landlord == landlord)], visits.Count(v => v.Landlord != landlord));
    }

    /// <summary>Changes it. Pressed twice it changes once.</summary>
    /// <param name="once">Made with the form.</param>
    public async Task<ShiftChanged> RunAsync(string landlord, ShiftChange change, Guid once, string by, CancellationToken ct)
    {
        var seenTo = new List<Guid>();
        await using (var unit = await db.BeginAsync(ct))
        {
            await TimesSql.LockAsync(unit, change, ct);
            var rows = await TimesSql.ShiftsAsync(unit.Connection, unit.Transaction, change.OperativeId, change.Days[0].AddDays(-1), change.Days[^1].AddDays(1), ct);
            var lost = TimesRule.Lost(rows, change);
            if (!await TimesSql.ChangeAsync(unit, change, lost, once, clock.GetUtcNow(), ct))
            {
                return TimesRule.IsThere(rows, change) || await TimesSql.IsDoneAsync(unit, change, once, ct)
                    ? new ShiftChanged(true, [], [])
                    : new ShiftChanged(false, [], TimesRule.ShiftsOf(rows, change.Shift.Day));
            }

            for (var i = 0; i < lost.Count; i++)
            {
                var id = i == 0 ? once : StableId.Of("shift", once.ToString(), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                if (await TimesSql.SeeToAsync(unit, landlord, id, change.OperativeId, lost[i], by, clock.GetUtcNow(), ct))
                    seenTo.Add(id);
            }

            await unit.CommitAsync(ct);
        }

        foreach (var id in seenTo)
            await cover.RunAsync(landlord, id, ct);
        return new ShiftChanged(true, seenTo, []);
    }

    /// <summary>The shifts that begin on a day, as they are now.</summary>
    public async Task<IReadOnlyList<WorkingTime>> NowAsync(long operativeId, DateOnly day, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return TimesRule.ShiftsOf(await TimesSql.ShiftsAsync(connection, null, operativeId, day, day, ct), day);
    }

    /// <summary>A shift that was taken away, or given other times, is there again: the desk says so, a file does not. False where it was brought back already.</summary>
    public async Task<bool> BringBackAsync(long operativeId, WorkingTime shift, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        await TimesSql.LockAsync(unit, new ShiftChange(operativeId, shift, null), ct);
        var back = await TimesSql.BringBackAsync(unit, operativeId, shift, ct);
        await unit.CommitAsync(ct);
        return back;
    }
}
