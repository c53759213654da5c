using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Repairs.Contracts;
using Repairs.Host;
using Repairs.Platform;
using Repairs.Tests.Integration.Faults;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>A system whose inbox of Analytics can be held shut: what comes from the bus meanwhile gathers.</summary>
public sealed class HeldUp : IAsyncLifetime
{
    public RepairsSystem System { get; private set; } = null!;

    public async Task InitializeAsync() => System = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });

    public async Task DisposeAsync() => await System.DisposeAsync();

    /// <summary>Nothing can be taken until this is disposed.</summary>
    internal async Task<NpgsqlConnection> HoldAsync()
    {
        var connection = await System.AdminAsync();
        await using var command = new NpgsqlCommand("begin; lock table analytics.inbox in exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Publishes events (those that were published before once more) and waits until the broker has each.</summary>
    internal async Task TellAsync(params IReadOnlyList<(Guid Id, IEvent Event)> told)
    {
        var catalogue = Commands.Catalogue(Commands.Installed);
        await using var connection = await System.AdminAsync();
        await using var command = new NpgsqlCommand(
            """
            insert into analytics.event_log (landlord, event_id, type, body, occurred_at)
            select landlord, event_id, type, body::jsonb, occurred_at
            from unnest($1, $2, $3, $4, $5) with ordinality as told(landlord, event_id, type, body, occurred_at, place)
            order by place
            on conflict (event_id) do update set published_at = null
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = told.Select(t => t.Event.Landlord).ToArray() }, new() { Value = told.Select(t => t.Id).ToArray() },
                new() { Value = told.Select(t => catalogue.Describe(t.Event).Type).ToArray() },
                new() { Value = told.Select(t => JsonSerializer.Serialize(t.Event, t.Event.GetType(), Json.Options)).ToArray() },
                new() { Value = told.Select(t => t.Event.OccurredAt.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync();
        await Eventually.Async(() => System.ScalarAsync<long>("select count(*) from analytics.event_log where published_at is null"), waiting => waiting == 0, 60, "every event to be published");
    }

    /// <summary>Waits until so many deliveries lie in the queue of Analytics, taken by nobody for good.</summary>
    internal Task QueuedAsync(int deliveries) =>
        Eventually.Async(() => CountAsync("analytics"), n => n == deliveries, 30, $"{deliveries} deliveries in the queue");

    internal async Task<int> CountAsync(string queue) => (await System.QueuesAsync()).GetValueOrDefault(queue);

    /// <summary>Waits until these events are taken, and answers in how many transactions they were.</summary>
    internal async Task<long> TakenAsync(IReadOnlyCollection<Guid> ids)
    {
        var of = $"from analytics.inbox where consumer = 'HearEvents' and event_id in ('{string.Join("', '", ids)}')";
        await Eventually.Async(() => System.ScalarAsync<long>("select count(*) " + of), taken => taken == ids.Count, 60, $"{ids.Count} events to be taken");
        return await System.ScalarAsync<long>("select count(distinct xmin::text) " + of);
    }
}

/// <summary>Our own events come from the bus many at a time: each counts once, whatever becomes of those beside it.</summary>
public sealed class HearEventsTests(HeldUp held) : IClassFixture<HeldUp>
{
    private readonly RepairsSystem _system = held.System;

    [Fact]
    [Trait("case", "1")]
    public async Task Two_thousand_events_that_had_to_wait_are_taken_in_a_few_transactions_and_each_counts_once()
    {
        var told = Enumerable.Range(0, 2_000).Select(i => Report(i)).ToList();
        await using (await held.HoldAsync())
            await held.TellAsync(told);

        var transactions = await held.TakenAsync(Ids(told));
        Assert.True(transactions <= 100, $"{transactions} transactions for {told.Count} events");
        Assert.Equal(told.Count, await KeptAsync(told));
        var intakes = await _system.ScalarAsync<long>($"select count(distinct intake) from analytics.event where {In(told)}");
        Assert.True(intakes <= 100, $"{intakes} intakes for {told.Count} events");
        Assert.Equal(told.Count, await _system.ScalarAsync<long>($"select count(distinct (intake, line)) from analytics.event where {In(told)}"));

        await EachCountsOnceAsync(told);
    }

    [Fact]
    [Trait("case", "2")]
    public async Task An_event_that_comes_twice_in_one_lot_and_again_later_counts_once()
    {
        var (first, twice, beside) = (Report(1), Report(2), Report(3));
        await using (await held.HoldAsync())
        {
            // The first is being stored, as far as the hold lets it, when the others gather.
            await held.TellAsync(first);
            await held.QueuedAsync(1);
            await held.TellAsync(twice);
            await held.TellAsync(twice, beside);
            await held.QueuedAsync(4);
        }

        Assert.Equal(1, await held.TakenAsync([twice.Id, beside.Id]));
        await held.QueuedAsync(0);
        await held.TellAsync(first, twice, beside);
        await held.QueuedAsync(0);
        await EachCountsOnceAsync([first, twice, beside]);
        Assert.Equal(0L, await _system.ScalarAsync<long>($"select count(*) from analytics.intake where received_at >= (select min(received_at) from analytics.event where {In([first])})"));
    }

    [Fact]
    [Trait("case", "3")]
    public async Task Events_of_one_visit_in_whatever_order_within_a_lot_or_one_by_one_come_to_the_same()
    {
        var visits = Enumerable.Range(0, 30).Select(i => (Id: Guid.NewGuid(), Repair: Guid.NewGuid(), N: i)).ToList();
        foreach (var told in Story(visits[0].Id, visits[0].Repair))
        {
            await held.TellAsync(told);
            await held.TakenAsync([told.Id]);
        }

        var random = new Random(5);
        var shuffled = visits.Skip(1).SelectMany(v => Story(v.Id, v.Repair)).ToArray();
        random.Shuffle(shuffled);
        await using (await held.HoldAsync())
            await held.TellAsync(shuffled);
        Assert.True(await held.TakenAsync(Ids(shuffled)) < shuffled.Length / 2);
        await _system.CountedAsync();

        var facts = await _system.ScalarAsync<string>($"""
            select string_agg(distinct concat_ws('|', outcome, standing, evidence, disputed, day, due_day, patch, trade), ' and ')
              || ' ' || count(*)
            from analytics.visit
            where source = 'repairs' and visit_id in ('{string.Join("', '", visits.Select(v => v.Id))}')
            """);
        Assert.DoesNotContain(" and ", facts, StringComparison.Ordinal);
        Assert.EndsWith(" 30", facts, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("case", "1")]
    [Trait("fault", "F03")]
    public async Task A_process_that_dies_between_commit_and_acknowledgement_gets_them_again_and_counts_them_once()
    {
        var told = Enumerable.Range(0, 600).Select(i => Report(i)).ToList();
        await using (await held.HoldAsync())
        {
            await held.TellAsync(told);
            _system.Kill();
        }

        await _system.RestartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["REPAIRS_FAILPOINT"] = "consumer-committed:2" });
        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to die after its second commit");
        await Eventually.Async(() => AppliedAndWaitingAsync(told), n => n > 1, 20, "deliveries that come again although their events are stored");

        await _system.RestartAsync();
        await held.TakenAsync(Ids(told));
        await held.QueuedAsync(0);
        await EachCountsOnceAsync(told);
    }

    [Fact]
    [Trait("case", "4")]
    public async Task An_event_that_cannot_be_read_goes_to_the_error_queue_and_those_beside_it_are_kept()
    {
        var before = await held.CountAsync("analytics_error");
        var apart = Mentions("could not be stored together");
        var good = Enumerable.Range(0, 200).Select(i => Report(i)).ToList();
        var (id, bad) = Report(0);
        var unreadable = (id, (IEvent)((VisitOutcomeReported)bad with { Patch = new string('x', 101) }));
        await using (await held.HoldAsync())
        {
            await held.TellAsync(good[0]);
            await held.QueuedAsync(1);
            await held.TellAsync([.. good[1..100], unreadable, .. good[100..]]);
            await held.QueuedAsync(good.Count + 1);
        }

        await held.TakenAsync(Ids(good));
        await Eventually.Async(() => held.CountAsync("analytics_error"), n => n == before + 1, 20, "one event in the error queue");
        await held.QueuedAsync(0);
        Assert.Equal(0L, await _system.ScalarAsync<long>($"select count(*) from analytics.inbox where event_id = '{id}'"));
        Assert.Equal(0L, await _system.ScalarAsync<long>($"select count(*) from analytics.event where event_id = '{id}'"));
        await EachCountsOnceAsync(good);

        // It was tried again by itself, and so cost no second lot.
        Assert.Equal(apart + 1, Mentions("could not be stored together"));
    }

    [Fact]
    public async Task A_database_that_lets_go_in_the_middle_of_a_lot_costs_no_event()
    {
        var before = await held.CountAsync("analytics_error");
        var told = Enumerable.Range(0, 300).Select(i => Report(i)).ToList();
        await using (await held.HoldAsync())
        {
            await held.TellAsync(told);
            for (var cut = 0; cut < 3; cut++)
            {
                await Eventually.TrueAsync(
                    async () => await _system.ScalarAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and usename = 'repairs_analytics' and wait_event_type = 'Lock'") > 0,
                    20, "a transaction that waits");
            }
        }

        await held.TakenAsync(Ids(told));
        await held.QueuedAsync(0);
        await EachCountsOnceAsync(told);
        Assert.Equal(before, await held.CountAsync("analytics_error"));
    }

    [Fact]
    public async Task A_process_that_is_asked_to_end_ends_soon_and_acknowledges_nothing_that_is_not_stored()
    {
        var told = Enumerable.Range(0, 300).Select(i => Report(i)).ToList();
        await using (await held.HoldAsync())
        {
            await held.TellAsync(told);
            using var asked = Process.Start("kill", ["-TERM", _system.ProcessIds.Single().ToString(CultureInfo.InvariantCulture)]);
            await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 40, "the process to end");
        }

        Assert.Equal(0L, await KeptAsync(told));
        await held.QueuedAsync(told.Count);
        await _system.RestartAsync();
        await held.TakenAsync(Ids(told));
        await held.QueuedAsync(0);
        await EachCountsOnceAsync(told);
        Assert.Equal(0, await held.CountAsync("analytics_dead"));
    }

    [Fact]
    public async Task Events_of_two_landlords_in_one_lot_stay_apart()
    {
        var told = Enumerable.Range(0, 60).Select(i => Report(i)).ToList();
        var theirs = told.Select((t, i) => i % 3 == 0 ? (t.Id, ((VisitOutcomeReported)t.Event) with { Landlord = "elsewhere" }) : t).ToList();
        await using (await held.HoldAsync())
        {
            await held.TellAsync(theirs[0]);
            await held.QueuedAsync(1);
            await held.TellAsync(theirs.Skip(1).ToList());
            await held.QueuedAsync(theirs.Count);
        }

        Assert.Equal(2, await held.TakenAsync(Ids(theirs)));
        await held.QueuedAsync(0);
        Assert.Equal("demo 40, elsewhere 20", await _system.ScalarAsync<string>($"""
            select string_agg(landlord || ' ' || n, ', ' order by landlord)
            from (select landlord, count(*) as n from analytics.event where {In(theirs)} group by landlord) e
            """));
        Assert.Equal(0L, await _system.ScalarAsync<long>($"select count(*) from (select from analytics.event where {In(theirs)} group by intake having count(distinct landlord) > 1) mixed"));
        await EachCountsOnceAsync(theirs);
    }

    private static (Guid Id, IEvent Event) Report(int n) => (Guid.NewGuid(), Report(Guid.NewGuid(), Guid.NewGuid(), n % 2 == 0 ? DoorOutcome.DO10 : DoorOutcome.DO01, n));

    private static VisitOutcomeReported Report(Guid visit, Guid repair, DoorOutcome outcome, int n)
    {
        var at = At.AddMinutes(n % 500);
        return new VisitOutcomeReported(
            DemoPeople.Landlord, Guid.NewGuid(), null, visit, repair, $"H{n}", "North", "plumbing", Priority.Routine, "C", "OP", outcome, at, at.AddMinutes(15),
            outcome == DoorOutcome.DO10 ? new DoorEvidence(true, true, true, true, true) : null, [], at.AddHours(-1), at.AddHours(2), Actor.Contractor, at);
    }

    private static IEnumerable<(Guid Id, IEvent Event)> Story(Guid visit, Guid repair)
    {
        yield return (Guid.NewGuid(), Report(visit, repair, DoorOutcome.DO10, 7));
        yield return (Guid.NewGuid(), new VisitAttributed(DemoPeople.Landlord, visit, repair, "H7", "North", "plumbing", DoorOutcome.DO10, Attribution.Circumstance, 1, At.AddHours(3)));
        yield return (Guid.NewGuid(), new VisitDisputed(DemoPeople.Landlord, visit, repair, "H7", At.AddHours(4)));
        yield return (Guid.NewGuid(), new VisitAttributed(DemoPeople.Landlord, visit, repair, "H7", "North", "plumbing", DoorOutcome.DO10, Attribution.Unknown, 2, At.AddHours(4)));
        yield return (Guid.NewGuid(), new DisputeWithdrawn(DemoPeople.Landlord, visit, repair, "H7", At.AddHours(5)));
    }

    private static DateTimeOffset At { get; } = new(2026, 3, 10, 10, 0, 0, TimeSpan.Zero);

    private static List<Guid> Ids(IEnumerable<(Guid Id, IEvent Event)> told) => [.. told.Select(t => t.Id)];

    private static string In(IEnumerable<(Guid Id, IEvent Event)> told) => $"source = 'repairs' and event_id = any('{{{string.Join(',', Ids(told))}}}')";

    private Task<long> KeptAsync(IEnumerable<(Guid Id, IEvent Event)> told) => _system.ScalarAsync<long>($"select count(*) from analytics.event where {In(told)}");

    /// <summary>Events that are kept and will be delivered again all the same.</summary>
    private async Task<long> AppliedAndWaitingAsync(List<(Guid Id, IEvent Event)> told)
    {
        var waiting = (await Tap.WaitingAsync(_system, "analytics")).ToHashSet();
        return await KeptAsync(told.Where(t => waiting.Contains(t.Id)));
    }

    private int Mentions(string words) => _system.Log.Split(words).Length - 1;

    /// <summary>Each is kept, each visit is a fact, and counting everything again finds no other figures.</summary>
    private async Task EachCountsOnceAsync(List<(Guid Id, IEvent Event)> told)
    {
        Assert.Equal(told.Count, await KeptAsync(told));
        await _system.CountedAsync();
        var visits = told.Select(t => ((VisitOutcomeReported)t.Event).VisitId);
        Assert.Equal(told.Count, await _system.ScalarAsync<long>($"select count(*) from analytics.visit where source = 'repairs' and visit_id in ('{string.Join("', '", visits)}')"));
        Assert.Contains("; 0 counts were different", await _system.VerbAsync("analytics", "rebuild"), StringComparison.Ordinal);
    }
}
