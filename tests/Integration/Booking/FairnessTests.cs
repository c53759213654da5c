using System.Net;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

[Collection(SystemCollection.Name)]
public sealed class FairnessTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    public async Task Two_households_that_differ_only_in_what_went_before_get_the_same_choices()
    {
        var home = await _system.HomeAsync(operatives: 2);
        var homes = await _system.NeighboursAsync(home, 2);
        var (earlier, link) = await _system.RepairAsync(homes[0]);
        for (var i = 0; i < 2; i++)
        {
            var visit = await _system.BookFirstAsync(link);
            await _system.PublishAsync("Visits", new VisitOutcomeReported("demo", Guid.NewGuid(), null, visit.VisitId, earlier, homes[0].HouseholdRef, home.Patch, "plumbing", Priority.Routine,
                home.Contractor, home.Operatives[0], DoorOutcome.DO10, visit.From, visit.From.AddMinutes(12), null, [], visit.From, visit.To, Actor.Contractor, visit.From.AddMinutes(12)));
            await Eventually.TrueAsync(async () => await _system.ScalarAsync<string>($"select status from booking.repair where repair_id = '{earlier}'") == "open", 60);
        }

        var withHistory = (await _system.RepairAsync(homes[0])).Token;
        var without = (await _system.RepairAsync(homes[1])).Token;

        Assert.Equal(await SeenAsync(without, false), await SeenAsync(withHistory, false));
        Assert.Equal(await SeenAsync(without, true), await SeenAsync(withHistory, true));
    }

    [Fact]
    [Trait("requirement", "15")]
    public async Task What_a_household_told_Needs_shapes_its_choices_and_is_shown_to_have_been_used()
    {
        var home = await _system.HomeAsync();
        var (repairId, token) = await _system.RepairAsync(home);
        using var needs = _system.As(Roles.Needs);
        var (status, body) = await needs.PostBodyAsync($"/api/households/{home.HouseholdRef}/adjustments", new { code = "A17", words = "After my carer has been, not before 11:00", notBefore = "11:00", consent = new { how = "by phone", at = await _system.NowAsync() } });
        Assert.True(status == HttpStatusCode.Created, body.GetRawText());

        var choices = await _system.ChoicesAsync(token, all: true);
        var told = (await _system.As(Roles.Desk).GetBodyAsync($"/api/repairs/{repairId}/choices")).Body;

        Assert.NotEmpty(choices);
        Assert.All(choices, c => Assert.True(string.CompareOrdinal(c.From, "11:00") >= 0, c.From));
        Assert.Equal(1, told.GetProperty("needsApplied").GetInt32());
    }

    private async Task<IEnumerable<string>> SeenAsync(string token, bool all) =>
        (await _system.ChoicesAsync(token, all)).Select(c => $"{c.Window} {string.Join(", ", c.Why)}").ToList();
}

/// <summary>Needs is down: a booking goes on with what is known.</summary>
public sealed class WithoutNeedsTests
{
    [Fact]
    public async Task Choices_and_new_repairs_go_on_and_contact_details_wait()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Environment = new Dictionary<string, string> { ["Repairs__ServiceUrls__Needs"] = "http://127.0.0.1:9" } });

        var (repairId, token) = await system.RepairAsync(await system.HomeAsync());

        Assert.True((await system.ChoicesAsync(token)).Count >= 3);
        Assert.Equal(0, await system.ScalarAsync<int>($"select needs_applied from booking.offer where repair_id = '{repairId}'"));
        Assert.Equal(1, await system.ScalarAsync<int>($"select count(*) from booking.contact_to_pass_on where repair_id = '{repairId}'"));
        await system.BookFirstAsync(token);
    }
}
