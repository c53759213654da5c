using Npgsql;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The tests of the tests: what everyone writes first is caught by the same checker, and the guard holds where the compare-and-set is left out.</summary>
[Collection(SystemCollection.Name)]
public sealed class GuardTests(SharedSystem shared)
{
    private const string IsFree = """
        select not exists (
          select from booking.unguarded_place
          where operative_id = $1
            and planned && tstzrange('2030-01-01 08:00Z', '2030-01-01 09:00Z')
            and status in ('held', 'booked', 'started'))
        """;

    private static string InsertInto(string table) => $"""
        insert into {table} (operative_id, planned, status, landlord, repair_id, property_ref, appointment_id)
        select operative_id, tstzrange('2030-01-01 08:00Z', '2030-01-01 09:00Z'), 'booked', landlord, repair_id, property_ref, appointment_id
        from booking.place
        where operative_id = $1
        limit 1
        """;

    private readonly RepairsSystem _system = shared.System;

    [Fact]
    public async Task Look_first_then_insert_is_caught_by_the_checker()
    {
        var operative = await BookedOperativeAsync();
        await _system.ExecuteAsync("""
            drop table if exists booking.unguarded_place;
            create table booking.unguarded_place (like booking.place including defaults including identity);
            """);

        await using var connections = await Connections.OpenAsync(_system, 20);
        var free = await connections.AllAsync(IsFree, operative, async c => (bool)(await c.ExecuteScalarAsync())!);
        Assert.All(free, Assert.True);
        await connections.AllAsync(InsertInto("booking.unguarded_place"), operative, c => c.ExecuteNonQueryAsync());

        Assert.True(await _system.ScalarAsync<int>(DoubleBookings.Count("booking.unguarded_place")) > 0, "The checker saw nothing wrong with twenty visits at one time");
    }

    [Fact]
    public async Task The_constraint_alone_lets_one_of_twenty_through()
    {
        var operative = await BookedOperativeAsync();

        await using var connections = await Connections.OpenAsync(_system, 20);
        var inserted = await connections.AllAsync(InsertInto("booking.place"), operative, async c =>
        {
            try
            {
                return await c.ExecuteNonQueryAsync();
            }
            catch (PostgresException e) when (e.SqlState is "23P01" or "40P01")
            {
                return 0;
            }
        });

        Assert.Equal(1, inserted.Sum());
        await DoubleBookings.NoneAsync(_system);
    }

    private async Task<long> BookedOperativeAsync()
    {
        var (repairId, token) = await _system.RepairAsync(await _system.HomeAsync());
        await _system.BookFirstAsync(token);
        return await _system.ScalarAsync<long>($"select operative_id from booking.place where repair_id = '{repairId}'");
    }

    private sealed class Connections(List<NpgsqlConnection> connections) : IAsyncDisposable
    {
        public static async Task<Connections> OpenAsync(RepairsSystem system, int count)
        {
            var open = new List<NpgsqlConnection>();
            for (var i = 0; i < count; i++)
                open.Add(await system.AdminAsync());
            return new Connections(open);
        }

        public Task<T[]> AllAsync<T>(string sql, long operative, Func<NpgsqlCommand, Task<T>> run) => Task.WhenAll(connections.Select(async c =>
        {
            await using var command = new NpgsqlCommand(sql, c) { Parameters = { new() { Value = operative } } };
            return await run(command);
        }));

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }
}
