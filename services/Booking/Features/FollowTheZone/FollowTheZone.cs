using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Due work: when the rules of the zone changed between booking and visit (a newer time zone database, read when a process starts), a promised local time is
/// another instant than the one that was kept. The local time stands: it is what was promised. Looked at once, when a process starts: its rules do not change
/// while it lives, and two processes with different rules would undo each other for ever. One transaction for each visit. Residents are told nothing, since
/// nothing changed for them; other services learn the instants, and the desk sees which visits those are.
/// </summary>
internal sealed partial class FollowTheZone(
    BusinessClock clock, ZoneRules rules, Appointments appointments, LandlordBookingSettings landlords, ILogger<FollowTheZone> log) : IDueWork
{
    private const int Tries = 5;

    private readonly Queue<Left> _left = [];
    private bool _looked;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (_left.TryDequeue(out var next))
        {
            await NextAsync(unit, next, ct);
            return 1;
        }

        if (_looked)
            return 0;
        foreach (var hold in (await ZoneSql.HoldsAsync(unit, null, ct)).Where(h => ZoneRule.IsOfOtherRules(h, rules)))
            _left.Enqueue(new Left(hold.Key, IsHold: true));
        var moved = (await ZoneSql.WindowsAsync(unit, now, ct)).Where(w => ZoneRule.Moved(w, rules) is not null).ToList();
        if (moved.Count > 0)
        {
            foreach (var visit in ZoneRule.InOrder(await ZoneSql.VisitsAsync(unit, moved, now, ct), rules))
                _left.Enqueue(new Left(visit.Key, IsHold: false));
            LogMoved(_left.Count(l => !l.IsHold));
        }

        _looked = true;
        return _left.Count;
    }

    /// <summary>It leaves the list once there is nothing to do for it: a transaction that does not commit is done again. What stumbles waits behind the others, and not for ever.</summary>
    private async Task NextAsync(UnitOfWork unit, Left next, CancellationToken ct)
    {
        try
        {
            if (next.IsHold ? await ZoneSql.GiveUpAsync(unit, next.Key, rules, ct) : await OneAsync(unit, next.Key, ct))
                _left.Enqueue(next);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            if (next.Tried + 1 < Tries)
                _left.Enqueue(next with { Tried = next.Tried + 1 });
            else
                LogLeft(next.Key.RepairId);
            throw;
        }
    }

    private async Task<bool> OneAsync(UnitOfWork unit, RepairKey key, CancellationToken ct)
    {
        var repairs = await appointments.LockAsync(unit, key, null, ct);
        if (repairs is not [{ AppointmentId: not null } repair, ..] || !repairs.All(r => r.AppointmentId is not null && r.WindowStart == repair.WindowStart))
            return false;
        var now = clock.GetUtcNow();
        var window = new KeptWindow(repair.Date!.Value, repair.FromTime!.Value, repair.ToTime!.Value, repair.WindowStart!.Value, repair.WindowEnd!.Value);
        if (window.WindowEnd <= now || ZoneRule.Moved(window, rules) is not { } instants)
            return false;
        var renewed = await ZoneSql.FollowAsync(unit, repairs, instants, now, ct);
        await RingBeforeAsync(unit, repairs, window, instants.Start, now, ct);
        foreach (var each in repairs)
        {
            var appointment = renewed[each.AppointmentId!.Value];
            unit.Publish(ZoneRule.Told(each, appointment.AppointmentId, appointment.Who, appointment.ChosenBy, instants, now));
        }

        return true;
    }

    /// <summary>A call that is owed before the visit is owed before the instant it is now.</summary>
    private async Task RingBeforeAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, KeptWindow window, DateTimeOffset start, DateTimeOffset now, CancellationToken ct)
    {
        if (start <= now)
            return;
        var settings = await landlords.ForAsync(unit, repairs[0].Landlord, ct);
        var due = AppointmentRule.RingBy(start, now, await DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, settings.BankHolidays, window.Date.AddDays(-14), window.Date, ct));
        await ZoneSql.RingByAsync(unit, repairs, due, start - window.WindowStart, ct);
    }

    [LoggerMessage(LogLevel.Warning, "The zone's rules have changed: {Visits} promised visits keep their local time and get the instant it is now")]
    private partial void LogMoved(int visits);

    [LoggerMessage(LogLevel.Error, "The visit of repair {RepairId} could not follow the zone's rules and keeps the instants it had until a process starts again")]
    private partial void LogLeft(Guid repairId);

    private sealed record Left(RepairKey Key, bool IsHold, int Tried = 0);
}
