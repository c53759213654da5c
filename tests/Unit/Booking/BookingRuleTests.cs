using Repairs.Booking;
using Repairs.Contracts;

namespace Repairs.Tests.Unit.Booking;

public sealed class BookingRuleTests
{
    [Theory]
    [Trait("requirement", "2")]
    [InlineData("no access", true)]
    [InlineData("NO-ACCESS x3", true)]
    [InlineData("Access denied by tenant", true)]
    [InlineData("resident refused access", true)]
    [InlineData("couldn't get in again", true)]
    [InlineData("Unable to gain entry", true)]
    [InlineData("tenant was not in", true)]
    [InlineData("nobody home, left card", true)]
    [InlineData("No answer", true)]
    [InlineData("would not let us in", true)]
    [InlineData("missed appointment twice", true)]
    [InlineData("no show", true)]
    [InlineData("DNA", true)]
    [InlineData("ｎｏ ａｃｃｅｓｓ", true)]
    [InlineData("Raised twice, see the other repair", false)]
    [InlineData("The neighbour fixed it on Sunday", false)]
    [InlineData("Wrong address: the leak is at number 12", false)]
    [InlineData("Resident rang to say the tap no longer drips", false)]
    [InlineData("Loft access hatch was part of another job", false)]
    [InlineData(null, false)]
    public void A_note_that_speaks_of_lack_of_access_is_no_reason_to_withdraw(string? note, bool speaks) => Assert.Equal(speaks, EndRule.SpeaksOfLackOfAccess(note));

    [Fact]
    public void The_due_time_follows_the_priority_and_keeps_the_local_time_of_day()
    {
        var now = Day.At("2026-10-20", "10:00");
        var settings = new BookingSettings();

        Assert.Equal(now.AddHours(24), RaiseRule.DueBy(Priority.Emergency, now, settings));
        Assert.Equal(Day.At("2026-10-27", "10:00"), RaiseRule.DueBy(Priority.Urgent, now, settings));
        Assert.Equal(Day.At("2026-11-17", "10:00"), RaiseRule.DueBy(Priority.Routine, now, settings));
    }

    [Fact]
    public void A_promise_of_a_call_is_for_a_working_day()
    {
        var bankHolidays = new HashSet<DateOnly> { new(2026, 12, 25), new(2026, 12, 28) };

        Assert.Equal(Day.At("2026-11-23", "17:00"), DeclineRule.CallBackBy(Day.At("2026-11-20", "18:00"), 1, bankHolidays));
        Assert.Equal(Day.At("2026-12-29", "17:00"), DeclineRule.CallBackBy(Day.At("2026-12-24", "18:00"), 1, bankHolidays));
    }

    [Theory]
    [InlineData("2026-11-23", "09:00", "11:00")]
    [InlineData("2026-11-23", "23:30", "23:59")]
    public void An_emergency_is_promised_a_window_on_one_day(string date, string start, string to)
    {
        var from = Day.At(date, start);

        var promise = EmergencyRule.PromiseOf(new Plan([new Leg(Day.Diary(1, []), new Stretch(from, from.AddHours(1)), 0, 60, [])], 0), from.AddHours(20), new BookingSettings());

        Assert.Equal(TimeOnly.Parse(start, null), promise.From);
        Assert.Equal(TimeOnly.Parse(to, null), promise.To);
        Assert.True(promise.WindowEnd > promise.WindowStart);
    }

