using System.Diagnostics;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>The clocks of hazards once more, in a process whose server zone is another.</summary>
public sealed class HazardZoneTests
{
    [Theory]
    [Trait("requirement", "34")]
    [InlineData("UTC")]
    [InlineData("Pacific/Auckland")]
    [InlineData("America/New_York")]
    public async Task The_clocks_hold_whatever_the_servers_zone(string zone)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(HazardZoneTests).Assembly.Location, "--TestCaseFilter:FullyQualifiedName~HazardClockTests"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root,
        };
        start.Environment["TZ"] = zone;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var text = await said;
        Assert.True(process.ExitCode == 0 && text.Contains("Passed", StringComparison.Ordinal), text[..Math.Min(text.Length, 8000)] + await errors);
    }
}
