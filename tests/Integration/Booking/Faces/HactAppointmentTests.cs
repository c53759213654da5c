using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

[Collection(SystemCollection.Name)]
public sealed class HactAppointmentTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    public async Task A_housing_system_asks_for_times_books_one_and_hears_the_same_again()
    {
        var (_, repairId, _) = await RaisedAsync();

        var (status, available) = await PostAsync("request-available-appointments", Asked(repairId, most: 4));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(repairId.ToString(), available.GetProperty("WorkOrderReference").GetProperty("ID").GetString());
        Assert.Equal(4, available.GetProperty("Appointment").GetArrayLength());
        Assert.Equal((0, 0), (available.GetProperty("ExclusiveHoldDuration").GetProperty("Minutes").GetInt32(), available.GetProperty("ExclusiveHoldDuration").GetProperty("Seconds").GetInt32()));
        var chosen = available.GetProperty("Appointment")[2];
        Assert.True(chosen.GetProperty("MeetsSLA").GetBoolean());
        Assert.False(chosen.TryGetProperty("MeetsCustomerPreference", out _));

        var wanted = Wanted(repairId, chosen.GetProperty("Reference").GetProperty("ID").GetString());
        var (booked, response) = await PostAsync("request-appointment", wanted);
        var (again, same) = await PostAsync("request-appointment", wanted);

        Assert.Equal(HttpStatusCode.OK, booked);
        Assert.Equal("10", response.GetProperty("Response").GetString());
        Assert.Equal(chosen.GetProperty("Date").GetString(), response.GetProperty("ConfirmedAppointment").GetProperty("Date").GetString());
        Assert.Equal(HttpStatusCode.OK, again);
        Assert.Equal(response.ToString(), same.ToString());
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        Assert.Equal(4, await System.ScalarAsync<int>($"select max((body ->> 'choices')::int) from booking.event_log where type = 'SlotsOffered' and body ->> 'repairId' = '{repairId}'"));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'SlotsOffered' and body ->> 'repairId' = '{repairId}'"));
    }

    [Fact]
    public async Task What_the_resident_asked_of_the_times_is_met_told_and_kept_without_the_reason()
    {
        var (_, repairId, _) = await RaisedAsync();
        var today = LondonTime.DateOf(await System.NowAsync());
        var away = today.AddDays(2);

        var (_, available) = await PostAsync("request-available-appointments", Asked(repairId, most: 5, preferences: new object[]
        {
            new { ExcludedPeriod = new { Description = "Customer on holiday with Aunt Mabel", Start = away.ToString("O", CultureInfo.InvariantCulture), End = away.AddDays(3).ToString("O", CultureInfo.InvariantCulture) } },
            new { DegreeOfPreference = 3, TimeOfDay = new[] { new { Name = "PM" } } },
        }));

        var appointments = available.GetProperty("Appointment").EnumerateArray().ToList();
        Assert.Equal(5, appointments.Count);
        Assert.All(appointments, a => Assert.False(DateOnly.Parse(a.GetProperty("Date").GetString()!, CultureInfo.InvariantCulture) is var d && d >= away && d <= away.AddDays(3)));
        Assert.True(appointments.Count(a => a.GetProperty("MeetsCustomerPreference").GetBoolean()) >= 4);
        Assert.All(appointments.Where(a => a.GetProperty("MeetsCustomerPreference").GetBoolean()), a =>
        {
            Assert.Equal("PM", a.GetProperty("TimeOfDay").GetProperty("Name").GetString());
            Assert.Equal(3, a.GetProperty("CustomerDegreeOfPreference").GetInt32());
        });
        Assert.DoesNotContain("Mabel", await System.ScalarAsync<string>($"select r::text || (select string_agg(e::text, '') from booking.event_log e) || (select string_agg(o::text, '') from booking.offer o) from booking.repair r where repair_id = '{repairId}'"), StringComparison.Ordinal);

        // Asked again without a word about it, the time away is still respected.
        var (_, later) = await PostAsync("request-available-appointments", Asked(repairId, most: 50));
        Assert.DoesNotContain(later.GetProperty("Appointment").EnumerateArray(), a => DateOnly.Parse(a.GetProperty("Date").GetString()!, CultureInfo.InvariantCulture) is var d && d >= away && d <= away.AddDays(3));
    }

    [Fact]
    public async Task What_a_resident_was_shown_meanwhile_keeps_its_meaning()
    {
        var (_, repairId, token) = await RaisedAsync();
        var shown = await System.ChoicesAsync(token, all: true);

        await PostAsync("request-available-appointments", Asked(repairId, most: 3));
        var picked = shown[^1];
        var (status, booked) = await System.Anyone.PostBodyAsync($"/api/resident/{token}/appointment", new { choiceId = picked.ChoiceId });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal((picked.Date.ToString("O", CultureInfo.InvariantCulture), picked.From), (booked.GetProperty("date").GetString(), booked.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task One_appointment_asked_for_is_really_kept_as_long_as_the_answer_says()
    {
        var home = await System.HomeAsync();
        var (first, _) = await System.RepairAsync(home);
        var (second, _) = await System.RepairAsync(home);

        var (_, available) = await PostAsync("request-available-appointments", Asked(first, most: 1));
        var kept = available.GetProperty("ExclusiveHoldDuration");
        var hold = await System.ScalarAsync<DateTime>($"select expires_at from booking.hold where repair_id = '{first}'");
        var only = Assert.Single(available.GetProperty("Appointment").EnumerateArray());

        Assert.InRange(kept.GetProperty("Minutes").GetInt32() * 60 + kept.GetProperty("Seconds").GetInt32(), 590, 600);
        Assert.InRange(hold, (await System.NowAsync()).UtcDateTime.AddMinutes(9), (await System.NowAsync()).UtcDateTime.AddMinutes(10.1));
        var (status, answer) = await PostAsync("request-appointment", Wanted(first, only.GetProperty("Reference").GetProperty("ID").GetString()));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("10", answer.GetProperty("Response").GetString());
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.hold where repair_id in ('{first}', '{second}')"));
    }

    [Fact]
    public async Task A_time_that_is_gone_is_a_clear_answer_with_the_times_that_are_free_now()
    {
        var home = await System.HomeAsync(from: "08:00", to: "12:00");
        var (first, _) = await System.RepairAsync(home);
        var taken = await AllOfFirstWindowAsync(first);
        await FillAsync(home, taken);

        var (status, problem) = await PostAsync("request-appointment", Wanted(first, taken.Reference));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("/problems/slot-taken", problem.GetProperty("type").GetString());
        Assert.Equal("20", problem.GetProperty("RequestAppointmentResponse").GetProperty("Response").GetString());
        Assert.NotEmpty(problem.GetProperty("AvailableAppointments").GetProperty("Appointment").EnumerateArray());
        Assert.DoesNotContain(problem.GetProperty("AvailableAppointments").GetProperty("Appointment").EnumerateArray(), a =>
            a.GetProperty("Date").GetString() == taken.Date && a.GetProperty("TimeOfDay").GetProperty("Name").GetString() == "AM");
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{first}'"));
    }

    [Fact]
    public async Task A_visit_that_stands_is_not_moved_by_a_housing_system()
    {
        var (_, repairId, token) = await RaisedAsync();
        var (_, available) = await PostAsync("request-available-appointments", Asked(repairId));
        var visit = await System.BookFirstAsync(token);

        var (status, problem) = await PostAsync("request-appointment", Wanted(repairId, available.GetProperty("Appointment")[3].GetProperty("Reference").GetProperty("ID").GetString()));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("/problems/already-booked", problem.GetProperty("type").GetString());
        Assert.Equal(visit.VisitId.ToString(), await System.ScalarAsync<string>($"select visit_id::text from booking.appointment where repair_id = '{repairId}' and status = 'booked'"));
    }

    [Fact]
    public async Task While_a_person_gets_in_touch_first_nothing_is_booked_here_either()
    {
        var (home, repairId, _) = await RaisedAsync();
        await System.PauseAsync(home);

        var (_, available) = await PostAsync("request-available-appointments", Asked(repairId, most: 1));
        var (status, problem) = await PostAsync("request-appointment", Wanted(repairId, available.GetProperty("Appointment")[0].GetProperty("Reference").GetProperty("ID").GetString()));
        var (scheduled, other) = await PostAsync("schedule-repair", Schedule([repairId.ToString()], appointment: new { Date = available.GetProperty("Appointment")[0].GetProperty("Date").GetString() }));

        Assert.Equal(0, available.GetProperty("ExclusiveHoldDuration").GetProperty("Minutes").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("/problems/attempts-paused", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Conflict, scheduled);
        Assert.Equal("/problems/attempts-paused", other.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_work_order_is_bound_to_its_repair_and_its_own_number_stands_for_it_from_then_on()
    {
        var (home, repairId, _) = await RaisedAsync();
        var (_, other, _) = await RaisedAsync();
        var number = $"WO-{repairId:N}"[..20];

        var (status, scheduled) = await PostAsync("schedule-repair", Schedule([number, repairId.ToString()], home.PropertyRef));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEmpty(scheduled.GetProperty("AvailableAppointments").GetProperty("Appointment").EnumerateArray());
        Assert.False(scheduled.TryGetProperty("ConfirmedAppointment", out _));
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{repairId}'"));

        var (found, available) = await PostAsync("request-available-appointments", Asked(number));
        Assert.Equal(HttpStatusCode.OK, found);
        Assert.Equal(number, available.GetProperty("WorkOrderReference").GetProperty("ID").GetString());

        var (elsewhere, conflict) = await PostAsync("schedule-repair", Schedule([other.ToString(), number]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere);
        Assert.Contains("another repair", conflict.GetProperty("errors").GetProperty("$.Reference[1].ID")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wanted_time_that_is_free_is_booked_once_and_another_is_answered_with_the_free_ones()
    {
        var (home, repairId, _) = await RaisedAsync();
        var day = await System.OpenDayAsync(5);
        var wanted = Schedule([repairId.ToString()], home.PropertyRef, new { Date = day.ToString("O", CultureInfo.InvariantCulture), TimeOfDay = new { Name = "AM" } });

        var (status, booked) = await PostAsync("schedule-repair", wanted);
        var (again, same) = await PostAsync("schedule-repair", wanted);
        var (_, next, _) = await RaisedAsync();
        var (refused, problem) = await PostAsync("schedule-repair", Schedule([next.ToString()], appointment: new { Date = day.ToString("O", CultureInfo.InvariantCulture), TimeOfDay = new { EarliestArrivalTime = "21:00", LatestCompletionTime = "22:00" } }));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("08:00:00", booked.GetProperty("ConfirmedAppointment").GetProperty("TimeOfDay").GetProperty("EarliestArrivalTime").GetString());
        Assert.Equal(HttpStatusCode.OK, again);
        Assert.Equal(day.ToString("O", CultureInfo.InvariantCulture), same.GetProperty("ConfirmedAppointment").GetProperty("Date").GetString());
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
        Assert.Equal(HttpStatusCode.Conflict, refused);
        Assert.NotEmpty(problem.GetProperty("AvailableAppointments").GetProperty("Appointment").EnumerateArray());
        Assert.Equal("open", await System.ScalarAsync<string>($"select status from booking.repair where repair_id = '{next}'"));
    }

    [Fact]
    public async Task Many_at_once_with_the_same_request_make_one_visit()
    {
        var (_, repairId, _) = await RaisedAsync();
        var (_, available) = await PostAsync("request-available-appointments", Asked(repairId));
        var wanted = Wanted(repairId, available.GetProperty("Appointment")[0].GetProperty("Reference").GetProperty("ID").GetString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync("request-appointment", wanted)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(1, await System.ScalarAsync<long>($"select count(*) from booking.appointment where repair_id = '{repairId}'"));
    }

    [Fact]
    public async Task What_is_unknown_over_or_elsewhere_is_named()
    {
        var (_, repairId, _) = await RaisedAsync();
        var (_, other, _) = await RaisedAsync();
        var (_, available) = await PostAsync("request-available-appointments", Asked(other));
        var theirs = available.GetProperty("Appointment")[0].GetProperty("Reference").GetProperty("ID").GetString();

        Assert.Equal("$.WorkOrderReference.ID", await FaultAsync("request-available-appointments", Asked(Guid.NewGuid())));
        Assert.Equal("$.onOrBeforeDate", await FaultAsync("request-available-appointments", Asked(repairId, before: new DateOnly(2020, 1, 1))));
        Assert.Equal("$.AppointmentReference.ID", await FaultAsync("request-appointment", Wanted(repairId, theirs)));
        Assert.Equal("$.AppointmentReference.ID", await FaultAsync("request-appointment", Wanted(repairId, "yesterday")));
        Assert.Equal("$.Reference[0].ID", await FaultAsync("schedule-repair", Schedule(["nobody's"])));
        Assert.Equal("$.site", await FaultAsync("schedule-repair", Schedule([repairId.ToString()], "another home")));
    }

    [Fact]
    public async Task An_emergency_has_a_promise_and_no_list()
    {
        var home = await System.HomeAsync();
        var (repairId, _) = await System.RepairAsync(home, priority: "emergency");

        var (status, problem) = await PostAsync("request-available-appointments", Asked(repairId));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.True(problem.GetProperty("arrivalBy").GetDateTimeOffset() > await System.NowAsync());
    }

    private async Task<(Home Home, Guid RepairId, string Token)> RaisedAsync()
    {
        var home = await System.HomeAsync();
        var (repairId, token) = await System.RepairAsync(home);
        return (home, repairId, token);
    }

    private async Task<(string Reference, string Date)> AllOfFirstWindowAsync(Guid repairId)
    {
        var (_, available) = await PostAsync("request-available-appointments", Asked(repairId));
        var first = available.GetProperty("Appointment").EnumerateArray().First(a => a.GetProperty("TimeOfDay").GetProperty("Name").GetString() == "AM");
        return (first.GetProperty("Reference").GetProperty("ID").GetString()!, first.GetProperty("Date").GetString()!);
    }

    /// <summary>Other repairs at the same home take what is left of the morning.</summary>
    private async Task FillAsync(Home home, (string Reference, string Date) window)
    {
        for (var i = 0; i < 6; i++)
        {
            var (repairId, _) = await System.RepairAsync(home);
            var (status, _) = await PostAsync("schedule-repair", Schedule([repairId.ToString()], appointment: new { window.Date }));
            if (status == HttpStatusCode.Conflict)
                return;
        }

        Assert.Fail("The morning never filled up");
    }

    private async Task<string> FaultAsync(string document, string body)
    {
        var (status, problem) = await PostAsync(document, body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        return Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name;
    }

    private static string Asked(object workOrder, int? most = null, DateOnly? before = null, object? preferences = null) => JsonSerializer.Serialize(new
    {
        WorkOrderReference = new { ID = workOrder.ToString() },
        OnOrBeforeDate = (before ?? new DateOnly(2099, 12, 31)).ToString("O", CultureInfo.InvariantCulture),
        MaxNumberOfAppointments = most,
        AppointmentPreference = preferences,
    });

    private static string Wanted(Guid repairId, string? reference) => JsonSerializer.Serialize(new { WorkOrderReference = new { ID = repairId }, AppointmentReference = new { ID = reference } });

    private static string Schedule(string[] references, string? property = null, object? appointment = null) => JsonSerializer.Serialize(new
    {
        DescriptionOfWork = "The tap drips",
        Reference = references.Select(r => new { ID = r }),
        Priority = new { PriorityCode = "4", RequiredCompletionDateTime = "2030-01-08T09:43:14.997Z" },
        WorkClass = new { WorkClassCode = "0" },
        InstructedBy = new { Name = "Housing" },
        AssignedToPrimary = new { },
        Site = new { Property = new[] { new { Unit = new[] { new { Reference = property is null ? null : new[] { new { ID = property } } } } } } },
        PersonAlert = new[] { new { Type = "30", Comments = "Regularly misses appointments" } },
        Appointment = appointment,
    });

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string document, string body)
    {
        using var desk = System.As(Roles.Desk);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await desk.PostAsync(new Uri($"/hact/{document}", UriKind.Relative), content);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
