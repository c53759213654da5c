using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>The hardest fault of all: the write stands and its client does not know.</summary>
[Collection(FaultCollection.Name)]
public sealed class LostReplyTests(HurtSystem hurt)
{
    [Fact]
    [Trait("fault", "F11")]
    public async Task F11_A_commit_whose_reply_is_lost_gives_the_same_id_when_the_same_key_asks_again()
    {
        const int Repairs = 15;
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history, homes: 1);
        var before = hurt.Proxy.Cuts;
        hurt.Proxy.DropReplyToCommit(t => t.Ran("into idempotency_key"), times: int.MaxValue / 2);
        try
        {
            for (var i = 0; i < Repairs; i++)
                await load.BookOneAsync(load.FirstHome);
        }
        finally
        {
            hurt.Proxy.DropReplyToCommit(_ => false);
        }

        var writes = history.Exchanges.Where(e => e.Key is not null).GroupBy(e => e.Key).ToList();
        Assert.Equal(writes.Count(w => w.Any(e => e.Acknowledged)), hurt.Proxy.Cuts - before);
        Assert.All(writes, w =>
        {
            Assert.Equal(503, w.First().Status);
            Assert.Equal(201, w.Last().Status);
        });
        Assert.Equal((long)Repairs, await system.ScalarAsync<long>($"select count(*) from booking.repair where household_ref = '{load.FirstHome.HouseholdRef}'"));
        Assert.Equal((long)Repairs, await system.ScalarAsync<long>($"select count(*) from booking.appointment a join booking.repair r using (landlord, repair_id) where household_ref = '{load.FirstHome.HouseholdRef}'"));
        await new Checker(system, history) { Canaries = Load.Canaries }.AssertAsync();
    }

    [Fact]
    public async Task Fifty_requests_at_once_with_one_key_have_one_effect_and_one_answer()
    {
        var system = hurt.System;
        using var history = new History();
        var load = await Load.PrepareAsync(system, history, homes: 1);
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => load.RaiseAsync(load.FirstHome, key)));
        Assert.Single(answers.Select(a => (a.Status, a.Answer)).Distinct());
        Assert.Equal(1L, await system.ScalarAsync<long>($"select count(*) from booking.repair where household_ref = '{load.FirstHome.HouseholdRef}'"));
        Assert.DoesNotContain(history.Exchanges, e => e.Status >= 500);

        using var desk = history.Client(system, Roles.Desk);
        var other = await History.SendAsync(desk, HttpMethod.Post, "/api/repairs", new { householdRef = load.FirstHome.HouseholdRef }, key);
        Assert.Equal(422, other.Status);
        Assert.Contains("/problems/idempotency-key-reused", other.Answer, StringComparison.Ordinal);
        await new Checker(system, history).AssertAsync();
    }
}
