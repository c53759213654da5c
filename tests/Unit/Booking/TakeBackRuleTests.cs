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

    [Fact]
    public void Without_a_visit_there_is_nothing_to_take_back() => Assert.False(TakeBackRule.Takes(new RepairRow { Paused = true, Priority = "Routine" }, Now));
}
