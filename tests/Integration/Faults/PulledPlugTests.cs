using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>The servers lose their plug under load (kill -9) and come back.</summary>
[Collection(FaultCollection.Name)]
public sealed class PulledPlugTests(HurtSystem hurt)
{
    [Fact]
    [Trait("fault", "F05")]
    public async Task F05_A_broker_killed_under_load_stops_no_booking_and_loses_no_event()
    {
        const int Kills = 2;
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history);
        using var enough = new CancellationTokenSource();
        var work = load.BookUntilAsync(enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await BookedAsync(history, history.Exchanges.Count(IsBooking) + 3);
            await Servers.RunAsync("kill", "rabbitmq");
            await BookedAsync(history, history.Exchanges.Count(IsBooking) + 3);
            await Eventually.Async(() => ReadyAsync(system), r => r.Status == "degraded", 60, "health that says the broker is away");
            await Servers.RunAsync("up");
        }

        await enough.CancelAsync();
        await work;
        Assert.DoesNotContain(history.Exchanges, e => e.Status >= 500 || e.Status == 0);
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
        await Eventually.Async(() => ReadyAsync(system), r => r.Status == "healthy", 60, "health after the broker came back");
    }

    [Fact]
    [Trait("fault", "F10")]
    public async Task F10_A_database_killed_under_load_costs_only_a_while_and_every_key_gets_one_answer()
    {
        const int Kills = 3;
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history);
        using var enough = new CancellationTokenSource();
        var work = load.BookUntilAsync(enough.Token);
        using var desk = history.Client(system, Roles.Desk);
        for (var kill = 0; kill < Kills; kill++)
        {
            await BookedAsync(history, history.Exchanges.Count(IsBooking) + 3);
            await Servers.RunAsync("kill", "postgres");
            NpgsqlConnection.ClearAllPools();
            var away = await Eventually.Async(() => History.SendAsync(desk, HttpMethod.Get, $"/api/repairs/{Guid.CreateVersion7()}", null), e => e.Status == 503, 60, "an answer that says the database is away");
            Assert.True(away.SaysWhenToRetry);
            await Eventually.Async(() => ReadyAsync(system), r => r.Code == HttpStatusCode.ServiceUnavailable, 60, "readiness that says the database is away");
            await Servers.RunAsync("up");
            await Eventually.Async(() => ReadyAsync(system), r => r.Code == HttpStatusCode.OK, 60, "readiness after the database came back");
        }

        await BookedAsync(history, history.Exchanges.Count(IsBooking) + 3);
        await enough.CancelAsync();
        await work;
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
    }

    private static bool IsBooking(Exchange e) => e.Acknowledged && e.Path.EndsWith("/appointment", StringComparison.Ordinal);

    private static Task BookedAsync(History history, int count) =>
        Eventually.TrueAsync(() => Task.FromResult(history.Exchanges.Count(IsBooking) >= count), 60, $"{count} bookings");

    private static async Task<(HttpStatusCode Code, string Status)> ReadyAsync(RepairsSystem system)
    {
        using var answer = await system.Anyone.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!);
    }
}
