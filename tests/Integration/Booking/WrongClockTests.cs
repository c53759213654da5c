using System.Globalization;
using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>A server whose own clock is five minutes wrong: everything that is judged by time is judged by the database's clock.</summary>
public sealed class WrongClockTests
{
    [Theory]
    [Trait("requirement", "3")]
    [Trait("case", "15")]
    [InlineData(300)]
    [InlineData(-300)]
    public async Task A_server_whose_clock_is_five_minutes_wrong_judges_as_every_other(int seconds)
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions
        {
            Environment = new Dictionary<string, string> { ["REPAIRS_CLOCK_WRONG_BY"] = seconds.ToString(CultureInfo.InvariantCulture) },
        });
        Assert.InRange((await system.NowAsync() - TimeProvider.System.GetUtcNow()).TotalSeconds, -60, 60);
        var home = await system.HomeAsync(2);
        var (repairId, token) = await system.RepairAsync(home);

        // An offer and a hold end when the database says so.
        var choices = await system.ChoicesAsync(token, all: true);
        Assert.InRange(await system.ScalarAsync<double>($"select extract(epoch from max(expires_at) - clock_timestamp()) / 3600 from booking.offer where repair_id = '{repairId}' and kind = 'all'"), 11.98, 12);
        Assert.Equal(HttpStatusCode.Created, (await HoldAsync(0)).Status);
        Assert.InRange(await system.ScalarAsync<double>($"select extract(epoch from expires_at - clock_timestamp()) from booking.hold where repair_id = '{repairId}'"), 500, 700);

        // Two minutes past: over, also for a clock that is five minutes behind.
        await system.ExecuteAsync($"update booking.offer set expires_at = clock_timestamp() - interval '2 minutes' where repair_id = '{repairId}'; update booking.hold set expires_at = clock_timestamp() - interval '2 minutes'");
        var (status, problem) = await BookAsync(0);
        Assert.Equal((HttpStatusCode.Conflict, "/problems/offer-expired"), (status, new Uri(problem.GetProperty("type").GetString()!, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } uri ? uri.AbsolutePath : problem.GetProperty("type").GetString()));

        // Two minutes left: still to be had, also for a clock that is five minutes ahead.
        await system.ExecuteAsync($"update booking.offer set expires_at = clock_timestamp() + interval '2 minutes' where repair_id = '{repairId}'");
        Assert.Equal(HttpStatusCode.Created, (await BookAsync(0)).Status);

        // The window that is promised: it can be changed until it is over.
        choices = await system.ChoicesAsync(token, all: true);
        await WindowEndsAsync("- interval '2 minutes'");
        (status, problem) = await ChangeAsync(1);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.EndsWith("/window-over", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        await WindowEndsAsync("+ interval '2 minutes'");
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(1)).Status);

        Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> HoldAsync(int i) => system.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choices[i].ChoiceId });
        Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> BookAsync(int i) => system.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[i].ChoiceId });
        Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> ChangeAsync(int i) => system.Anyone.PutBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[i].ChoiceId });
        Task<int> WindowEndsAsync(string when) => system.ExecuteAsync($"update booking.place set promised = null where repair_id = '{repairId}'; update booking.appointment set window_start = clock_timestamp() - interval '1 hour', window_end = clock_timestamp() {when} where repair_id = '{repairId}' and status = 'booked'");
    }
}
