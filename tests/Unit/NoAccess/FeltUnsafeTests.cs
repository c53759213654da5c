using Repairs.NoAccess.GiveFeedback;
using Repairs.Platform;

namespace Repairs.Tests.Unit.NoAccess;

public sealed class FeltUnsafeTests
{
    [Theory]
    [InlineData("2026-11-24", "09:00", "today")]
    [InlineData("2026-11-24", "15:59", "today")]
    [InlineData("2026-11-24", "16:00", "tomorrow")]
    [InlineData("2026-11-24", "23:00", "tomorrow")]
    [InlineData("2026-11-25", "00:30", "today")]
    [InlineData("2026-11-27", "23:00", "on Monday 30 November")]
    [InlineData("2026-11-29", "10:00", "tomorrow")]
    [InlineData("2026-12-24", "17:30", "on Tuesday 29 December")]
    public void A_person_gets_in_touch_when_people_are_at_work(string day, string time, string when) =>
        Assert.Equal(when, FeltUnsafe.When(LondonTime.Instant(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture))));
}
