using Repairs.Booking;
using Repairs.Contracts;

namespace Repairs.Tests.Unit.Booking.Faces;

public sealed class ResidentStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Reopens = TimeSpan.FromDays(28);

    [Fact]
    public void An_open_repair_waits_for_a_choice() => Assert.Equal(ResidentState.ChooseTime, Of(Repair()));

    [Fact]
    public void Without_a_trade_the_desk_looks_first() => Assert.Equal(ResidentState.WithTheDesk, Of(Repair(trade: null)));

    [Fact]
    public void A_promised_visit_is_shown_until_its_time_is_over()
    {
        Assert.Equal(ResidentState.Booked, Of(Repair(status: "booked", windowEnd: Now.AddMinutes(1))));
        Assert.Equal(ResidentState.TimeIsOver, Of(Repair(status: "booked", windowEnd: Now)));
        Assert.Equal(ResidentState.OnTheWay, Of(Repair(status: "booked", windowEnd: Now.AddHours(1), started: true)));
    }

    [Fact]
    public void An_emergency_is_a_promise_of_arrival_with_and_without_a_visit()
    {
        var nobodyYet = Repair(priority: Priority.Emergency, looksAgainAt: Now.AddMinutes(5));
        var someone = Repair(priority: Priority.Emergency, status: "booked", windowEnd: Now.AddHours(3));

        Assert.Equal(ResidentState.Emergency, Of(nobodyYet));
        Assert.Equal(nobodyYet.DueBy, nobodyYet.ArrivalBy);
        Assert.Equal(ResidentState.Emergency, Of(someone));
        Assert.Equal(Now.AddHours(3), someone.ArrivalBy);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(28 * 24, true)]
    [InlineData((28 * 24) + 1, false)]
    public void An_ended_repair_can_be_opened_by_a_tap_for_28_days(int hoursAgo, bool byATap) =>
        Assert.Equal(byATap ? ResidentState.Withdrawn : ResidentState.WithdrawnLongAgo, Of(Repair(status: "withdrawn", endedAt: Now.AddHours(-hoursAgo))));

    [Fact]
    public void A_finished_repair_is_finished_whatever_else_is_known() =>
        Assert.Equal(ResidentState.Finished, Of(Repair(status: "finished", trade: null, endedAt: Now, priority: Priority.Emergency)));

    [Theory]
    [Trait("requirement", "57")]
    [InlineData("missed", "DO10", "Unknown", "We could not start the work")]
    [InlineData("missed", "DO10", "Ours", "Our own miss")]
    [InlineData("missed", "DO12", null, "Agreed at the door to do it another time")]
    [InlineData("missed", "DO22", null, "Our own miss")]
    [InlineData("missed", "DO10", "Disputed", "The resident says it was different. Someone looks into it")]
    [InlineData("done", "DO01", "Attended", "Work done")]
    [InlineData("changed", null, null, "Changed by the resident")]
    [InlineData("cancelled", null, null, "Cancelled by the resident")]
    [InlineData("booked", null, null, "Stands")]
    public void What_became_of_a_visit_is_said_without_blame(string status, string? outcome, string? attribution, string words) =>
        Assert.Equal(words, new DeskAppointment { Status = status, Outcome = outcome, Attribution = attribution, EndedBy = "Resident" }.Became);

    private static ResidentState Of(ResidentRepair repair) => repair.StateAt(Now, Reopens);

    private static ResidentRepair Repair(
        string status = "open", string? trade = "plumbing", Priority priority = Priority.Routine, DateTimeOffset? windowEnd = null, bool started = false, DateTimeOffset? endedAt = null, DateTimeOffset? looksAgainAt = null) => new()
        {
            Landlord = "demo",
            RepairId = Guid.CreateVersion7(),
            HouseholdRef = "H1",
            Description = "The tap drips",
            Trade = trade,
            Priority = priority,
            Status = status,
            DueBy = Now.AddDays(1),
            VisitId = windowEnd is null ? null : Guid.CreateVersion7(),
            WindowEnd = windowEnd,
            Started = started,
            EndedAt = endedAt,
            LooksAgainAt = looksAgainAt,
        };
}
