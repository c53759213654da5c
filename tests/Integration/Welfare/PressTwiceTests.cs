using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Welfare;

/// <summary>Every button is safe to press twice, and a reason goes to a visit of its own follow-up.</summary>
[Collection(SystemCollection.Name)]
public sealed class PressTwiceTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task A_try_and_a_pause_saved_five_times_at_once_are_recorded_once()
    {
        var (household, id, _) = await OpenAsync();
        using var officer = new Visitor(System, Roles.Welfare);
        await officer.OpenAsync($"/follow-ups/{id}/attempt");
        await officer.PressAtOnceAsync("Save", 5, ("How", "call"), ("Reached", "no"));
        Assert.Equal((1, 1), (await CountAsync("attempt", $"follow_up_id = '{id}'"), await CountAsync("event_log", $"type = 'HumanContactAttempted' and subject = '{household}'")));

        var today = LondonTime.DateOf(await System.NowAsync());
        await officer.OpenAsync($"/follow-ups/{id}/pause");
        await officer.PressAtOnceAsync("Pause visits", 5, ("Kind", "asked"), ("From.Day", Number(today.Day)), ("From.Month", Number(today.Month)), ("From.Year", Number(today.Year)));
        Assert.Equal((1, 1), (await CountAsync("pause", $"household_ref = '{household}'"), await CountAsync("event_log", $"type = 'AvailabilityPaused' and subject = '{household}'")));
    }

    [Fact]
    [Trait("requirement", "25")]
    public async Task A_worry_sent_five_times_at_once_is_one_worry()
    {
        var worry = $"I am worried {Guid.NewGuid():N}";
        using var anyone = new Visitor(System);
        await anyone.OpenAsync("/concerns");
        Assert.All(await anyone.PressAtOnceAsync("Send", 5, ("Worry", worry)), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(1, await CountAsync("concern", $"worry = '{worry}'"));
    }

    [Fact]
    public async Task A_reason_names_a_visit_of_the_same_follow_up()
    {
        var (household, id, visit) = await OpenAsync();
        using var officer = System.As(Roles.Welfare);
        using var other = await officer.PostAsJsonAsync($"/api/follow-ups/{id}/attempts", new { how = "call", reached = true, reason = "R04", visitId = Guid.NewGuid() });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.True((await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("visitId", out _));
        Assert.Equal((0, 0), (await CountAsync("attempt", $"follow_up_id = '{id}'"), await CountAsync("reason", $"household_ref = '{household}'")));

        using var own = await officer.PostAsJsonAsync($"/api/follow-ups/{id}/attempts", new { how = "call", reached = true, reason = "R04", visitId = visit });
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        Assert.Equal(1, await CountAsync("reason", $"visit_id = '{visit}'"));
    }

    private async Task<(string Household, Guid FollowUp, Guid Visit)> OpenAsync()
    {
        var (household, visit) = ($"H-{Guid.NewGuid():N}", Guid.NewGuid());
        await System.PublishAsync("NoAccess", new WelfareFollowUpRequested("demo", Guid.NewGuid(), household, null, [visit], ["two-in-ninety-days"], Risk.Standard, await System.NowAsync()));
        await System.SettleAsync();
        return (household, await System.ScalarAsync<Guid>($"select follow_up_id from welfare.follow_up where household_ref = '{household}'"), visit);
    }

    private Task<long> CountAsync(string table, string where) => System.ScalarAsync<long>($"select count(*) from welfare.{table} where {where}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
