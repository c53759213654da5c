using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Messages;

/// <summary>Why people got in touch, coded by their words and, for a sample, by two people.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class CodeContactsTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task A_contact_coded_later_counts_once_with_its_code_and_answers_for_no_repair_raised_since()
    {
        var home = await System.HomeAsync(operatives: 1);
        var contact = await RecordAsync(home.HouseholdRef, null);
        await System.SettleAsync();
        var (repair, _) = await System.RepairAsync(home);
        await System.SettleAsync();
        await CodeAsync(Roles.Desk, contact, "FD04");
        await CodeAsync(Roles.Desk, contact, "FD05");
        await System.SettleAsync();
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from analytics.event where subject = '{contact}' and type = 'ContactReceived' and code = 'FD04' and state = 0") == 1, 60, "the code to be counted");
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from analytics.event where subject = '{contact}' and type = 'ContactReceived' and state = 0"));
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.repair where repair_id = '{repair}' and heard_at is not null"));
    }

    [Fact]
    public async Task A_contact_is_told_with_the_patch_of_its_home_and_the_trade_of_the_repair_it_names()
    {
        var home = await System.HomeAsync(operatives: 1);
        var (repair, _) = await System.RepairAsync(home);
        await System.SettleAsync();
        var (named, unnamed, elsewhere) = (await RecordAsync(home.HouseholdRef, "FD01", repair), await RecordAsync(home.HouseholdRef, null), await RecordAsync($"nowhere-{home.HouseholdRef}", "FD01"));
        await System.SettleAsync();
        await CodeAsync(Roles.Desk, unnamed, "FD04");
        await System.SettleAsync();
        foreach (var (contact, about) in new[] { (named, $"{home.Patch}|plumbing|FD01"), (unnamed, $"{home.Patch}||FD04"), (elsewhere, "||FD01") })
        {
            await Eventually.TrueAsync(
                async () => await System.ScalarAsync<long>($"select count(*) from analytics.event where subject = '{contact}' and type = 'ContactReceived' and state = 0 and concat_ws('|', patch, trade, code) = '{about}'") == 1, 60, $"{about} to be known");
        }
    }

    [Fact]
    public async Task A_sampled_contact_gets_a_second_code_from_somebody_who_does_not_see_the_first()
    {
        var home = await System.HomeAsync(operatives: 1);
        Guid sampled;
        do
        {
            sampled = await RecordAsync(home.HouseholdRef, "FD01");
        }
        while (!await System.ScalarAsync<bool>($"select ('x' || left(md5('{sampled}'), 7))::bit(28)::int % 20 = 0"));

        Assert.DoesNotContain(sampled.ToString(), await PageAsync(Roles.Desk, "/messages/coding"), StringComparison.Ordinal);
        Assert.Contains(sampled.ToString(), await PageAsync(Roles.Messages, "/messages/coding"), StringComparison.Ordinal);
        var page = await PageAsync(Roles.Messages, $"/messages/coding/{sampled}");
        Assert.DoesNotContain("checked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("It was coded as", page, StringComparison.Ordinal);
        await CodeAsync(Roles.Desk, sampled, "FD02");
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from messages.second_code where contact_id = '{sampled}'"));
        await CodeAsync(Roles.Messages, sampled, "FD02");
        await CodeAsync(Roles.Messages, sampled, "FD03");
        Assert.Equal("FD02", await System.ScalarAsync<string>($"select code from messages.second_code where contact_id = '{sampled}'"));
        Assert.Contains("To talk about", await PageAsync(Roles.Desk, "/messages/coding"), StringComparison.Ordinal);
        await System.SettleAsync();
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from analytics.event where type = 'ContactCodedTwice' and subject = '{sampled}' and body ->> 'firstCode' = 'FD01' and body ->> 'secondCode' = 'FD02'") == 1, 60, "the two codes to arrive");
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from analytics.event where type = 'ContactCodedTwice' and body::text ilike '%desk%'"));
    }

    private async Task<Guid> RecordAsync(string household, string? code, Guid? repairId = null)
    {
        using var desk = System.As(Roles.Desk);
        var at = (await System.NowAsync()).AddMinutes(-1);
        using var answer = await desk.PostAsJsonAsync(new Uri("/api/contacts", UriKind.Relative), new { householdRef = household, at, channel = "phone", words = "I do not understand your letter", code, repairId });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("contactId").GetGuid();
    }

    private async Task<string> PageAsync(string role, string path)
    {
        using var person = System.As(role);
        return await person.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    /// <summary>As a browser does it: the form's own token goes back with the answer.</summary>
    private async Task CodeAsync(string role, Guid contact, string code)
    {
        using var person = System.As(role);
        using var opened = await person.GetAsync(new Uri($"/messages/coding/{contact}", UriKind.Relative));
        var page = await opened.Content.ReadAsStringAsync();
        if (Token().Matches(page) is not [.., { } token] || !page.Contains("Save the code", StringComparison.Ordinal))
            return;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/messages/coding/{contact}", UriKind.Relative))
        {
            Content = new FormUrlEncodedContent([new("Code", code), new("__RequestVerificationToken", token.Groups[1].Value)]),
        };
        if (opened.Headers.TryGetValues("Set-Cookie", out var cookies))
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => c.Split(';')[0])));
        using var answer = await person.SendAsync(request);
        Assert.True((int)answer.StatusCode < 400, $"{(int)answer.StatusCode}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
