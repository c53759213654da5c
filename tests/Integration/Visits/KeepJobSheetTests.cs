using System.Net;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

[Collection(SystemCollection.Name)]
public sealed class KeepJobSheetTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    public async Task The_same_event_twice_is_one_visit()
    {
        var door = await Door.WaitingAsync(_system, TimeSpan.FromHours(30));
        var booked = door.Booked();
        var id = await _system.PublishAsync("Booking", booked);
        await door.KnownAsync();

        await _system.PublishAsync("Booking", booked, id);
        await _system.PublishAsync("Booking", booked);
        await HandledAsync(door, 2);

        Assert.Equal(1, await door.StoredAsync());
        Assert.Single(await door.ListAsync());
    }

    [Fact]
    public async Task A_cancellation_that_comes_before_its_booking_still_cancels()
    {
        var door = await Door.WaitingAsync(_system, TimeSpan.FromHours(30));
        await _system.PublishAsync("Booking", door.Cancelled(door.BookedAt.AddMinutes(5)));
        await door.KnownAsync();

        await door.BookAsync();
        await HandledAsync(door, 2);

        Assert.Empty(await door.ListAsync());
    }

    [Fact]
    public async Task A_change_that_comes_before_its_booking_stands()
    {
        var door = await Door.WaitingAsync(_system, TimeSpan.FromHours(30));
        var moved = door.WindowStart.AddDays(2);
        await _system.PublishAsync("Booking", door.Changed(moved, door.BookedAt.AddMinutes(5)));
        await door.KnownAsync();

        await door.BookAsync();
        await HandledAsync(door, 2);

        Assert.Empty(await door.ListAsync());
        Assert.Single(await door.ListAsync(door.Date.AddDays(2)));
    }

    [Fact]
    public async Task Of_two_changes_the_later_one_stands_whichever_comes_first()
    {
        var door = await Door.BookedAsync(_system, TimeSpan.FromHours(30));
        await _system.PublishAsync("Booking", door.Changed(door.WindowStart.AddDays(3), door.BookedAt.AddMinutes(9)));
        await HandledAsync(door, 2);
        await _system.PublishAsync("Booking", door.Changed(door.WindowStart.AddDays(1), door.BookedAt.AddMinutes(5)));
        await HandledAsync(door, 3);

        Assert.Empty(await door.ListAsync(door.Date.AddDays(1)));
        Assert.Single(await door.ListAsync(door.Date.AddDays(3)));
    }

    [Fact]
    public async Task The_address_goes_when_the_visit_is_cancelled()
    {
        var door = await Door.BookedAsync(_system, TimeSpan.FromHours(30));
        await GiveAddressAsync(door);

        await _system.PublishAsync("Booking", door.Cancelled(door.BookedAt.AddMinutes(5)));
        await HandledAsync(door, 2);

        Assert.Equal(0, await _system.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{door.VisitId}' and (address is not null or job is not null)"));
    }

    [Fact]
    public async Task A_visit_that_was_cancelled_can_be_reported_by_somebody_who_was_not_told()
    {
        var door = await Door.BookedAsync(_system);
        await _system.PublishAsync("Booking", door.Cancelled(door.BookedAt.AddMinutes(5)));
        await HandledAsync(door, 2);
        var report = door.NoAnswer();
        report["outcome"] = "DO24";

        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);
    }

    /// <summary>What the fetch from Booking brings, put where it puts it.</summary>
    private Task<int> GiveAddressAsync(Door door) =>
        _system.ExecuteAsync($"update visits.visit set address = '1 Test Street', job = 'Tap drips' where visit_id = '{door.VisitId}'");

    private Task HandledAsync(Door door, int events) => Eventually.Async(
        () => _system.ScalarAsync<long>($"select count(*) from visits.inbox i join booking.event_log e using (event_id) where e.body ->> 'visitId' = '{door.VisitId}'"),
        n => n == events, 60, $"{events} events to be handled");
}
