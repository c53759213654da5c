using Dapper;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class LearnOnTheWaySql
{
    private const string Lock = """
        select 1
        from repair
        where landlord = @Landlord and repair_id = @RepairId
        for update
        """;

    // They set off for the window that stood then: one booked afterwards under the same visit has its own journey.
    private const string Start = """
        update place
        set status = 'started'
        where landlord = @Landlord
          and status = 'booked'
          and appointment_id in (
            select appointment_id
            from appointment
            where landlord = @Landlord and visit_id = @VisitId and status = 'booked' and booked_at <= @OccurredAt);

        update appointment
        set status = 'started'
        where landlord = @Landlord and visit_id = @VisitId and status = 'booked' and booked_at <= @OccurredAt;
        """;

    /// <summary>The repair is locked first, as by every other deed.</summary>
    public static Task LockAsync(UnitOfWork unit, OperativeOnTheWay e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Lock, new { e.Landlord, e.RepairId }, unit.Transaction, cancellationToken: ct));

    public static Task StartAsync(UnitOfWork unit, OperativeOnTheWay e, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Start, new { e.Landlord, e.RepairId, e.VisitId, e.OccurredAt }, unit.Transaction, cancellationToken: ct));
}
