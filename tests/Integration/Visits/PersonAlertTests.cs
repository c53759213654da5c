using System.Net.Http.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Alerts about people that other systems send along ("regularly misses appointments" is HACT's 30) leave no trace, in no table, no answer and no log, but one: whoever speaks with them next asks what would help.</summary>
[Collection(SystemCollection.Name)]
public sealed class PersonAlertTests(SharedSystem shared)
{
    private static readonly System.Text.Json.JsonSerializerOptions AsWritten = new();

    private const string Canary = "CANARY-ALERT-9131";

    [Fact]
    [Trait("requirement", "57")]
    public async Task An_alert_about_a_person_is_stored_shown_and_logged_nowhere_and_becomes_a_question_of_ours()
    {
        var system = shared.System;
        var home = await system.HomeAsync(operatives: 1);
        using var desk = system.As(Roles.Desk);
        object[] alerts = [new { type = "30", typeCode = "30", comments = Canary, description = Canary }];
        using var raised = await desk.PostAsJsonAsync("/hact/raise-repair", new
        {
            descriptionOfWork = "The tap drips",
            priority = new { priorityCode = "4", requiredCompletionDateTime = "2030-01-08T09:43:14Z" },
            workClass = new { workClassCode = "0" },
            sitePropertyUnit = new[] { new { reference = new[] { new { ID = home.PropertyRef } } } },
            personAlert = alerts,
            locationAlert = alerts,
            customer = new { personAlert = alerts, person = new[] { new { personAlert = alerts } } },
            accessInformation = new { description = Canary, keysafe = new { location = Canary, code = Canary } },
        });
        var answer = await raised.Content.ReadAsStringAsync();
        Assert.True(raised.IsSuccessStatusCode, answer);
        Assert.DoesNotContain(Canary, answer);

        // The same question whatever the alert was, at the desk and nowhere else; asked once it is gone, and a repair without an alert has none.
        var repairId = System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("repairId").GetGuid();
        using var person = new Booking.Faces.Visitor(system, Roles.Desk);
        await person.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains("Is there anything that would help when we come?", person.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("regularly", person.Words, StringComparison.OrdinalIgnoreCase);
        await person.PressAsync("We have asked");
        Assert.DoesNotContain("Is there anything that would help when we come?", person.Words, StringComparison.Ordinal);
        var (plain, _) = await system.RepairAsync(home);
        await person.OpenAsync($"/desk/repairs/{plain}");
        Assert.DoesNotContain("Is there anything that would help when we come?", person.Words, StringComparison.Ordinal);

        var door = await Door.BookedAsync(system);
        using var missed = await door.Operative.PostAsJsonAsync("/hact/job-status-update", new
        {
            RelatedWorkOrderReference = new { ID = door.RepairId }, TypeCode = "70", EventTime = (await system.NowAsync()).UtcDateTime, Reference = new { ID = "1" }, Comments = Canary, OtherType = Canary, PersonAlert = alerts,
            CustomerFeedback = new { PartyProvidingFeedback = Canary },
        }, AsWritten);
        Assert.True(missed.IsSuccessStatusCode, await missed.Content.ReadAsStringAsync());
        await system.SettleAsync();

        const string Where = """
            select string_agg(found, ', ')
            from (
              select t.table_schema || '.' || t.table_name as found
              from information_schema.tables t
              where t.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'
              and (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I x where x::text like ''%%CANARY-ALERT-9131%%''', t.table_schema, t.table_name), false, true, '')))[1]::text::bigint > 0) kept
            """;
        Assert.Null(await system.ScalarAsync<string>(Where));
        Assert.DoesNotContain(Canary, system.Log);
        Assert.DoesNotContain(Canary, await desk.GetStringAsync(new Uri("/hact/job-status-updates?since=2026-01-01T00:00:00Z", UriKind.Relative)));
    }
}
