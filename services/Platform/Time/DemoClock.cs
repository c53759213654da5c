using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Repairs.Platform.Time;

/// <summary>Moves business time forwards in the demonstration, in every role, and remembers it over a restart.</summary>
internal static class DemoClock
{
    private const string Read = "select extract(epoch from ahead) from clock";
    private const string Write = "update clock set ahead = @ahead where ahead < @ahead";

    public static async Task LoadAsync(IServiceProvider services, CancellationToken ct)
    {
        var clock = services.GetRequiredService<BusinessClock>();
        foreach (var database in services.GetServices<Database>())
        {
            await using var connection = await database.OpenAsync(ct);
            var ahead = TimeSpan.FromSeconds(await connection.ExecuteScalarAsync<double>(new CommandDefinition(Read, cancellationToken: ct)));
            if (ahead > clock.Offset)
                clock.Set(ahead);
        }
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/demo/clock", (BusinessClock clock) => new Moment(clock.GetUtcNow())).WithTags("Demonstration");
        app.MapPut("/api/demo/clock", PutAsync).WithTags("Demonstration");
        app.MapInternal("clock").MapPost("/", HereAsync);
    }

    private static async Task<IResult> PutAsync(Moment to, BusinessClock clock, IReadOnlyList<IService> installed, ServiceCalls calls, CancellationToken ct)
    {
        if (to.Now < clock.GetUtcNow().AddMinutes(-1))
            return Problems.Invalid(new Faults().When(true, "now", "Time only moves forwards: name a later moment."));
        if (to.Now > clock.GetUtcNow().AddYears(5))
            return Problems.Invalid(new Faults().When(true, "now", "Name a moment within five years."));
        var ahead = to.Now - clock.RealNow;
        foreach (var service in installed)
            await calls.PostAsync<Moment>(service.Name, "/internal/clock/", new Ahead(ahead), ct);
        return Results.Json(new Moment(clock.GetUtcNow()), Json.Options);
    }

    private static async Task<IResult> HereAsync(Ahead to, BusinessClock clock, IEnumerable<Database> databases, CancellationToken ct)
    {
        if (to.By > clock.Offset)
        {
            // Written down first: whoever is not answered says it again, and then nothing may be missing that a restart reads.
            foreach (var database in databases)
            {
                await using var connection = await database.OpenAsync(ct);
                await connection.ExecuteAsync(new CommandDefinition(Write, new { ahead = to.By }, cancellationToken: ct));
            }

            clock.Set(to.By);
        }

        return Results.NoContent();
    }

    internal sealed record Moment(DateTimeOffset Now);

    internal sealed record Ahead(TimeSpan By);
}
