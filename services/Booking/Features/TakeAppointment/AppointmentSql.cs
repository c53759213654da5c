using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class AppointmentSql
{
    private const string Release = """
        update place
        set status = 'cancelled'
        where landlord = @Landlord and appointment_id = @appointmentId;

        update appointment
        set status = 'cancelled', ended_by = @by, ended_at = @now, note = @note
        where landlord = @Landlord and appointment_id = @appointmentId;

        delete from hold
        where landlord = @Landlord and repair_id = @RepairId;

        delete from call_back
        where landlord = @Landlord and repair_id = @RepairId and kept_at is null and because in ('pre-visit', 'needs');
        """;

    // Those a visit is shared with: by an offer that is for several, and by the visit that stands.
    private const string Sharing = """
        select @RepairId
          union
          select unnest(o.together)
          from offer o
          where o.landlord = @Landlord and o.repair_id = @RepairId and o.offer_id = @OfferId
          union
          select b.repair_id
          from appointment a
          join appointment b on b.landlord = a.landlord and b.bundle_id = a.bundle_id and b.status in ('booked', 'started')
          where a.landlord = @Landlord
            and a.repair_id = @RepairId
            and a.status in ('booked', 'started')
        """;

    private const string Lock = $"""
        select repair_id
        from repair
        where landlord = @Landlord
          and repair_id in (
          {Sharing})
        order by repair_id
        for update;

        """;

    // Read once the locks are there: what stands then stands until we end.
    private const string Find = RepairSql.Select + $"""
        where r.landlord = @Landlord
          and r.repair_id in (
          {Sharing})
        """;

    private const string Booked = """
        update repair
        set status = 'booked', declines = 0, next_try_at = null
        where landlord = @landlord and repair_id = any(@repairIds);

        delete from waiting_list
        where landlord = @landlord and repair_id = any(@repairIds);

        delete from call_back
        where landlord = @landlord and repair_id = any(@repairIds) and kept_at is null and because = 'pre-visit';

        update call_back
        set kept_at = @now
        where landlord = @landlord and repair_id = any(@repairIds) and kept_at is null
        """;

    /// <summary>
    /// Locks a repair and all that share its visit, or would by the offer named, in the order of their ids. One round trip.
    /// </summary>
    /// <param name="toldAt">Notes that the offer was told; null: it is not, yet.</param>
    /// <returns>The repairs, empty where the one asked about is unknown, and the offer, where it is one of that repair's.</returns>
    public static async Task<(IReadOnlyList<RepairRow> Repairs, OfferSql.Row? Offer)> LockAsync(UnitOfWork unit, RepairKey key, Guid? offerId, DateTimeOffset? toldAt, TimeSpan offset, CancellationToken ct)
    {
        OfferSql.Row? offer = null;
        while (true)
        {
            await using var results = await unit.Connection.QueryMultipleAsync(new CommandDefinition(
                Lock + OfferSql.Tell + Find, new { key.Landlord, key.RepairId, OfferId = offerId, ToldAt = toldAt, Offset = offset }, unit.Transaction, cancellationToken: ct));
            var locked = (await results.ReadAsync<Guid>()).ToHashSet();
            var told = await results.ReadSingleOrDefaultAsync<OfferSql.Row?>();
            var repairs = (await results.ReadAsync<RepairRow>()).AsList();
            offer ??= told;
            // While we waited for a lock, somebody may have given the visit another repair: that one is locked too before anything is said of it.
            if (repairs.TrueForAll(r => locked.Contains(r.RepairId)))
                return (repairs, offer);
        }
    }

    public static Task ReleaseAsync(UnitOfWork unit, RepairKey key, Guid? appointmentId, Actor by, string? note, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Release, new { key.Landlord, key.RepairId, appointmentId, by = by.ToString(), note, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>A visit that is booked ends the wait for one: the place on the waiting list and the call we promised.</summary>
    public static Task BookedAsync(UnitOfWork unit, string landlord, IEnumerable<Guid> repairIds, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Booked, new { landlord, repairIds = repairIds.ToArray(), now }, unit.Transaction, cancellationToken: ct));
}
