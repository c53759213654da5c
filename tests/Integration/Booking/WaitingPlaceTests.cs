using System.Globalization;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>A system of its own, in which it is always day: these tests move the clock.</summary>
public sealed class AlwaysDay : IAsyncLifetime
{
    public RepairsSystem System { get; private set; } = null!;

    public static Task<RepairsSystem> StartAsync() => RepairsSystem.StartAsync(new SystemOptions
    {
        Environment = new Dictionary<string, string> { ["Repairs__Booking__WaitingOfferFrom"] = "00:00", ["Repairs__Booking__WaitingOfferTo"] = "23:59:59" },
    });

    public async Task InitializeAsync() => System = await StartAsync();

    public async Task DisposeAsync() => await System.DisposeAsync();
}

/// <summary>A place that comes free goes to those who wait, one at a time.</summary>
[Trait("requirement", "4")]
public sealed class WaitingPlaceTests(AlwaysDay always) : IClassFixture<AlwaysDay>
{
    private readonly RepairsSystem _system = always.System;

    [Fact]
    [Trait("case", "65")]
    public async Task A_cancelled_place_is_kept_for_the_one_due_first_told_once_and_taken_with_one_tap()
    {
        var (booked, waiters) = await FullAsync(2);

        await CancelAsync(booked);

        await KeptAsync(waiters[1].RepairId);
        Assert.Equal(0, await OpenAsync(waiters[0].RepairId));
        await _system.RepublishAsync("Booking");
        await _system.SettleAsync();
        await Eventually.Async(() => ToldAsync(waiters[1].RepairId), n => n == 1, 60, "the household to be told");
        using var other = new Visitor(_system);
        await other.OpenAsync($"/r/{waiters[0].Token}");
        Assert.DoesNotContain("A time has come free", other.Words, StringComparison.Ordinal);
        await other.OpenAsync($"/r/{waiters[0].Token}/choose");
        Assert.Empty(other.Options("Choice"));

        using var resident = new Visitor(_system);
        await resident.OpenAsync($"/r/{waiters[1].Token}");
        Assert.Matches("A time has come free .* between 8am and midday It is kept for you until ([0-9:]+[ap]m|midday|midnight)", resident.Words);
        var answers = await resident.PressAtOnceAsync("Yes, come then", 4, ("Deed", "take"));

        Assert.All(answers, a => Assert.Equal(global::System.Net.HttpStatusCode.OK, a));
        await resident.OpenAsync($"/r/{waiters[1].Token}");
        Assert.Contains("We are coming on", resident.Words, StringComparison.Ordinal);
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{waiters[1].RepairId}'"));
        Assert.Equal("taken", await EndedAsync(waiters[1].RepairId));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{waiters[1].RepairId}'"));
    }

    [Fact]
    public async Task No_thanks_passes_it_on_and_leaves_no_mark()
    {
        var (booked, waiters) = await FullAsync(2);
        await CancelAsync(booked);
        await KeptAsync(waiters[1].RepairId);
        var declines = await DeclinesAsync(waiters[1].RepairId);
        using var resident = new Visitor(_system);
        await resident.OpenAsync($"/r/{waiters[1].Token}");

        await resident.PressAsync("No thanks");

        Assert.Contains("That is fine. You stay on our list.", resident.Words, StringComparison.Ordinal);
        await KeptAsync(waiters[0].RepairId);
        Assert.Equal(declines, await DeclinesAsync(waiters[1].RepairId));
        Assert.Equal(0, await OpenAsync(waiters[1].RepairId));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{waiters[1].RepairId}'"));
    }

    [Fact]
    public async Task After_half_an_hour_it_passes_to_the_next_and_a_late_tap_reads_kind_words()
    {
        var (booked, waiters) = await FullAsync(2);
        await CancelAsync(booked);
        await KeptAsync(waiters[1].RepairId);
        using var resident = new Visitor(_system);
        await resident.OpenAsync($"/r/{waiters[1].Token}");

        await _system.MoveClockAsync(TimeSpan.FromMinutes(31));

        await KeptAsync(waiters[0].RepairId);
        Assert.Equal("expired", await EndedAsync(waiters[1].RepairId));
        await resident.PressAsync("Yes, come then");
        Assert.Equal("That time is no longer kept for you", resident.Heading);
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.appointment where repair_id = '{waiters[1].RepairId}'"));
    }

