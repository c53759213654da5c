using Dapper;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Repairs.Platform.Hosting;

/// <summary>
/// <c>/health/live</c> always answers; <c>/health/ready</c> is 503 without the database, with migrations outstanding, or while a service still prepares, and 200
/// with status <c>degraded</c> where the broker is away or events wait too long.
/// </summary>
internal static class Health
{
    private const string Oldest = """
        select coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0)::float8
        from event_log
        where published_at is null and dead_because is null
        """;

    private const double PatienceSeconds = 30;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "healthy" })).WithTags("Health").AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).WithTags("Health").AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(IServiceProvider services, CancellationToken ct)
    {
        var checks = new Dictionary<string, object>();
        var oldest = 0.0;
        foreach (var database in services.GetServices<Database>())
        {
            try
            {
                var pending = await Migrator.PendingAsync(database, ct);
                if (pending > 0)
                    return NotReady($"{database.Service.Name} waits for {pending} migrations: run the migrate verb.");
                await using var connection = await database.OpenAsync(ct);
                oldest = Math.Max(oldest, await connection.ExecuteScalarAsync<double>(new CommandDefinition(Oldest, cancellationToken: ct)));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                return NotReady($"{database.Service.Name} cannot reach its database.");
            }
        }

        if (!services.GetRequiredService<Preparer>().Done)
            return NotReady("It still reads what it answers from.");
        var broker = services.GetService<IBusControl>()?.CheckHealth();
        var degraded = oldest > PatienceSeconds || broker is not { Status: BusHealthStatus.Healthy };
        checks["broker"] = broker?.Status.ToString().ToLowerInvariant() ?? "none";
        checks["oldestUnpublishedSeconds"] = Math.Round(oldest, 1);
        return Results.Json(new { status = degraded ? "degraded" : "healthy", checks });
    }

    private static IResult NotReady(string why) => Results.Json(new { status = "unhealthy", why }, statusCode: 503);
}
