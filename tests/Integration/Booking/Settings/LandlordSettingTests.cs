using System.Net;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Settings;

/// <summary>A system of its own: what a landlord changes holds for all its repairs.</summary>
public sealed class LandlordSettingTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "3")]
    public async Task What_the_desk_changes_holds_at_once_in_two_processes_and_every_version_is_kept()
    {
        using var desk = _system.As(Roles.Desk);
        using var manager = _system.As(Roles.Manager);
        using var other = _system.As(Roles.Analyst);
        var second = await _system.StartAnotherAsync("Booking");
        using var there = new HttpClient { BaseAddress = second };
        there.DefaultRequestHeaders.Add("X-Demo-Role", Roles.Desk);

        var (_, before) = await desk.GetBodyAsync("/api/booking/settings");
        Assert.Equal((0, 28), (before.GetProperty("version").GetInt32(), before.GetProperty("settings").GetProperty("horizonDays").GetInt32()));
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetBodyAsync("/api/booking/settings")).Status);

        var (status, changed) = await manager.PutBodyAsync("/api/booking/settings", new { version = 0, overrides = new { urgentDays = 3, horizonDays = 28 } });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((1, Roles.Manager), (changed.GetProperty("version").GetInt32(), changed.GetProperty("changedBy").GetString()));
        Assert.Equal("""{"urgentDays": 3}""", await _system.ScalarAsync<string>("select settings::text from booking.landlord_setting where version = 1"));

        // The one that made the change knows at once; the other within a second.
        var home = await _system.HomeAsync();
        Assert.Equal(3, await DueInAsync(desk, home));
        await Eventually.TrueAsync(async () => await DueInAsync(there, home) == 3, 2);

        var (conflict, problem) = await desk.PutBodyAsync("/api/booking/settings", new { version = 0, overrides = new { urgentDays = 5 } });
        Assert.Equal((HttpStatusCode.Conflict, "/problems/settings-changed"), (conflict, problem.GetProperty("type").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await desk.PutBodyAsync("/api/booking/settings", new { overrides = new { } })).Status);
        Assert.Equal(7, await DueInAsync(desk, home));
        Assert.Equal(2, await _system.ScalarAsync<long>("select count(*) from booking.landlord_setting"));
    }

    [Fact]
    public async Task Settings_that_do_not_work_change_nothing_and_name_every_field()
    {
        using var desk = _system.As(Roles.Desk);

        var (status, problem) = await desk.PutBodyAsync("/api/booking/settings", new
        {
            overrides = new { horizonDays = 0, likelyPercent = 90, windows = new[] { new { kind = "AllDay", from = "17:00", to = "08:00" } }, speedBands = new[] { new { from = "08:00", to = "07:00", kilometresPerHour = 20 } } },
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["horizonDays", "likelyPercent", "speedBands", "windows"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        var (gaps, said) = await desk.PutBodyAsync("/api/booking/settings", new { overrides = new { windows = new object?[] { null }, speedBands = new object?[] { null } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, gaps);
        Assert.Equal(["speedBands", "windows"], said.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Equal("One of the windows is empty. Give its kind, from and to, or leave it out.", said.GetProperty("errors").GetProperty("windows")[0].GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await desk.PutBodyAsync("/api/booking/settings", new { overrides = new { emergency = 1 } })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await desk.PutBodyAsync("/api/booking/settings", new { overrides = new { windows = new[] { new { kind = "AllDay" } } } })).Status);
        Assert.Equal(0, await _system.ScalarAsync<long>("select count(*) from booking.landlord_setting"));
    }

    [Fact]
    public async Task A_person_sees_what_would_change_before_it_is_saved_and_reads_afterwards_who_changed_it()
    {
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync("/desk/settings");
        await desk.PressAsync("See what changes", ("Form.Numbers[HoldMinutes]", "fifteen"), ("Form.Windows[3].To", "4pm"));
        Assert.Contains("How long a time is kept while someone decides: write a whole number", desk.Words, StringComparison.Ordinal);
        Assert.Contains("It ends after it starts, on the same day", desk.Words, StringComparison.Ordinal);
        Assert.Equal("fifteen", desk.Page.QuerySelector("[name='Form.Numbers[HoldMinutes]']")!.GetAttribute("value"));

        await desk.PressAsync("See what changes", ("Form.Numbers[HoldMinutes]", "15"), ("Form.Windows[3].To", "8:30pm"));
        Assert.Contains("How long a time is kept while someone decides: 10 minutes becomes 15 minutes.", desk.Words, StringComparison.Ordinal);
        Assert.Equal(0, await _system.ScalarAsync<long>("select count(*) from booking.landlord_setting"));

        // What is saved is what was looked at: another number is shown first.
        await desk.PressAsync("Save these changes", ("Form.Numbers[HoldMinutes]", "20"));
        Assert.Contains("10 minutes becomes 20 minutes.", desk.Words, StringComparison.Ordinal);
        Assert.All(await desk.PressAtOnceAsync("Save these changes", 2), s => Assert.Equal(HttpStatusCode.OK, s));

        await desk.OpenAsync("/desk/settings");
        Assert.Contains("by the repairs desk", desk.Words, StringComparison.Ordinal);
        Assert.Contains("10 minutes becomes 20 minutes.", desk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<long>("select count(*) from booking.landlord_setting"));
        Assert.Contains("evening 5pm to 8:30pm", desk.Words, StringComparison.Ordinal);

        using var manager = new Visitor(_system, Roles.Manager);
        Assert.Equal(HttpStatusCode.OK, (await manager.OpenAsync("/desk/settings")).Status);
        using var welfare = new Visitor(_system, Roles.Welfare);
        Assert.Equal(HttpStatusCode.Forbidden, (await welfare.OpenAsync("/desk/settings")).Status);
    }

    private async Task<int> DueInAsync(HttpClient desk, Home home)
    {
        var (status, body) = await desk.PostBodyAsync("/api/repairs", new { householdRef = home.HouseholdRef, propertyRef = home.PropertyRef, trade = "plumbing", description = "It drips", priority = "urgent" });
        Assert.Equal(HttpStatusCode.Created, status);
        return (int)Math.Round((body.GetProperty("dueBy").GetDateTimeOffset() - await _system.NowAsync()).TotalDays);
    }
}
