using System.Net;
using System.Text.Json;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>Whoever touches a visit that is for several repairs locks all of them in the order of their ids: two who do it at once never wait for each other.</summary>
[Collection(SystemCollection.Name)]
[Trait("requirement", "13")]
public sealed class LockOrderTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Theory]
    [InlineData("desk changes")]
    [InlineData("desk cancels")]
    [InlineData("desk cancels by page")]
    [InlineData("desk changes by page")]
    [InlineData("resident confirms another time")]
    [InlineData("housing system books")]
    [Trait("case", "46")]
    public async Task The_repair_asked_about_is_not_locked_while_another_of_its_visit_is_waited_for(string door)
    {
        var home = await System.HomeAsync(trade: "plumbing;joinery");
        var (first, _) = await System.RepairAsync(home);
        var (second, token) = await System.RepairAsync(home, trade: "joinery");
        Assert.True(first.CompareTo(second) < 0, "ids rise with time");
        var choices = BookingApi.Read((await System.Anyone.GetBodyAsync($"/api/resident/{token}/choices?together=true")).Body);
        if (door != "housing system books")
        {
            Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choices[0].ChoiceId })).Status);
            choices = await System.ChoicesAsync(token);
        }

        using var page = new Visitor(System, door.StartsWith("resident", StringComparison.Ordinal) ? null : Roles.Desk);
        var act = await DoorAsync(door, page, second, token, choices[0].ChoiceId);

        await using var admin = await System.AdminAsync();
        await using var transaction = await admin.BeginTransactionAsync();
        await LockAsync(admin, first, "");
        var answer = act();
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and application_name = 'repairs booking' and {admin.ProcessID} = any(pg_blocking_pids(pid))") > 0, 60);

        // Others may hold it for a moment (a consumer, due work); whoever waits for the first would hold it until we let go.
        await Eventually.TrueAsync(async () => await FreeAsync(admin, transaction, second), 60, "the second repair to be free");
        await transaction.RollbackAsync();

        Assert.InRange((int)await answer, 200, 204);
        Assert.Equal(door.Contains("cancels", StringComparison.Ordinal) ? 0 : 2, await System.ScalarAsync<long>($"select count(*) from booking.appointment where repair_id in ('{first}', '{second}') and status = 'booked'"));
    }

    private static async Task<bool> FreeAsync(NpgsqlConnection admin, NpgsqlTransaction transaction, Guid repairId)
    {
        await transaction.SaveAsync("before");
        try
        {
            await LockAsync(admin, repairId, "nowait");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await transaction.RollbackAsync("before");
            return false;
        }
    }

    private async Task<Func<Task<HttpStatusCode>>> DoorAsync(string door, Visitor page, Guid repairId, string token, string choiceId)
    {
        switch (door)
        {
            case "desk changes":
                return () => DeskAsync(HttpMethod.Put, $"/api/repairs/{repairId}/appointment", new { choiceId, reason = "weather" });
            case "desk cancels":
                return () => DeskAsync(HttpMethod.Post, $"/api/repairs/{repairId}/appointment/cancel", new { by = "landlord", reason = "weather" });
            case "desk cancels by page":
                await page.OpenAsync($"/desk/repairs/{repairId}/cancel");
                return async () => (await page.PressAsync("Cancel the visit", ("Why", "weather"))).Status;
            case "desk changes by page":
                await page.OpenAsync($"/desk/repairs/{repairId}/choose");
                var picked = page.Options("Choice")[0].Value;
                return async () => (await page.PressAsync("Book it", ("Choice", picked), ("By", "resident"), ("Why", "resident-asked"))).Status;
            case "resident confirms another time":
                await page.OpenAsync($"/r/{token}/confirm/{choiceId}");
                return async () => (await page.PressAsync("Yes, come then")).Status;
            default:
                return () => DeskAsync(HttpMethod.Post, "/hact/request-appointment", JsonSerializer.SerializeToElement(new { WorkOrderReference = new { ID = repairId }, AppointmentReference = new { ID = choiceId } }));
        }
    }

    private async Task<HttpStatusCode> DeskAsync(HttpMethod method, string path, object body)
    {
        using var desk = System.As(Roles.Desk);
        return (await desk.CallAsync(method, path, body)).Status;
    }

    private static async Task LockAsync(NpgsqlConnection admin, Guid repairId, string how)
    {
        await using var command = new NpgsqlCommand($"select 1 from booking.repair where repair_id = '{repairId}' for update {how}", admin);
        await command.ExecuteNonQueryAsync();
    }
}
