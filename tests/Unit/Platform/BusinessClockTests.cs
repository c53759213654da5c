using Repairs.Platform;

namespace Repairs.Tests.Unit.Platform;

public sealed class BusinessClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("case", "15")]
    [InlineData(5)]
    [InlineData(-5)]
    public void A_server_whose_clock_is_minutes_wrong_follows_the_databases(int minutes)
    {
        var clock = new BusinessClock(new Stopped(Noon.AddMinutes(minutes)));
        clock.Set(TimeSpan.FromDays(3));
        Assert.Equal(Noon.AddMinutes(minutes).AddDays(3), clock.GetUtcNow());

        Assert.True(clock.Follow(Noon.AddMinutes(minutes), Noon, Noon.AddMinutes(minutes)));
        Assert.Equal(Noon.AddDays(3), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(3), clock.Offset);

        // Put right meanwhile.
        Assert.True(clock.Follow(Noon, Noon, Noon));
        Assert.Equal(TimeSpan.Zero, clock.WrongBy);
    }

    [Fact]
    public void What_the_way_to_the_database_explains_moves_nothing()
    {
        var clock = new BusinessClock(new Stopped(Noon));

        Assert.False(clock.Follow(Noon, Noon.AddMilliseconds(400), Noon));
        Assert.False(clock.Follow(Noon, Noon.AddSeconds(4), Noon.AddSeconds(5)));
        Assert.Equal(Noon, clock.GetUtcNow());
        Assert.True(clock.Follow(Noon, Noon.AddMilliseconds(600), Noon));
    }

    private sealed class Stopped(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
