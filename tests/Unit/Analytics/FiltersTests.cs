using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Tests.Unit.Analytics;

public sealed class FiltersTests
{
    private static readonly DateOnly Today = new(2026, 7, 1);

    [Theory]
    [InlineData(2, "old-system")]
    [InlineData(27, "old-system")]
    [InlineData(28, "repairs")]
    [InlineData(400, "repairs")]
    public void The_first_page_tells_of_the_old_system_until_ours_tells_of_four_weeks(int days, string expected) =>
        Assert.Equal(expected, First(Source("repairs", days), Source("small", 5), Source("old-system", 365)));

    [Fact]
    public void A_source_alone_is_the_first_however_little_it_tells_and_without_any_there_is_none()
    {
        Assert.Equal("repairs", First(Source("repairs", 1)));
        Assert.Equal("repairs", First(new KnownSource { Source = "repairs" }));
        Assert.Null(First());
    }

    private static string? First(params KnownSource[] sources) => Filters.FirstSource(new Known(sources, new HashSet<string>(), new HashSet<string>()));

    private static KnownSource Source(string name, int days) => new() { Source = name, FirstDay = Today.AddDays(1 - days), LastDay = Today };
}
