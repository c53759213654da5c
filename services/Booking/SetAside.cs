using System.Data;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// Works on one claimed row. One that stumbles is set aside for a while in a transaction of its own, so that it never stands in the way of those behind it.
/// What passes by itself (writers who waited for each other, a connection that broke) sets nothing aside: it is tried again at once.
/// </summary>
internal sealed class SetAside(Database<BookingService> db, BusinessClock clock)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    /// <param name="later">Puts the row off until then.</param>
    public async Task IfItStumblesAsync(UnitOfWork unit, Func<Task> work, Func<UnitOfWork, DateTimeOffset, Task> later, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!Passes(e) && !ct.IsCancellationRequested)
        {
            // The row is ours until then.
            if (unit.Connection.State == ConnectionState.Open)
                await unit.Transaction.RollbackAsync(ct);
            await using var apart = await db.BeginAsync(ct);
            await later(apart, clock.GetUtcNow() + AWhile);
            await apart.CommitAsync(ct);
            throw;
        }
    }

    /// <summary>By itself, and soon. A statement that ran out of time may do so again, and everybody else's row would wait for it.</summary>
    private static bool Passes(Exception fault) => fault is TimeoutException or NpgsqlException { IsTransient: true, InnerException: not TimeoutException };
}
