using System.Globalization;
using Repairs.Platform;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>A table of very many rows leaves as a file, whole.</summary>
public sealed class LongExportTests(ITestOutputHelper output)
{
    private const int Weeks = 100;

    /// <summary>A million rows with <c>REPAIRS_LONG</c> set, a hundred thousand otherwise.</summary>
    private static readonly int Patches = Environment.GetEnvironmentVariable("REPAIRS_LONG") is { Length: > 0 } ? 10_000 : 1_000;

    /// <summary>A measure with nothing beside it, every figure large enough to be shown but for one patch in ten.</summary>
    private static readonly string Fill = $"""
        insert into analytics.feed (landlord, source, first_day, last_day, complete_to, received_at)
        values ('demo', 'wide', '2024-01-01', '2025-11-30', '2025-11-30', '2025-11-30');
        insert into analytics.rollup (landlord, source, dimension, counter, value, day, n)
        select 'demo', 'wide', 'patch', c.counter, 'patch ' || p, date '2024-01-01' + w * 7, case when p % 10 = 0 then c.few else c.many end
        from generate_series(0, 99) w, generate_series(1, {Patches}) p,
             lateral (values ('M02', 20 + (p + w) % 30, (p + w) % 4), ('M02.of', 200 + (p + w) % 31, 9 + (p + w) % 11)) as c(counter, many, few);
        insert into analytics.rollup (landlord, source, dimension, counter, value, day, n)
        select landlord, source, '', counter, '', day, sum(n)
        from analytics.rollup
        where source = 'wide'
        group by landlord, source, counter, day;
        insert into analytics.named (landlord, kind, text)
        select 'demo', 'patch', 'patch ' || p from generate_series(1, {Patches}) p
        on conflict do nothing;
        analyze analytics.rollup
        """;

    [Trait("case", "36")]
    [Fact]
    public async Task A_very_long_table_is_all_there_once_and_says_what_is_counted()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Analytics"] });
        await using (var admin = await system.AdminAsync())
        {
            await using var fill = admin.CreateCommand();
            fill.CommandText = Fill;
            fill.CommandTimeout = 600;
            await fill.ExecuteNonQueryAsync();
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var analyst = system.As(Roles.Analyst);
        analyst.Timeout = TimeSpan.FromMinutes(10);
        await using var stream = await analyst.GetStreamAsync(new Uri("/analytics/measures/M02/csv?source=wide&grain=week&by=patch&from=2024-01-01&to=2025-11-30", UriKind.Relative));
        var first = clock.Elapsed.TotalSeconds;
        using var reader = new StreamReader(stream);
        var columns = (await reader.ReadLineAsync())!.Split(',').Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        var seen = new HashSet<(string Period, string Patch)>();
        var (shown, hidden) = (0, 0);
        while (await reader.ReadLineAsync() is { } line)
        {
            var cells = line.Split(',');
            string Of(string column) => cells[columns[column]];
            int Number(string column) => int.Parse(Of(column), CultureInfo.InvariantCulture);
            Assert.True(seen.Add((Of("period"), Of("group"))), line);
            var patch = int.Parse(Of("group")["patch ".Length..], CultureInfo.InvariantCulture);
            var week = (DateOnly.ParseExact(Of("period"), "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(2024, 1, 1).DayNumber) / 7;
            var (few, n) = (patch % 10 == 0, patch + week);
            var isHidden = few && (n % 4 > 0 || n % 11 == 0);
            Assert.Equal((isHidden, "true"), (Of("marker") == "[c]", Of("rounded")));
            if (isHidden)
            {
                Assert.Equal(("", ""), (Of("numerator"), Of("value")));
                hidden++;
                continue;
            }

            // Beside a figure that is hidden the others are rounded to 5.
            var (numerator, denominator) = few ? (n % 4, 9 + (n % 11)) : (20 + (n % 30), 200 + (n % 31));
            Assert.Equal((ToFive(numerator), ToFive(denominator)), (Number("numerator"), Number("denominator")));
            shown++;
        }

        output.WriteLine($"{seen.Count} rows: {first:0.0} s to the first, {clock.Elapsed.TotalSeconds - first:0.0} s for the others");
        Assert.Equal(Patches * Weeks, seen.Count);
        Assert.Equal(Patches * Weeks, shown + hidden);
        Assert.InRange(hidden, Patches * Weeks / 20, Patches * Weeks / 10);
    }

    private static int ToFive(int count) => (count + 2) / 5 * 5;
}
