using System.Net;
using Npgsql;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Who waits for a visit's lock acts on the visit as it is once the lock is there, not as it was before.</summary>
[Collection(SystemCollection.Name)]
[Trait("requirement", "13")]
public sealed class JoinedMeanwhileTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("case", "46")]
    public async Task A_repair_that_joined_the_visit_meanwhile_is_cancelled_with_it()
    {
        var home = await System.HomeAsync(trade: "plumbing;joinery");
        var (first, token) = await System.RepairAsync(home);
        var (second, other) = await System.RepairAsync(home, trade: "joinery");
        await System.BookFirstAsync(token);
        await System.BookFirstAsync(other);

        await using var admin = await System.AdminAsync();
        await using var transaction = await admin.BeginTransactionAsync();
        await RunAsync(admin, $"select 1 from booking.repair where repair_id = '{first}' for update");
        var cancelled = System.Anyone.CallAsync(HttpMethod.Post, $"/api/resident/{token}/appointment/cancel", new { });
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from pg_stat_activity where {admin.ProcessID} = any(pg_blocking_pids(pid))") > 0, 60);
        await RunAsync(admin, $"update booking.appointment set bundle_id = '{Guid.CreateVersion7()}' where repair_id in ('{first}', '{second}') and status = 'booked'");
        await transaction.CommitAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await cancelled).Status);
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.appointment where repair_id in ('{first}', '{second}') and status = 'booked'"));
    }

    private static async Task RunAsync(NpgsqlConnection admin, string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }
}
