using System.Globalization;
using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Absences;

[Collection(SystemCollection.Name)]
public sealed class AbsenceTests(SharedSystem shared)
{
    private static int _trades;
    private readonly Dictionary<string, string> _tradeOf = [];

    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "4")]
    public async Task Somebody_else_comes_inside_the_same_promise_and_the_resident_is_told_nothing()
    {
        var home = await HomeAsync(operatives: 2);
        var (repairId, token) = await System.RepairAsync(home, Trade(home));
        var booked = await System.BookFirstAsync(token);
        await Eventually.TrueAsync(async () => await System.ScalarAsync<string>($"select state from messages.promise where visit_id = '{booked.VisitId}' and code = 'visit'") == "open", 60);
        var before = await StandsAsync(repairId);
        var told = await MessagesAsync(repairId);

        using var desk = await AwayAsync(before);
        Assert.Contains("comes instead, inside the time we promised", desk.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("to make", desk.Words, StringComparison.Ordinal);

        var after = await StandsAsync(repairId);
        Assert.NotEqual(before.OperativeId, after.OperativeId);
        Assert.Equal((before.Start, before.Visit, "Resident"), (after.Start, after.Visit, after.By));
        Assert.Equal("operative-absent", await System.ScalarAsync<string>($"select reason from booking.appointment where repair_id = '{repairId}' and status = 'changed'"));
        var other = await System.ScalarAsync<string>($"select operative_ref from booking.operative where operative_id = {after.OperativeId}");
        await Eventually.TrueAsync(async () => await System.ScalarAsync<string>($"select operative_ref from visits.visit where visit_id = '{booked.VisitId}'") == other);
        await System.SettleAsync();
        Assert.Equal(told, await MessagesAsync(repairId));
        Assert.Equal("open", await System.ScalarAsync<string>($"select state from messages.promise where visit_id = '{booked.VisitId}' and code = 'visit'"));

        await desk.OpenAsync($"/desk/repairs/{repairId}");
        Assert.Contains("Why: Who was to come cannot.", desk.Words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task With_nobody_left_the_resident_gets_an_apology_and_choices_and_a_call_is_owed_by_the_time_they_are_told()
    {
        var home = await HomeAsync(operatives: 1);
        var (repairId, token) = await System.RepairAsync(home, Trade(home));
        await System.BookFirstAsync(token);
        await System.SettleAsync();
        var before = await StandsAsync(repairId);

        using var desk = await AwayAsync(before);
        Assert.Contains("We said sorry and asked the resident to choose again. Ring by", desk.Words, StringComparison.Ordinal);
        Assert.Contains("One call to make", desk.Words, StringComparison.Ordinal);
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from messages.message where repair_id = '{repairId}' and template = 'appointment-cancelled' and state = 'sent'") == 1, 60);
        Assert.Equal(
            await System.ScalarAsync<DateTime>($"select due_at from booking.call_back where repair_id = '{repairId}' and kept_at is null"),
            await System.ScalarAsync<DateTime>($"select due_by from messages.promise where repair_id = '{repairId}' and template = 'appointment-cancelled'"));

        await desk.OpenAsync("/desk/calls");
        Assert.Contains("We cancelled their visit. Say sorry and find a time together.", desk.Words, StringComparison.Ordinal);
        var choices = await System.ChoicesAsync(token, all: true);
        Assert.DoesNotContain(choices, c => c.Date == before.Date);
    }

    [Fact]
    [Trait("requirement", "11")]
    public async Task During_a_pause_somebody_else_may_come_but_no_message_goes_out()
    {
        var two = await HomeAsync(operatives: 2);
        var (covered, coveredToken) = await System.RepairAsync(two, Trade(two));
        await System.BookFirstAsync(coveredToken);
        var one = await HomeAsync(operatives: 1);
        var (alone, aloneToken) = await System.RepairAsync(one, Trade(one));
        await System.BookFirstAsync(aloneToken);
        await System.PauseAsync(two);
        await System.PauseAsync(one);
        await System.SettleAsync();

        using (var desk = await AwayAsync(await StandsAsync(covered)))
            Assert.Contains("comes instead", desk.Words, StringComparison.Ordinal);
        using (var desk = await AwayAsync(await StandsAsync(alone)))
            Assert.True(desk.Words.Contains("A person is getting in touch with this household first, so our message waits", StringComparison.Ordinal), desk.Words);
        await System.SettleAsync();
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from messages.message where repair_id = '{alone}' and template = 'appointment-cancelled' and state = 'sent'"));
    }

    [Fact]
    public async Task A_stop_in_the_middle_goes_on_at_the_next_press_and_pressing_twice_does_nothing_twice()
    {
        var home = await HomeAsync(operatives: 1);
        var homes = (await System.NeighboursAsync(home, 2)).Prepend(home).ToList();
        var repairs = new List<Guid>();
        foreach (var each in homes)
        {
            var (repairId, token) = await System.RepairAsync(each, Trade(each));
            await System.BookFirstAsync(token);
            repairs.Add(repairId);
        }

        // As a stop right after the absence was recorded leaves it.
        var stands = await StandsAsync(repairs[0]);
        var (id, last) = (Guid.NewGuid(), await System.ScalarAsync<DateTime>($"select max(window_end) from booking.appointment where repair_id in ('{string.Join("','", repairs)}')"));
        await using (var admin = await System.AdminAsync())
        await using (var command = admin.CreateCommand())
        {
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"insert into booking.absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at) values ('demo', '{id}', {stands.OperativeId}, now() - interval '1 hour', '{last:O}', 'repairs-desk', now())");
            await command.ExecuteNonQueryAsync();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"insert into booking.shift (operative_id, day, kind, from_time, to_time) select {stands.OperativeId}, d::date, 'absence', '00:00', '00:00' from generate_series(current_date, date '{last:yyyy-MM-dd}', interval '1 day') d; update booking.operative_day set version = version + 1 where operative_id = {stands.OperativeId}");
            await command.ExecuteNonQueryAsync();
        }

        // It waits, and the background leaves it to us while we have the row.
        using var desk = new Visitor(System, Roles.Desk);
        await using (var admin = await System.AdminAsync())
        await using (var command = admin.CreateCommand())
        {
            command.CommandText = $"update booking.absence set waits = true, next_try_at = '{await System.NowAsync() + TimeSpan.FromSeconds(9):O}' where absence_id = '{id}'";
            await command.ExecuteNonQueryAsync();
            await using var transaction = await admin.BeginTransactionAsync();
            command.CommandText = $"select 1 from booking.absence where absence_id = '{id}' for no key update";
            await command.ExecuteNonQueryAsync();
            await desk.OpenAsync($"/desk/absences/{id}");
            Assert.Contains("We are still seeing to these. Look again in a minute.", desk.Words, StringComparison.Ordinal);
            command.CommandText = $"update booking.absence set waits = false where absence_id = '{id}'";
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        await desk.OpenAsync($"/desk/absences/{id}");
        Assert.Contains("We stopped before we were through.", desk.Words, StringComparison.Ordinal);
        Assert.Contains("3 visits are left", desk.Words, StringComparison.Ordinal);
        Assert.All(await desk.PressAtOnceAsync("Go on", 2), s => Assert.Equal(HttpStatusCode.OK, s));
        await desk.OpenAsync($"/desk/absences/{id}");
        Assert.DoesNotContain("left", desk.Words.Replace("What is left for you", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(3, await System.ScalarAsync<long>($"select count(*) from booking.absence_visit where absence_id = '{id}'"));
        Assert.Equal(3, await System.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'AppointmentCancelled' and body ->> 'repairId' in ('{string.Join("','", repairs)}')"));
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_says_so_and_strangers_operatives_are_unknown()
    {
        var home = await HomeAsync(operatives: 1);
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits");
        Assert.Contains("Choose for how long", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Record it and see to the visits", ("Length", "part"), ("On.Day", "1"), ("On.Month", "1"), ("On.Year", "2020"), ("From", "noon"), ("To", "1pm"));
        Assert.Contains("Write from when, such as 8:00", desk.Words, StringComparison.Ordinal);
        Assert.Contains("This day is over", desk.Words, StringComparison.Ordinal);
        Assert.Equal("noon", desk.Typed("From"));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync("/desk/operatives/999999999/absent")).Status);

        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        Assert.All(await desk.PressAtOnceAsync("Record it and see to the visits", 3, ("Length", "today")), s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative}"));
    }

    /// <summary>A home with a trade of its own: people of other homes could come too.</summary>
    private async Task<Home> HomeAsync(int operatives)
    {
        var trade = $"trade {Interlocked.Increment(ref _trades)} {Environment.ProcessId}";
        var home = await System.HomeAsync(operatives, trade);
        _tradeOf[home.Contractor] = trade;
        return home;
    }

    private string Trade(Home home) => _tradeOf[home.Contractor];

    /// <summary>The one who comes is away for the whole day of the visit.</summary>
    private async Task<Visitor> AwayAsync(Standing visit)
    {
        var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{visit.OperativeId}/absent");
        var parts = new[] { "First", "Last" }.SelectMany(f => new[] { ($"{f}.Day", visit.Date.Day), ($"{f}.Month", visit.Date.Month), ($"{f}.Year", visit.Date.Year) })
            .Select(p => (p.Item1, p.Item2.ToString(CultureInfo.InvariantCulture)));
        await desk.PressAsync("Record it and see to the visits", [("Length", "days"), .. parts]);
        Assert.StartsWith("/desk/absences/", desk.Path, StringComparison.Ordinal);
        return desk;
    }

    private async Task<Standing> StandsAsync(Guid repairId)
    {
        await using var admin = await System.AdminAsync();
        await using var command = admin.CreateCommand();
        command.CommandText = $"select operative_id, window_start, visit_id, booked_by, date from booking.appointment where repair_id = '{repairId}' and status = 'booked'";
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return new Standing(reader.GetInt64(0), reader.GetDateTime(1), reader.GetGuid(2), reader.GetString(3), DateOnly.FromDateTime(reader.GetDateTime(4)));
    }

    private Task<long> MessagesAsync(Guid repairId) => System.ScalarAsync<long>($"select count(*) from messages.message where repair_id = '{repairId}'");

    private sealed record Standing(long OperativeId, DateTime Start, Guid Visit, string By, DateOnly Date);
}
