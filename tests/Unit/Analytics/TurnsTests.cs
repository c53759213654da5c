using Repairs.Analytics.Features.CountFacts;

namespace Repairs.Tests.Unit.Analytics;

public sealed class TurnsTests
{
    private static readonly Feed Poor = new() { Landlord = "demo", Source = "poor" };
    private static readonly Feed Other = new() { Landlord = "demo", Source = "other" };
    private readonly Turns _turns = new();

    [Fact]
    public void A_source_that_cannot_be_counted_rests_is_tried_with_less_and_keeps_no_other_waiting()
    {
        Assert.Equal(50_000, _turns.Most(Poor, 50_000));
        _turns.Counted(Poor, Turns.Stumbled, 50_000);

        Assert.Equal(["poor"], _turns.NotNow(many: false).Select(f => f.Source));
        Assert.Equal(12_500, _turns.Most(Poor, 50_000));
        for (var i = 0; i < 40; i++)
            _turns.Counted(Poor, Turns.Stumbled, 50_000);
        Assert.Equal(1_000, _turns.Most(Poor, 50_000));
        Assert.Equal(50_000, _turns.Most(Other, 50_000));

        _turns.Counted(Poor, 10, 50_000);
        Assert.Equal(50_000, _turns.Most(Poor, 50_000));
    }

    [Fact]
    public void One_with_more_to_count_goes_on_at_once_and_one_with_little_lets_more_come()
    {
        _turns.Counted(Poor, 50_000, 50_000);
        Assert.Empty(_turns.NotNow(many: true));

        _turns.Counted(Poor, 20, 50_000);
        Assert.Single(_turns.NotNow(many: false));
    }

    [Fact]
    public void A_source_is_held_until_the_last_of_its_long_files_is_in()
    {
        var (first, second) = (_turns.Hold([Poor]), _turns.Hold([Poor, Other]));
        first.Dispose();
        first.Dispose();
        Assert.Equal(2, _turns.NotNow(many: false).Count);

        second.Dispose();
        Assert.Empty(_turns.NotNow(many: false));
    }

    [Fact]
    public void Whoever_sends_beside_somebody_of_the_same_landlord_is_not_alone()
    {
        var senders = new Senders();
        var (one, two) = (senders.Begin("a"), senders.Begin("b"));
        Assert.True(one.Alone && two.Alone && senders.Many);

        using (var three = senders.Begin("a"))
            Assert.False(one.Alone || three.Alone);
        Assert.True(two.Alone);
        two.Dispose();
        Assert.False(senders.Many);
        one.Dispose();
    }
}