    [Fact]
    public async Task A_household_in_its_quiet_hours_is_left_alone_and_the_next_is_asked()
    {
        var (booked, waiters) = await FullAsync(2);
        await _system.ExecuteAsync($"""
            insert into needs.contact (landlord, household_ref, quiet_from, quiet_to, changed_at)
            select landlord, household_ref, '00:00', '23:59:59', now() from booking.repair where repair_id = '{waiters[1].RepairId}'
            on conflict (landlord, household_ref) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to
            """);

        await CancelAsync(booked);

        await KeptAsync(waiters[0].RepairId);
        Assert.Equal(0, await OpenAsync(waiters[1].RepairId));
    }

    [Fact]
    public async Task New_shifts_and_a_hold_that_ended_come_free_too()
    {
        var (booked, waiters) = await FullAsync(1);
        var op = await _system.ScalarAsync<string>($"select o.operative_ref from booking.place p join booking.operative o using (operative_id) where p.repair_id = '{booked.RepairId}' limit 1");
        var day = await _system.OpenDayAsync(6);
        using var desk = _system.As(Roles.Desk);
        await desk.ImportAsync("shifts", string.Create(CultureInfo.InvariantCulture, $"operativeRef,date,from,to\n{op},{day:yyyy-MM-dd},08:00,09:00\n"));

        await KeptAsync(waiters[0].RepairId);

        Assert.Equal(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), await _system.ScalarAsync<string>($"select h.date::text from booking.hold h where repair_id = '{waiters[0].RepairId}'"));
    }

    [Fact]
    public async Task Two_processes_that_look_at_once_never_offer_one_place_to_two()
    {
        const int Places = 6;

        // A system of its own: the clock of a second process does not follow what other tests do to the first.
        await using var system = await AlwaysDay.StartAsync();
        var home = await system.ScarceHomeAsync(Places, "08:00", "09:00");
        var homes = await system.NeighboursAsync(home, Places * 3);
        var tokens = new List<(Guid RepairId, string Token)>();
        foreach (var h in homes)
            tokens.Add(await system.RepairAsync(h, contact: new { name = "Sam Resident" }));
        foreach (var (_, token) in tokens.Take(Places))
            await system.BookFirstAsync(token);
        var waiters = tokens.Skip(Places).ToList();
        foreach (var (_, token) in waiters)
            await system.Anyone.PostBodyAsync($"/api/resident/{token}/decline", new { });
        var list = string.Join(',', waiters.Select(w => $"'{w.RepairId}'"));
        await LookedAsync(system, list, waiters.Count);
        await system.StartAnotherAsync("Booking");

        await Task.WhenAll(tokens.Take(Places).Select(t => system.Anyone.PostBodyAsync($"/api/resident/{t.Token}/appointment/cancel", new { })));

        await Eventually.Async(() => system.ScalarAsync<int>($"select count(*) from booking.waiting_offer where ended_at is null and repair_id in ({list})"), n => n == Places, 60, "every place to be kept for someone");
        await system.SettleAsync();
        Assert.Equal(Places, await system.ScalarAsync<int>($"select count(*) from booking.waiting_offer where repair_id in ({list})"));
        Assert.Equal(Places, await system.ScalarAsync<int>($"select count(distinct p.operative_id) from booking.place p where p.status = 'held' and p.repair_id in ({list})"));
        Assert.Equal(
            string.Join(',', waiters.Take(Places).Select(w => w.RepairId.ToString()).Order()),
            await system.ScalarAsync<string>($"select string_agg(repair_id::text, ',' order by repair_id::text) from booking.waiting_offer where repair_id in ({list})"));
    }

    [Fact]
    public async Task What_is_kept_is_still_kept_after_a_crash_and_told_once()
    {
        var (booked, waiters) = await FullAsync(1);
        await CancelAsync(booked);
        await KeptAsync(waiters[0].RepairId);

        await _system.RestartAsync();

        using var resident = new Visitor(_system);
        await resident.OpenAsync($"/r/{waiters[0].Token}");
        Assert.Contains("A time has come free", resident.Words, StringComparison.Ordinal);
        await Eventually.Async(() => ToldAsync(waiters[0].RepairId), n => n == 1, 60, "the household to be told");
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.event_log where type = 'WaitingPlaceOffered' and body ->> 'repairId' = '{waiters[0].RepairId}'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("requirement", "22")]
    public async Task After_our_own_miss_the_soonest_time_is_kept_for_them_once_whatever_was_learned_first(bool attributionFirst)
    {
        var home = await _system.HomeAsync(trade: "glazing");
        var (repairId, token) = await _system.RepairAsync(home, "glazing", contact: new { name = "Sam Resident", email = "sam@example.org" });
        var free = await _system.ChoicesAsync(token, all: true);
        var visit = await _system.BookFirstAsync(token);
        var sooner = await SoonestAsync();
        var ours = new VisitAttributed("demo", visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", DoorOutcome.DO22, Attribution.Ours, 90, visit.To);
        if (attributionFirst)
            await _system.PublishAsync("NoAccess", ours);
        await _system.PublishAsync("Visits", Report(home, repairId, visit, DoorOutcome.DO22));
        if (!attributionFirst)
            await _system.PublishAsync("NoAccess", ours);

        await KeptAsync(repairId);
        // Which it was may have changed while we waited.
        Assert.Contains(
            await _system.ScalarAsync<string>($"select h.date::text || ' ' || left(h.from_time::text, 5) from booking.hold h where h.repair_id = '{repairId}'"),
            new[] { sooner, await SoonestAsync() });
        await Eventually.Async(() => ToldAsync(repairId, "place-kept"), n => n == 1, 60, "the household to be told");
        using var resident = new Visitor(_system);
        await resident.OpenAsync($"/r/{token}");
        Assert.Matches("We missed you, so you come first .* It is kept for you until ([0-9:]+[ap]m|midday|midnight) on ", resident.Words);
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains("Kept for them", desk.Words, StringComparison.Ordinal);

        await resident.PressAsync("No thanks");
        await _system.PublishAsync("NoAccess", ours with { Revision = 91 });
        await _system.RepublishAsync("NoAccess");
        await _system.SettleAsync();

        Assert.Contains("You can choose any other time here.", resident.Words, StringComparison.Ordinal);
        Assert.Equal("let-pass", await EndedAsync(repairId));
        Assert.Equal(0, await OpenAsync(repairId));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{repairId}'"));
        Assert.Equal(1, await ToldAsync(repairId, "place-kept"));

        // What begins too soon to be kept for half an hour is nobody's.
        async Task<string> SoonestAsync()
        {
            var now = await _system.NowAsync();
            var first = free.Where(c => LondonTime.Instant(c.Date, TimeOnly.Parse(c.From, CultureInfo.InvariantCulture)) >= now.AddMinutes(120 + 30)).MinBy(c => (c.Date, c.From))!;
            return string.Create(CultureInfo.InvariantCulture, $"{first.Date:yyyy-MM-dd} {first.From}");
        }
    }

    [Fact]
    [Trait("requirement", "2")]
    public async Task A_miss_that_was_not_ours_keeps_nothing_and_takes_back_what_was_about_to_be_kept()
    {
        var home = await _system.HomeAsync(trade: "glazing");
        var (repairId, token) = await _system.RepairAsync(home, "glazing");
        var visit = await _system.BookFirstAsync(token);
        await _system.PublishAsync("NoAccess", new VisitAttributed("demo", visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", DoorOutcome.DO10, Attribution.Circumstance, 90, visit.To));
        await _system.SettleAsync();
        await _system.PublishAsync("Visits", Report(home, repairId, visit, DoorOutcome.DO10));
        await _system.SettleAsync();

        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_offer where repair_id = '{repairId}'"));
        Assert.Equal(0, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{repairId}'"));
    }

    [Fact]
    [Trait("requirement", "22")]
    public async Task Whoever_we_missed_comes_before_all_who_wait()
    {
        var (booked, waiters) = await FullAsync(2);
        await _system.ExecuteAsync($"update booking.waiting_list set owed_since = now(), owed_again_at = null where repair_id = '{waiters[0].RepairId}'");
        await Eventually.Async(
            () => _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{waiters[0].RepairId}' and owed_again_at is not null"),
            n => n == 1, 60, "us to look for them, and to find nothing yet");

        await CancelAsync(booked);

        await KeptAsync(waiters[0].RepairId);
        Assert.Equal(0, await OpenAsync(waiters[1].RepairId));
        Assert.True(await _system.ScalarAsync<bool>($"select owed from booking.waiting_offer where repair_id = '{waiters[0].RepairId}'"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.waiting_list where repair_id = '{waiters[0].RepairId}' and asked and owed_since is null"));
    }

    private static VisitOutcomeReported Report(Home home, Guid repairId, (Guid VisitId, DateTimeOffset From, DateTimeOffset To, global::System.Text.Json.JsonElement Body) visit, DoorOutcome outcome) => new(
        "demo", Guid.NewGuid(), null, visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], outcome,
        outcome is DoorOutcome.DO22 ? null : visit.From.AddMinutes(15), null, null, [], visit.From, visit.To, Actor.System, visit.To);

    /// <summary>One place, taken; and households that wait for one, the last of them due first.</summary>
    private async Task<((Guid RepairId, string Token) Booked, IReadOnlyList<(Guid RepairId, string Token)> Waiters)> FullAsync(int waiting)
    {
        var home = await _system.ScarceHomeAsync(1, "08:00", "09:00");
        var homes = await _system.NeighboursAsync(home, waiting + 1);
        var booked = await _system.RepairAsync(homes[0]);
        await _system.BookFirstAsync(booked.Token);
        var waiters = new List<(Guid RepairId, string Token)>();
        for (var i = 1; i <= waiting; i++)
        {
            var waiter = await _system.RepairAsync(homes[i], priority: i == waiting ? "urgent" : "routine");
            await _system.Anyone.PostBodyAsync($"/api/resident/{waiter.Token}/decline", new { });
            waiters.Add(waiter);
        }

        await LookedAsync(_system, string.Join(',', waiters.Select(w => $"'{w.RepairId}'")), waiting);
        return (booked, waiters);
    }

    private static Task LookedAsync(RepairsSystem system, string list, int count) =>
        Eventually.Async(() => system.ScalarAsync<int>($"select count(*) from booking.waiting_list where looked_at is not null and repair_id in ({list})"), n => n == count, 60, "everyone who waits to be looked for once");

    private Task CancelAsync((Guid RepairId, string Token) booked) => _system.Anyone.PostBodyAsync($"/api/resident/{booked.Token}/appointment/cancel", new { });

    private Task KeptAsync(Guid repairId) => Eventually.Async(() => OpenAsync(repairId), n => n == 1, 60, "a place to be kept");

    private Task<int> OpenAsync(Guid repairId) => _system.ScalarAsync<int>($"select count(*) from booking.waiting_offer where repair_id = '{repairId}' and ended_at is null");

    private Task<string?> EndedAsync(Guid repairId) => _system.ScalarAsync<string>($"select ended_as from booking.waiting_offer where repair_id = '{repairId}' and ended_at is not null limit 1");

    private Task<int> DeclinesAsync(Guid repairId) => _system.ScalarAsync<int>($"select declines from booking.repair where repair_id = '{repairId}'");

    private Task<int> ToldAsync(Guid repairId, string template = "waiting-place") => _system.ScalarAsync<int>($"select count(*) from messages.message where repair_id = '{repairId}' and template = '{template}' and state = 'sent'");
}