    [Theory]
    [InlineData("00000000000000000000000000000001-1", 0)]
    [InlineData("00000000000000000000000000000001-17", 16)]
    [InlineData("00000000000000000000000000000001-0", null)]
    [InlineData("00000000000000000000000000000001", null)]
    [InlineData("00000000000000000000000000000001--1", null)]
    [InlineData("' or 1=1 --", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_choice_id_is_read_strictly(string? text, int? index) => Assert.Equal(index, StoredOffer.Read(text)?.Index);

    [Fact]
    public void A_wrong_setting_is_named()
    {
        Assert.Empty(new BookingSettings().Faults());
        Assert.Contains(new BookingSettings { HorizonDays = 0 }.Faults(), f => f.Contains("Repairs:Booking:HorizonDays", StringComparison.Ordinal));
        Assert.Contains(new BookingSettings { BankHolidays = "mars" }.Faults(), f => f.Contains("BankHolidays", StringComparison.Ordinal));
        Assert.Contains(new BookingSettings { Windows = [Day.Window("12:00", "08:00")] }.Faults(), f => f.Contains("Windows", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_two_reports_the_same_one_stands_whatever_their_order()
    {
        var system = Report(DoorOutcome.DO22, Actor.System, minute: 60);
        var person = Report(DoorOutcome.DO01, Actor.Contractor, minute: 10);
        var corrected = Report(DoorOutcome.DO10, Actor.Contractor, minute: 20) with { Supersedes = person.ReportId };

        foreach (var (first, second, stands) in new[] { (system, person, person), (person, system, person), (person, corrected, corrected), (corrected, person, corrected) })
            Assert.Equal(stands, OutcomeRule.Stands(Known(first), second) ? second : first);
        Assert.False(OutcomeRule.Stands(Known(person), person));
    }

    [Fact]
    public void A_report_of_an_earlier_window_or_arrival_that_is_heard_of_later_changes_nothing()
    {
        var at = Day.At("2026-10-20", "10:00");
        VisitOutcomeReported Report(int window, int arrived, int heard, DoorOutcome outcome) => new("demo", Guid.NewGuid(), null, Guid.Empty, Guid.Empty, "H", "north", "plumbing", Priority.Routine, "C", "OP", outcome,
            at.AddHours(arrived), at.AddHours(arrived + 1), null, [], at.AddHours(window), at.AddHours(window + 4), Actor.Contractor, at.AddHours(heard));
        var done = Report(72, 73, 74, DoorOutcome.DO01);

        Assert.False(OutcomeRule.Stands(Known(done), Report(0, 1, 90, DoorOutcome.DO10)));
        Assert.False(OutcomeRule.Stands(Known(done), Report(72, 72, 90, DoorOutcome.DO10)));
        Assert.True(OutcomeRule.Stands(Known(done), Report(72, 75, 76, DoorOutcome.DO10)));
        Assert.True(OutcomeRule.Stands(Known(done), Report(96, 97, 98, DoorOutcome.DO10)));
    }

    [Fact]
    [Trait("requirement", "2")]
    public void What_was_reported_of_an_earlier_window_neither_hides_a_later_one_nor_undoes_work_that_was_done_in_it()
    {
        var begins = Day.At("2026-11-23", "08:00");
        VisitOutcomeReported On(int day, DoorOutcome outcome, Actor by) =>
            Report(outcome, by, minute: 24 * 60 * day) with { WindowStart = begins.AddDays(day), ArrivedAt = by == Actor.System ? null : begins.AddDays(day) };
        var (monday, nobody) = (On(0, DoorOutcome.DO10, Actor.Contractor), On(3, DoorOutcome.DO22, Actor.System));
        var (done, later) = (On(0, DoorOutcome.DO01, Actor.Contractor), On(3, DoorOutcome.DO10, Actor.Contractor));
        var booked = new RepairRow { Status = "booked", Trade = "plumbing" };

        Assert.True(OutcomeRule.Stands(Known(monday), nobody));
        Assert.False(OutcomeRule.Stands(Known(nobody), monday));
        Assert.False(OutcomeRule.FinishesAllTheSame(Known(nobody), booked, monday));

        Assert.False(OutcomeRule.Stands(Known(later), done));
        Assert.True(OutcomeRule.FinishesAllTheSame(Known(later), booked, done));
        Assert.False(OutcomeRule.FinishesAllTheSame(Known(later with { Supersedes = done.ReportId }), booked, done));
        Assert.Equal(OutcomeRule.Then.Nothing, OutcomeRule.Next(new RepairRow { Status = "finished", Trade = "plumbing", FinishedByVisit = later.VisitId }, later, Known(done)));
    }

    private static KnownOutcome Known(VisitOutcomeReported r) => new() { ReportId = r.ReportId, Supersedes = r.Supersedes, OutcomeBy = r.By.ToString(), OutcomeAt = r.OccurredAt, OutcomeWindow = r.WindowStart, OutcomeArrived = r.ArrivedAt };

    private static VisitOutcomeReported Report(DoorOutcome outcome, Actor by, int minute)
    {
        var start = Day.At("2026-11-23", "08:00");
        return new("demo", Guid.NewGuid(), null, Guid.Empty, Guid.Empty, "H1", "north", "plumbing", Priority.Routine, "c", "OP1", outcome, null, null, null, [], start, start.AddHours(4), by, start.AddMinutes(minute));
    }
}
