using System.Net.Http.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

[Collection(SystemCollection.Name)]
public sealed class BriefProjectionTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "17")]
    public async Task A_contractor_sees_these_fields_and_no_others()
    {
        var door = await Door.BookedAsync(_system);
        await door.AgreeAsync("A01", "I am slow on the stairs, wait 5 minutes", "Knock loudly and wait 5 minutes");

        var visit = (await door.ListAsync()).Single();

        Assert.Equal(
            ["visitId", "date", "from", "to", "address", "job", "instructions", "conductVersion", "briefRead"],
            visit.EnumerateObject().Select(p => p.Name));
        var instruction = Assert.Single(visit.GetProperty("instructions").EnumerateArray());
        Assert.Equal(["code", "text"], instruction.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Knock loudly and wait 5 minutes", instruction.GetProperty("text").GetString());
    }

    [Fact]
    [Trait("requirement", "17")]
    public async Task Nothing_said_for_other_eyes_reaches_a_contractor()
    {
        const string Canary = "CANARY-7Q";
        var door = await Door.BookedAsync(_system);
        await door.Needs.PostAsJsonAsync($"/api/households/{door.HouseholdRef}/adjustments", new
        {
            code = "A13",
            words = $"{Canary} I have depression and wait for my sister",
            consent = new { how = $"{Canary} on the phone", at = door.BookedAt },
        });
        await door.AgreeAsync("A17", $"{Canary} not before 10");
        await door.AgreeAsync("A20", $"{Canary} my ex does not know that I live here");
        await door.Needs.PostAsJsonAsync($"/api/households/{door.HouseholdRef}/adjustments", new
        {
            code = "A12",
            words = $"{Canary} secret",
            seenBy = new[] { "welfare" },
            basis = new { kind = "safeguarding", why = $"{Canary} told by the ward" },
        });
        await _system.ExecuteAsync($"insert into needs.contact (landlord, household_ref, name, phone, email, changed_at) values ('demo', '{door.HouseholdRef}', '{Canary}', '{Canary} 1', '{Canary}@x', now())");

        var answers = new List<string> { await door.Operative.GetStringAsync($"/api/visits?date={door.Date:yyyy-MM-dd}") };
        await door.ReadAsync();
        await door.SetOffAsync();
        answers.Add(await (await door.ReportAsync(door.NoAnswer())).Content.ReadAsStringAsync());
        foreach (var page in new[] { $"/visits?date={door.Date:yyyy-MM-dd}", $"/visits/{door.VisitId}", $"/visits/{door.VisitId}/outcome", $"/visits/{door.VisitId}/outcome/DO10", "/visits/device", "/visits/offline", "/visits/worker.js", "/visits/conduct" })
            answers.Add(await door.Operative.GetStringAsync(page));

        Assert.All(answers, a => Assert.DoesNotContain(Canary, a, StringComparison.OrdinalIgnoreCase));
        Assert.All(answers, a => Assert.DoesNotContain(door.HouseholdRef, a, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Canary, _system.Log, StringComparison.OrdinalIgnoreCase);
        var rows = await _system.ScalarAsync<long>($"select (select count(*) from visits.visit v where v::text like '%{Canary}%') + (select count(*) from visits.brief_read b where b::text like '%{Canary}%') + (select count(*) from visits.event_log e where e::text like '%{Canary}%')");
        Assert.Equal(0, rows);
    }

    [Fact]
    [Trait("requirement", "39")]
    public async Task Operatives_and_residents_read_the_same_version_of_the_code_of_conduct()
    {
        var door = await Door.BookedAsync(_system);
        var version = (await door.ListAsync()).Single().GetProperty("conductVersion").GetString()!;

        Assert.Contains($"Version {version}", await _system.Anyone.GetStringAsync("/visits/conduct"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "16")]
    public async Task An_adjustment_that_was_withdrawn_is_gone_from_the_very_next_brief()
    {
        var door = await Door.BookedAsync(_system);
        using var agreed = await door.AgreeAsync("A12", "Show ID at the window");
        var id = (await agreed.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("adjustmentId").GetGuid();
        Assert.Single((await door.ListAsync()).Single().GetProperty("instructions").EnumerateArray());

        (await door.Needs.PostAsync($"/api/households/{door.HouseholdRef}/adjustments/{id}/withdraw", null)).EnsureSuccessStatusCode();

        Assert.Empty((await door.ListAsync()).Single().GetProperty("instructions").EnumerateArray());
    }
}
