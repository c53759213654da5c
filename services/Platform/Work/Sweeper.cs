using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Repairs.Platform.Work;

internal sealed record DueWorkEntry(IService Service, IDueWork Work);

/// <summary>Calls every piece of due work again and again: at once while there is some, every half second while there is none.</summary>
internal sealed class Sweeper(IEnumerable<DueWorkEntry> entries, IEnumerable<Database> databases, BusinessClock clock, ILogger<Sweeper> log) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(entries.Select(e => SweepAsync(e, databases.Single(d => d.Service == e.Service), stoppingToken)));

    private async Task SweepAsync(DueWorkEntry entry, Database database, CancellationToken ct)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Idle);
        do
        {
            try
            {
                while (!ct.IsCancellationRequested && await OnceAsync(entry.Work, database, ct) > 0)
                {
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (e is NpgsqlException or HttpRequestException or TimeoutException)
                    log.LogWarning("Due work {Work} will try again: {Reason} {SqlState}", entry.Work.GetType().Name, e.GetType().Name, (e as PostgresException)?.SqlState);
                else
                    log.LogError(e, "Due work {Work} stumbled and will try again", entry.Work.GetType().Name);
            }
        }
        while (await WaitAsync(timer, ct));
    }

    private async Task<int> OnceAsync(IDueWork work, Database database, CancellationToken ct)
    {
        await using var unit = await database.BeginAsync(ct);
        var done = await work.RunAsync(unit, clock.GetUtcNow(), ct);
        await unit.CommitAsync(ct);
        return done;
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>Forgets answers to idempotent requests after 24 hours of real time.</summary>
internal sealed class ForgetOldAnswers : IDueWork
{
    private const string Forget = """
        delete from idempotency_key
        where created_at < clock_timestamp() - interval '24 hours'
        """;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Forget, unit.Connection, unit.Transaction);
        await command.ExecuteNonQueryAsync(ct);
        return 0;
    }
}
