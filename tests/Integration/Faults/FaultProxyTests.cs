using System.Diagnostics;
using Npgsql;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>The fault proxy does what it says, so that a scenario that passes behind it has met its fault.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly string _table = $"fault_proxy_{Guid.NewGuid():N}";
    private FaultProxy _proxy = null!;
    private NpgsqlConnection _direct = null!;
    private string _through = "";

    public async Task InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync();
        var admin = new NpgsqlConnectionStringBuilder((await Servers.EnvironmentAsync())["Repairs__DatabaseAdmin"]) { Database = "postgres", Pooling = false };
        _direct = new NpgsqlConnection(admin.ConnectionString);
        await _direct.OpenAsync();
        await RunAsync(_direct, $"create table {_table} (a int)");
        var address = _proxy.Address.Split(':');
        admin.Host = address[0];
        admin.Port = int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture);
        admin.ApplicationName = "somebody";
        admin.MaxAutoPrepare = 10;
        admin.AutoPrepareMinUsages = 2;
        _through = admin.ConnectionString;
    }

    public async Task DisposeAsync()
    {
        await RunAsync(_direct, $"drop table {_table}");
        await _direct.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_whose_reply_is_dropped_stands_and_its_client_learns_nothing()
    {
        _proxy.DropReplyToCommit(t => t.Application == "somebody" && t.Ran($"insert into {_table}"), kth: 3);
        await using var connection = new NpgsqlConnection(_through);
        await connection.OpenAsync();
        await InsertAsync(connection, 1);
        await InsertAsync(connection, 2);
        Assert.Equal(0, _proxy.Cuts);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => InsertAsync(connection, 3));
        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal(3L, await RunAsync(_direct, $"select count(*) from {_table}"));
    }

    [Fact]
    public async Task Other_transactions_pass()
    {
        _proxy.DropReplyToCommit(t => t.Ran("something else"), times: 100);
        await using var connection = new NpgsqlConnection(_through);
        await connection.OpenAsync();
        for (var i = 0; i < 5; i++)
            await InsertAsync(connection, i);
        Assert.Equal(0, _proxy.Cuts);
        Assert.Equal(5L, await RunAsync(_direct, $"select count(*) from {_table}"));
    }

    [Fact]
    public async Task Latency_is_added_in_both_directions()
    {
        await using var connection = new NpgsqlConnection(_through);
        await connection.OpenAsync();
        _proxy.Latency = TimeSpan.FromMilliseconds(100);
        var watch = Stopwatch.StartNew();
        await RunAsync(connection, "select 1");
        Assert.InRange(watch.ElapsedMilliseconds, 190, 60000);
    }

    [Fact]
    public async Task A_reset_ends_every_connection()
    {
        await using var connection = new NpgsqlConnection(_through);
        await connection.OpenAsync();
        Assert.Equal(1, _proxy.Reset());
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => RunAsync(connection, "select 1"));
    }

    [Fact]
    public async Task A_half_open_connection_answers_nothing_until_it_thaws()
    {
        await using var connection = new NpgsqlConnection(_through);
        await connection.OpenAsync();
        _proxy.Freeze();
        var answer = RunAsync(connection, "select 1");
        await Eventually.StaysTrueAsync(() => Task.FromResult(!answer.IsCompleted), 0.5, "no answer while frozen");
        _proxy.Thaw();
        Assert.Equal(1, await answer.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_proxy_that_turns_away_lets_nobody_in()
    {
        _proxy.TurnsAway = true;
        await using var connection = new NpgsqlConnection(_through);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync());
    }

    private async Task InsertAsync(NpgsqlConnection connection, int a)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"insert into {_table} values ($1)") { Parameters = { new() { Value = a } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select 1"));
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
