using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>Health says what an operator must know: alive, ready, and why not.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_process_lives_before_its_database_is_made_and_is_ready_once_it_is_migrated()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions
        {
            Bare = true,
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Repairs__Demo"] = "false",
                ["Repairs__PublicUrl"] = "https://repairs.example.org",
                ["Repairs__Identity__Authority"] = "https://id.example.org",
                ["Repairs__Identity__Audience"] = "repairs",
            },
        });
        await Eventually.TrueAsync(async () => (await AskAsync(system, "live")).Status == HttpStatusCode.OK, 60, "a living process:\n" + system.Log);

        var (status, body) = await AskAsync(system, "ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        Assert.Contains("cannot reach its database", body.GetProperty("why").GetString(), StringComparison.Ordinal);

        await system.VerbAsync("migrate");
        await Eventually.Async(() => AskAsync(system, "ready"), r => r.Status == HttpStatusCode.OK && r.Body.GetProperty("status").GetString() == "healthy", 60, "readiness after migrating");

        // A page with a form, behind a proxy that ends the encryption: its cookie is kept by browsers only over https, and the page is made all the same.
        using (var form = await system.Anyone.GetAsync(new Uri("/concerns", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, form.StatusCode);
            Assert.Contains(form.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-form=", StringComparison.Ordinal) && c.Contains("secure", StringComparison.OrdinalIgnoreCase));
        }

        // Nobody's first request waits until all diaries are read: until then the process is not ready.
        await using (var admin = await system.AdminAsync())
        {
            await using var holding = await admin.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table booking.operative in access exclusive mode", admin, holding))
                await hold.ExecuteNonQueryAsync();
            var restarted = system.RestartAsync();
            await Eventually.Async(() => AskAsync(system, "ready"), r => r.Status == HttpStatusCode.ServiceUnavailable && r.Body.GetProperty("why").GetString()!.Contains("still reads", StringComparison.Ordinal), 90, "a process that still reads");
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(system, "live")).Status);
            await holding.RollbackAsync();
            await restarted;
        }

        await system.ExecuteAsync("delete from welfare.migration where name = '0001_platform.sql'");
        (status, body) = await AskAsync(system, "ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Welfare waits for 1 migrations", body.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(system, "live")).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(RepairsSystem system, string what)
    {
        try
        {
            using var answer = await system.Anyone.GetAsync(new Uri($"/health/{what}", UriKind.Relative));
            return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
        }
        catch (HttpRequestException)
        {
            return (default, default);
        }
    }
}
