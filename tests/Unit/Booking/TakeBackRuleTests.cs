using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

public sealed class TakeBackRuleTests
{
    private static readonly DateTimeOffset Now = Day.At("2026-10-20", "10:00");

    [Theory]
    [Trait("requirement", "11")]
    [InlineData("Landlord", "Routine", 1, true, false, true)]
    [InlineData("Landlord", "Urgent", 300, true, false, true)]
    [InlineData("System", "Routine", 1, true, false, true)]
    [InlineData("Resident", "Routine", 1, true, false, false)]
    [InlineData("Landlord", "Emergency", 1, true, false, false)]
    [InlineData("Landlord", "Routine", 0, true, false, false)]
    [InlineData("Landlord", "Routine", 1, true, true, false)]
    [InlineData("Landlord", "Routine", 1, false, false, false)]
    public void Only_a_visit_to_come_that_the_resident_did_not_choose_is_taken_back(string bookedBy, string priority, int minutesAhead, bool paused, bool setOff, bool taken) =>
        Assert.Equal(taken, TakeBackRule.Takes(
            new RepairRow { Paused = paused, AppointmentId = Guid.NewGuid(), BookedBy = bookedBy, Priority = priority, SetOff = setOff, WindowStart = Now.AddMinutes(minutesAhead) }, Now));

    [Theory]
    [Trait("requirement", "11")]
    [InlineData("2026-10-20", "20:00", "2026-10-21", "08:00", false)]
    [InlineData("2026-10-20", "20:00", "2026-10-21", "12:00", true)]
    [InlineData("2026-10-20", "16:30", "2026-10-21", "08:00", true)]
    [InlineData("2026-10-23", "18:00", "2026-10-24", "12:00", false)]
    [InlineData("2026-10-23", "18:00", "2026-10-26", "09:00", false)]
    [InlineData("2026-10-22", "18:00", "2026-10-24", "09:00", false)]
    [InlineData("2026-10-21", "18:00", "2026-10-24", "09:00", true)]
    public void One_that_begins_before_anybody_is_at_work_to_tell_them_stands(string day, string time, string windowDay, string windowTime, bool told) =>
        Assert.Equal(told, TakeBackRule.CanBeTold(Day.At(windowDay, windowTime), Day.At(day, time), new HashSet<DateOnly> { new(2026, 10, 23) }));

    [Fact]
    public void Without_a_visit_there_is_nothing_to_take_back() => Assert.False(TakeBackRule.Takes(new RepairRow { Paused = true, Priority = "Routine" }, Now));
}
