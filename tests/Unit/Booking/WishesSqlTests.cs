using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

public sealed class WishesSqlTests
{
    [Fact]
    public void Wishes_come_back_as_they_were_kept()
    {
        var wishes = new Wishes(
            [new Exclusion([DayOfWeek.Thursday]), new Exclusion([], new DateOnly(2030, 1, 7), new DateOnly(2030, 1, 9), new TimeOnly(9, 0), new TimeOnly(11, 30))],
            [new Preference(2, [DayOfWeek.Monday], From: new TimeOnly(12, 0))]);

        var again = WishesSql.Read(WishesSql.Written(wishes));

        Assert.Equal(WishesSql.Written(wishes), WishesSql.Written(again));
        Assert.False(again.Allow(new DateOnly(2030, 1, 10), new TimeOnly(8, 0), new TimeOnly(12, 0)));
        Assert.Equal(2, again.DegreeOf(new DateOnly(2030, 1, 14), new TimeOnly(12, 0), new TimeOnly(17, 0)));
    }

    [Fact]
    public void What_a_new_repair_holds_is_no_wish() => Assert.False(WishesSql.Read("""{"exclusions":[],"preferences":[]}""").Any);
}
