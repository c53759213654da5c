using Npgsql;
using Repairs.Host;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Platform;

[Collection(SystemCollection.Name)]
public sealed class WallsTests(SharedSystem shared)
{
    public static TheoryData<string, string> Neighbours()
    {
        var data = new TheoryData<string, string>();
        foreach (var (a, b) in from a in Commands.Installed from b in Commands.Installed where a != b select (a.Name, b.Name))
            data.Add(a, b);
        return data;
    }

    [Theory]
    [Trait("requirement", "19")]
    [MemberData(nameof(Neighbours))]
    public async Task A_services_role_is_turned_away_from_every_other_schema(string service, string neighbour)
    {
        await using var connection = await shared.System.RoleAsync(service);
        var schema = neighbour.ToLowerInvariant();
        foreach (var sql in new[]
        {
            $"select * from {schema}.event_log",
            $"insert into {schema}.inbox (consumer, event_id) values ('x', gen_random_uuid())",
            $"update {schema}.event_log set published_at = null",
            $"delete from {schema}.inbox",
            $"create table {schema}.x (a int)",
            $"drop table {schema}.event_log",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            var problem = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Contains(problem.SqlState, new[] { "42501", "3F000" });
        }
    }

    [Theory]
    [InlineData("Booking")]
    [InlineData("Welfare")]
    public async Task A_services_role_cannot_change_its_own_tables_shape(string service)
    {
        await using var connection = await shared.System.RoleAsync(service);
        foreach (var sql in new[] { "drop table event_log", "alter table inbox add column x int", "create table x (a int)", "create table public.x (a int)" })
        {
            await using var command = new NpgsqlCommand($"set search_path = {service.ToLowerInvariant()}; {sql}", connection);
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }
}
