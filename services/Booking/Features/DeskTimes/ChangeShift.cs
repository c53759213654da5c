using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a change of working time would take away, and whom it touches.</summary>
/// <param name="Elsewhere">Visits for other landlords: their own desks see to them.</param>
internal sealed record ShiftLook(IReadOnlyList<Stretch> Lost, IReadOnlyList<TouchedVisit> Visits, int Elsewhere);

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
    /// <returns>The record under which visits are seen to, one for each stretch that went; none where no visit was in it.</returns>
    public async Task<IReadOnlyList<Guid>> RunAsync(string landlord, ShiftChange change, Guid once, string by, CancellationToken ct)
    {
        var seenTo = new List<Guid>();
        await using (var unit = await db.BeginAsync(ct))
        {
            await TimesSql.LockAsync(unit, change, ct);
            var rows = await TimesSql.ShiftsAsync(unit.Connection, unit.Transaction, change.OperativeId, change.Days[0].AddDays(-1), change.Days[^1].AddDays(1), ct);
            var lost = TimesRule.Lost(rows, change);
            if (await TimesSql.ChangeAsync(unit, change, lost, ct))
            {
                for (var i = 0; i < lost.Count; i++)
                {
                    var id = i == 0 ? once : StableId.Of("shift", once.ToString(), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    if (await TimesSql.SeeToAsync(unit, landlord, id, change.OperativeId, lost[i], by, clock.GetUtcNow(), ct))
                        seenTo.Add(id);
                }
            }

            await unit.CommitAsync(ct);
        }

        foreach (var id in seenTo)
            await cover.RunAsync(landlord, id, ct);
        return seenTo;
    }
}
