using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Repairs.Platform.Time;

/// <summary>Has the business clock follow the database's: before the first request where the database is there, else as soon as it is, then every half minute.</summary>
internal sealed partial class DatabaseClock(BusinessClock clock, IHostEnvironment environment, IEnumerable<Database> databases, ILogger<DatabaseClock> log) : BackgroundService
{
    private const string Now = "select clock_timestamp()";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _process = BusinessClock.OfProcess(environment);
    private bool _known;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_known ? Again : Soon, stoppingToken);
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (databases.FirstOrDefault() is not { } database)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await database.OpenAsync(patience.Token);
            var before = _process.GetUtcNow();
            var now = await connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition(Now, cancellationToken: patience.Token));
            _known = true;
            if (clock.Follow(before, now, _process.GetUtcNow()) && clock.WrongBy.Duration() > BusinessClock.Same)
                LogWrong(clock.WrongBy.TotalSeconds);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException && !ct.IsCancellationRequested)
        {
            // What was known before holds until the database is back.
        }
    }

    [LoggerMessage(LogLevel.Warning, "This server's clock and the database's differ by {Seconds} seconds: the database's counts. Set this server's right")]
    private partial void LogWrong(double seconds);
}
