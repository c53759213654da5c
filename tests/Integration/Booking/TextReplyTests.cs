using System.Globalization;
using System.Net;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>The same choices for someone without a smartphone: three in a text, answered with a number.</summary>
[Collection(SystemCollection.Name)]
[Trait("requirement", "3")]
[Trait("requirement", "4")]
public sealed class TextReplyTests(SharedSystem shared)
{
    private static int _phones;
    private readonly RepairsSystem _system = shared.System;
    private readonly string _phone = string.Create(CultureInfo.InvariantCulture, $"07{Environment.ProcessId % 100000:00000}{Interlocked.Increment(ref _phones):0000}");

    [Fact]
    public async Task A_number_books_the_choice_and_the_same_answer_twice_is_one()
    {
        var (repairId, body) = await TextedAsync();
        var id = Guid.NewGuid();

        Assert.Equal("choice", await ReplyAsync("2 please", id));
        Assert.Equal("choice", await ReplyAsync("2 please", id));
        await BookedAsync(repairId);
        await _system.SettleAsync();
        await _system.RepublishAsync("Messages");
        await _system.SettleAsync();

        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        Assert.Equal("Resident", await _system.ScalarAsync<string>($"select booked_by from booking.appointment where repair_id = '{repairId}'"));
        Assert.Contains($"2: {await VisitAsync(repairId)}.", body, StringComparison.Ordinal);
        await SentAsync(repairId, "appointment-booked");
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.contact where repair_id = '{repairId}' and words = '2 please'"));
        Assert.Equal(0, await _system.ScalarAsync<int>("select count(*) from messages.event_log where body::text like '%2 please%'"));
    }

    [Fact]
    public async Task A_time_that_is_gone_brings_three_others_and_one_of_them_can_be_booked()
    {
        var home = await _system.HomeAsync();
        var (repairId, _) = await TextedAsync(home);
        var day = await _system.ScalarAsync<string>($"select choices -> 0 ->> 'date' from booking.offer where repair_id = '{repairId}' and kind = 'text'");
        using (var desk = _system.As(Roles.Desk))
            await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{home.Operatives[0]},{day},08:00,17:00\n", "?kind=absence");

        await ReplyAsync("1");

        var fresh = await SentAsync(repairId, "fresh-choices");
        Assert.Contains("has just gone. That is not your doing", fresh, StringComparison.Ordinal);
        Assert.Contains("Reply 1, 2 or 3, or 0 for none of these", fresh, StringComparison.Ordinal);
        await ReplyAsync("3");
        await BookedAsync(repairId);
        Assert.Contains($"3: {await VisitAsync(repairId)}.", fresh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_of_these_looks_further_and_an_impatient_thumb_counts_once()
    {
        var (repairId, first) = await TextedAsync();

        await Task.WhenAll(ReplyAsync("0"), ReplyAsync("0"), ReplyAsync("None of these"));

        var fresh = await SentAsync(repairId, "fresh-choices");
        Assert.Contains("We looked further", fresh, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select declines from booking.repair where repair_id = '{repairId}'"));
        Assert.DoesNotContain(first.Split("1: ")[1].Split('.')[0], fresh, StringComparison.Ordinal);

        await ReplyAsync("0");
        await SentAsync(repairId, "call-back");
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
    }

    [Fact]
    public async Task Call_is_a_promise_and_other_words_wait_for_a_person()
    {
        var (repairId, _) = await TextedAsync();

        Assert.Equal("other", await ReplyAsync("I cannot do mornings, my mother is in hospital"));
        Assert.Equal("call", await ReplyAsync("CALL"));

        await SentAsync(repairId, "call-promised");
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.call_back where repair_id = '{repairId}' and because = 'asked' and kept_at is null"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.promise where repair_id = '{repairId}' and code = 'call-back' and state = 'open'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task A_number_from_nobody_we_know_books_nothing_and_is_still_read()
    {
        using var carrier = _system.As(Roles.Messages);
        var id = Guid.NewGuid();

        var (status, body) = await carrier.PostBodyAsync("/api/replies", new { replyId = id, from = "+44 7000 000000", text = "1" });

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("other", body.GetProperty("heard").GetString());
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.contact where contact_id = '{id}'"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await carrier.PostBodyAsync("/api/replies", new { from = "", text = "" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await carrier.PostBodyAsync("/api/replies", new { replyId = "x" })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _system.Anyone.PostBodyAsync("/api/replies", new { replyId = id, from = "1", text = "1" })).Status);
    }

    private async Task<(Guid RepairId, string Body)> TextedAsync(Home? home = null)
    {
        var (repairId, _) = await _system.RepairAsync(home ?? await _system.HomeAsync(), contact: new { name = "Sam Resident", phone = _phone });
        var body = await SentAsync(repairId, "repair-raised");
        Assert.Contains("Reply 1, 2 or 3, or 0 for none of these", body, StringComparison.Ordinal);
        return (repairId, body);
    }

    private async Task<string?> ReplyAsync(string text, Guid? id = null)
    {
        using var carrier = _system.As(Roles.Messages);
        var (status, body) = await carrier.PostBodyAsync("/api/replies", new { replyId = id ?? Guid.NewGuid(), from = "+44" + _phone[1..], text });
        Assert.Equal(HttpStatusCode.Accepted, status);
        return body.GetProperty("heard").GetString();
    }

    private async Task<string> SentAsync(Guid repairId, string template) => (await Eventually.Async(
        () => _system.ScalarAsync<string>($"select body from messages.message where repair_id = '{repairId}' and template = '{template}' and state = 'sent' and channel = 'text' order by sent_at desc limit 1"),
        b => b is not null, 60, $"{template} to be sent"))!;

    private Task BookedAsync(Guid repairId) =>
        Eventually.Async(() => _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{repairId}'"), n => n == 1, 60, "the visit to be booked");

    private async Task<string> VisitAsync(Guid repairId)
    {
        var parts = (await _system.ScalarAsync<string>($"select to_char(date, 'YYYY-MM-DD') || ' ' || to_char(from_time, 'HH24:MI') || ' ' || to_char(to_time, 'HH24:MI') from booking.appointment where repair_id = '{repairId}'"))!.Split(' ');
        return $"{LondonTime.Words(DateOnly.Parse(parts[0], CultureInfo.InvariantCulture))}, {LondonTime.Words(TimeOnly.Parse(parts[1], CultureInfo.InvariantCulture))} to {LondonTime.Words(TimeOnly.Parse(parts[2], CultureInfo.InvariantCulture))}";
    }
}
