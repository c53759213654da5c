using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Absences;

/// <summary>An absence that comes with a file is the same to residents as one the desk records: nobody is left with a visit that nobody makes.</summary>
[Collection(SystemCollection.Name)]
public sealed class AbsenceFileTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "4")]
    [Trait("case", "26")]
    public async Task A_visit_in_it_goes_to_somebody_else_inside_its_promise()
    {
        var (home, trade) = await HomeAsync(2);
        var (repairId, token) = await System.RepairAsync(home, trade);
        var booked = await System.BookFirstAsync(token);
        var (operative, reference, day) = await StandsAsync(repairId);

        await AwayAsync(reference, day);

        await Eventually.TrueAsync(async () => (await StandsAsync(repairId)).Operative != operative, 60);
        Assert.Equal(booked.From.UtcDateTime, await System.ScalarAsync<DateTime>($"select window_start from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));
        Assert.Equal("Resident", await System.ScalarAsync<string>($"select booked_by from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));
        Assert.Equal("moved", await System.ScalarAsync<string>($"select became from booking.absence_visit where repair_id = '{repairId}'"));
        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative} and waits") == 0, 60);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task With_nobody_left_the_resident_is_asked_again_a_call_is_owed_and_the_same_file_again_changes_nothing()
    {
        var (home, trade) = await HomeAsync(1);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await System.BookFirstAsync(token);
        var (operative, reference, day) = await StandsAsync(repairId);

        await AwayAsync(reference, day);
        await AwayAsync(reference, day);

        await Eventually.TrueAsync(async () => await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'") == "open", 60);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.call_back where repair_id = '{repairId}' and kept_at is null"));
        Assert.Equal(("file", 1L), (
            await System.ScalarAsync<string>($"select recorded_by from booking.absence where operative_id = {operative}"),
            await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative}")));
        Assert.DoesNotContain(await System.ChoicesAsync(token, all: true), c => c.Date == day);
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task What_another_landlord_recorded_already_is_seen_to_for_our_visits_too()
    {
        var (home, trade) = await HomeAsync(2);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await System.BookFirstAsync(token);
        var (operative, reference, day) = await StandsAsync(repairId);
        await System.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into booking.shift (operative_id, day, kind, from_time, to_time) values ({operative}, '{day:yyyy-MM-dd}', 'absence', '00:00', '00:00')"));
        await System.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into booking.absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at) values ('another', gen_random_uuid(), {operative}, '{LondonTime.StartOf(day):O}', '{LondonTime.EndOf(day):O}', 'file', now())"));

        await AwayAsync(reference, day);
        await AwayAsync(reference, day);

        await Eventually.TrueAsync(async () => (await StandsAsync(repairId)).Operative != operative, 60);
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative} and landlord = 'demo'"));
    }

    [Fact]
    [Trait("requirement", "4")]
    public async Task Nobody_is_called_away_from_a_visit_that_has_begun_unless_a_person_says_so()
    {
        var (home, trade) = await HomeAsync(1);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await System.BookFirstAsync(token);
        var (operative, reference, day) = await StandsAsync(repairId);
        await System.ExecuteAsync($"update booking.place set status = 'started' where repair_id = '{repairId}' and status = 'booked'");
        await System.ExecuteAsync($"update booking.appointment set status = 'started' where repair_id = '{repairId}' and status = 'booked'");

        await AwayAsync(reference, day);

        await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative} and not waits") == 1, 60);
        Assert.Equal("started", await System.ScalarAsync<string>($"select status from booking.appointment where repair_id = '{repairId}'"));
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/absences/{await System.ScalarAsync<Guid>($"select absence_id from booking.absence where operative_id = {operative}")}");
        Assert.Contains("We call nobody away from a visit that may have begun. You decide.", desk.Words, StringComparison.Ordinal);
        await desk.PressAsync("Go on");
        Assert.Equal("asked", await System.ScalarAsync<string>($"select became from booking.absence_visit where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task What_the_desk_took_back_does_not_come_again_with_the_next_file()
    {
        var (home, _) = await HomeAsync(1);
        var day = LondonTime.DateOf(await System.NowAsync()).AddDays(3);
        Assert.Empty(await AwayAsync(home.Operatives[0], day));
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync($"/desk/operatives/{operative}/times");
        await desk.FollowAsync("They can come after all");
        await desk.PressAsync("Yes, they can come");

        Assert.Contains("The desk took this back on", Assert.Single(await AwayAsync(home.Operatives[0], day)), StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (
            await System.ScalarAsync<long>($"select count(*) from booking.shift where operative_id = {operative} and kind = 'absence'"),
            await System.ScalarAsync<long>($"select count(*) from booking.absence where operative_id = {operative}")));

        await desk.OpenAsync($"/desk/operatives/{operative}/absent");
        await desk.PressAsync("Record it and see to the visits", [("Length", "days"), .. new[] { "First", "Last" }.SelectMany(f => new[] { ($"{f}.Day", $"{day.Day}"), ($"{f}.Month", $"{day.Month}"), ($"{f}.Year", $"{day.Year}") })]);
        Assert.Empty(await AwayAsync(home.Operatives[0], day));
    }

    [Fact]
    public async Task One_that_stumbles_does_not_stop_those_behind_it()
    {
        var (home, trade) = await HomeAsync(1);
        var (stumbles, token) = await System.RepairAsync(home, trade);
        await System.BookFirstAsync(token);
        var (other, otherTrade) = await HomeAsync(1);
        var (behind, otherToken) = await System.RepairAsync(other, otherTrade);
        await System.BookFirstAsync(otherToken);
        await System.ExecuteAsync($"create function booking.stumble() returns trigger language plpgsql as $$ begin raise exception 'stumbled'; end $$; create trigger stumble before insert on booking.absence_visit for each row when (new.repair_id = '{stumbles}') execute function booking.stumble()");
        try
        {
            var (_, reference, day) = await StandsAsync(stumbles);
            await AwayAsync(reference, day);
            (_, reference, day) = await StandsAsync(behind);
            await AwayAsync(reference, day);

            await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from booking.absence_visit where repair_id = '{behind}'") == 1, 60);
            Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.absence_visit where repair_id = '{stumbles}'"));
        }
        finally
        {
            await System.ExecuteAsync("drop function booking.stumble() cascade");
        }
    }

    [Fact]
    public async Task What_passes_by_itself_is_tried_again_at_once_and_not_set_aside()
    {
        var (home, trade) = await HomeAsync(1);
        var (repairId, token) = await System.RepairAsync(home, trade);
        await System.BookFirstAsync(token);

        // Twice it meets another writer.
        await System.ExecuteAsync($"create sequence booking.met; create function booking.meet() returns trigger language plpgsql security definer as $$ begin if nextval('booking.met') <= 2 then raise exception 'deadlock detected' using errcode = '40P01'; end if; return new; end $$; create trigger meet before insert on booking.absence_visit for each row when (new.repair_id = '{repairId}') execute function booking.meet()");
        try
        {
            var (operative, reference, day) = await StandsAsync(repairId);
            await AwayAsync(reference, day);

            await Eventually.TrueAsync(async () => await System.ScalarAsync<long>($"select count(*) from booking.absence_visit where repair_id = '{repairId}'") == 1, 90);
            Assert.Equal(3, await System.ScalarAsync<long>("select last_value from booking.met"));
            Assert.True(await System.ScalarAsync<bool>($"select next_try_at < recorded_at + interval '30 seconds' from booking.absence where operative_id = {operative}"));
        }
        finally
        {
            await System.ExecuteAsync("drop function booking.meet() cascade; drop sequence booking.met");
        }
    }

    [Fact]
    public async Task What_is_kept_for_somebody_who_decides_is_given_up_at_once_and_their_choice_finds_another()
    {
        var (home, trade) = await HomeAsync(2);
        var (repairId, token) = await System.RepairAsync(home, trade);
        var choice = (await System.ChoicesAsync(token))[0];
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/hold", new { choiceId = choice.ChoiceId })).Status);
        var reference = await System.ScalarAsync<string>($"select o.operative_ref from booking.place p join booking.operative o using (operative_id) where p.repair_id = '{repairId}' and p.status = 'held'");

        await AwayAsync(reference!, choice.Date);

        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.hold where repair_id = '{repairId}'"));
        Assert.Equal(HttpStatusCode.Created, (await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = choice.ChoiceId })).Status);
        Assert.NotEqual(reference, (await StandsAsync(repairId)).Reference);
    }

    [Fact]
    public async Task A_long_file_is_written_part_by_part_so_that_nobody_waits_for_all_of_it_and_a_stop_in_the_middle_goes_on()
    {
        var (home, _) = await HomeAsync(1);
        var from = LondonTime.DateOf(await System.NowAsync()).AddDays(40);
        var csv = new StringBuilder("operativeRef,date,from,to\nnobody,2026-01-01,08:00,09:00\n");
        for (var day = 0; day < 700; day++)
            csv.Append(CultureInfo.InvariantCulture, $"{home.Operatives[0]},{from.AddDays(day):yyyy-MM-dd},08:00,12:00\n{home.Operatives[0]},{from.AddDays(day):yyyy-MM-dd},13:00,17:00\n");
        var operative = await System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        await System.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into booking.operative_day (operative_id, day) values ({operative}, '{from.AddDays(699):yyyy-MM-dd}')"));

        // Somebody books on the last day of the file just then.
        await using var admin = await System.AdminAsync();
        await using var transaction = await admin.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select 1 from booking.operative_day where operative_id = {operative} and day = '{from.AddDays(699):yyyy-MM-dd}' for update"), admin))
            await command.ExecuteNonQueryAsync();
        using var desk = System.As(Roles.Desk);
        var import = desk.ImportAsync("shifts", csv.ToString());
        await Eventually.TrueAsync(async () => await ShiftsAsync() > 900, 60);
        Assert.False(import.IsCompleted);
        Assert.InRange(await ShiftsAsync(), 900, 1399);
        await transaction.RollbackAsync();

        var (status, body) = await import;
        Assert.Equal((HttpStatusCode.OK, 1400), (status, body.GetProperty("accepted").GetInt32()));
        Assert.Equal([2], body.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        Assert.Equal(1400, await ShiftsAsync());
        (_, body) = await desk.ImportAsync("shifts", csv.ToString());
        Assert.Equal((1400, 1), (body.GetProperty("accepted").GetInt32(), body.GetProperty("rejected").GetArrayLength()));
        Assert.Equal(1400, await ShiftsAsync());

        Task<long> ShiftsAsync() => System.ScalarAsync<long>(string.Create(CultureInfo.InvariantCulture, $"select count(*) from booking.shift where operative_id = {operative} and day >= '{from:yyyy-MM-dd}'"));
    }

    /// <summary>A home with a trade of its own: people of other homes could come too.</summary>
    private async Task<(Home Home, string Trade)> HomeAsync(int operatives)
    {
        var trade = $"trade-{Guid.NewGuid():N}";
        return (await System.HomeAsync(operatives, trade), trade);
    }

    /// <summary>Brings a file in; answers its warnings.</summary>
    private async Task<IReadOnlyList<string>> AwayAsync(string reference, DateOnly day)
    {
        using var desk = System.As(Roles.Desk);
        var (status, body) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{reference},{day:yyyy-MM-dd},00:00,24:00\n", "?kind=absence");
        Assert.Equal((HttpStatusCode.OK, 1), (status, body.GetProperty("accepted").GetInt32()));
        return [.. body.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("reason").GetString()!)];
    }

    private async Task<(long Operative, string Reference, DateOnly Day)> StandsAsync(Guid repairId)
    {
        await using var admin = await System.AdminAsync();
        await using var command = new NpgsqlCommand($"select o.operative_id, o.operative_ref, a.date from booking.appointment a join booking.operative o using (operative_id) where a.repair_id = '{repairId}' and a.status = 'booked'", admin);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateOnly>(2));
    }
}
