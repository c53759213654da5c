using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Due work: when the rules of the zone changed between booking and visit (a newer time zone database, read when a process starts), a promised local time is
/// another instant than the one that was kept. The local time stands: it is what was promised. Looked at when a process starts, and each day; one transaction
/// for each visit. Residents are told nothing, since nothing changed for them; other services learn the instants, and the desk sees which visits those are.
/// </summary>
internal sealed partial class FollowTheZone(BusinessClock clock, ZoneRules rules, Appointments appointments, ILogger<FollowTheZone> log) : IDueWork
{
    private readonly Queue<RepairKey> _left = [];
    private DateOnly _looked;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (_left.TryPeek(out var key))
        {
            // It leaves the list once there is nothing to do for it: a transaction that does not commit is done again.
            if (!await OneAsync(unit, key, ct))
                _left.Dequeue();
            return 1;
        }

        if (_looked == LondonTime.DateOf(now))
            return 0;
        var moved = (await ZoneSql.WindowsAsync(unit, now, ct)).Where(w => ZoneRule.Moved(w, rules) is not null).ToList();
        if (moved.Count > 0)
        {
            foreach (var visit in ZoneRule.InOrder(await ZoneSql.VisitsAsync(unit, moved, now, ct), rules))
                _left.Enqueue(visit.Key);
            LogMoved(_left.Count);
        }

        _looked = LondonTime.DateOf(now);
        return _left.Count;
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
        foreach (var each in repairs)
        {
            var appointment = renewed[each.AppointmentId!.Value];
            unit.Publish(ZoneRule.Told(each, appointment.AppointmentId, appointment.Who, appointment.ChosenBy, instants, now));
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The zone's rules have changed: {Visits} promised visits keep their local time and get the instant it is now")]
    private partial void LogMoved(int visits);
}
