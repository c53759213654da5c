using System.Diagnostics;
using System.Text.RegularExpressions;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Booking.Cases;

/// <summary>Every test of Booking once more, in a process whose server zone is another (case 5).</summary>
public sealed partial class ZoneCaseTests(ITestOutputHelper output)
{
    private const string Told = "REPAIRS_TEST_ZONE";

    [Theory]
    [Trait("case", "5")]
    [Trait("zone", "once")]
    [InlineData("UTC")]
    [InlineData("Europe/London")]
    [InlineData("America/New_York")]
    public async Task The_cases_hold_whatever_the_servers_zone(string zone)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(ZoneCaseTests).Assembly.Location, "--TestCaseFilter:FullyQualifiedName~Repairs.Tests.Unit.Booking&zone!=once"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root,
        };
        start.Environment["TZ"] = zone;
        start.Environment[Told] = zone;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        var text = await said;
        var passed = Passed().Match(text);
        output.WriteLine($"{zone}: {passed.Value}");
        Assert.True(process.ExitCode == 0, text[..Math.Min(text.Length, 8000)] + await errors);
        Assert.True(passed.Success && int.Parse(passed.Groups["n"].Value, null) > 100, text);
    }

    [GeneratedRegex(@"Passed:\s+(?<n>\d+)")]
    private static partial Regex Passed();

    /// <summary>The test of the test: the zone really is what the outer test asked for.</summary>
    [Fact]
    public void The_server_is_in_the_zone_it_was_told()
    {
        if (Environment.GetEnvironmentVariable(Told) is not { } zone)
            return;
#pragma warning disable RS0030 // The one place that wants the server's own zone, to know that the others do not.
        Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc)), TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc)));
#pragma warning restore RS0030
    }
}
