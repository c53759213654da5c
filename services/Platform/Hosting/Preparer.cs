using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Repairs.Platform.Hosting;

/// <summary>Has every preparation made once, and tries again each second where the database is not there yet.</summary>
internal sealed class Preparer(IEnumerable<IPreparation> preparations, ILogger<Preparer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile bool _done;

    /// <summary>Everything is prepared.</summary>
    public bool Done => _done;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (var preparation in preparations)
        {
            while (!await PrepareAsync(preparation, stoppingToken))
                await Task.Delay(Pause, stoppingToken);
        }

        _done = true;
    }

    private async Task<bool> PrepareAsync(IPreparation preparation, CancellationToken ct)
    {
        try
        {
            await preparation.PrepareAsync(ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            log.LogInformation("{Preparation} will try again: {Reason} {SqlState}", preparation.GetType().Name, e.GetType().Name, (e as PostgresException)?.SqlState);
            return false;
        }
    }
}
