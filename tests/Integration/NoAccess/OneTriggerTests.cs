using System.Net;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Two hundred operatives report at once, over HTTP, that nobody answered at one and the same home: with one NoAccess, and with two of them.</summary>
public sealed class OneTriggerTests : IAsyncLifetime
{
    private const int Reports = 200;

    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "11")]
    public async Task Two_hundred_reports_at_once_over_http_ask_for_exactly_one_follow_up_with_one_NoAccess_and_with_two()
    {
        await OnceAsync();
        await _system.StartAnotherAsync("NoAccess");
        await OnceAsync();
    }

    private async Task OnceAsync()
    {
        var (household, repair, now) = ($"H-{Guid.NewGuid():N}", Guid.CreateVersion7(), await _system.NowAsync());
        await _system.PublishAsync("Booking", new RepairRaised(DemoPeople.Landlord, repair, household, "P-door", "North", "plumbing", Priority.Routine, now.AddDays(20), 1, now.AddDays(-9)));
        var visits = Enumerable.Range(0, Reports).Select(i => new DoorVisit(_system, household, $"OP-{Guid.NewGuid():N}", repair, now)).ToList();
        foreach (var visit in visits)
            await _system.PublishAsync("Booking", visit.Booked);
        await _system.SettleAsync(120);
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (v, _) => await v.ArriveAsync());
        await _system.MoveClockAsync(TimeSpan.FromMinutes(45));

        // Each report twice, as a phone with little signal sends it.
        var answers = await Task.WhenAll(visits.Concat(visits).Select(v => v.ReportAsync()));
        Assert.Equal(Reports, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, a.StatusCode.ToString()));
        await _system.SettleAsync(180);

        Assert.Equal(Reports, await CountAsync($"noaccess.visit where household_ref = '{household}' and attribution = 'Unknown'"));
        Assert.Equal(1, await CountAsync($"noaccess.decision where household_ref = '{household}' and kind = 'follow-up'"));
        Assert.Equal(1, await CountAsync($"noaccess.event_log where subject = '{household}' and type = 'WelfareFollowUpRequested'"));
        Assert.Equal(1, await CountAsync($"noaccess.event_log where subject = '{household}' and type = 'AttemptsPaused'"));
        Assert.InRange(await CountAsync($"noaccess.decision where household_ref = '{household}' and kind = 'missed-each-other'"), 0, 1);
        Assert.Equal(1, await CountAsync($"welfare.follow_up where household_ref = '{household}'"));
        Assert.Equal(0, await CountAsync($"noaccess.owed where household_ref = '{household}'"));
    }

    private Task<long> CountAsync(string of) => _system.ScalarAsync<long>($"select count(*) from {of}");
}
