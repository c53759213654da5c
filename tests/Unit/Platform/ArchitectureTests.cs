using System.Text.RegularExpressions;
using System.Xml.Linq;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Platform;

public sealed partial class ArchitectureTests
{
    private static readonly string[] Services = ["Booking", "Visits", "NoAccess", "Needs", "Welfare", "Messages", "Analytics"];

    public static TheoryData<string, string[]> Edges()
    {
        var data = new TheoryData<string, string[]>
        {
            { "contracts/Repairs.Contracts.csproj", [] },
            { "services/Platform/Repairs.Platform.csproj", [] },
            { "services/Demonstration/Repairs.Demonstration.csproj", ["Repairs.Platform"] },
        };
        foreach (var service in Services)
            data.Add($"services/{service}/Repairs.{service}.csproj", ["Repairs.Contracts", "Repairs.Platform"]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void A_project_refers_only_to_what_its_place_in_the_house_allows(string project, string[] allowed)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Contracts_use_no_package()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "contracts/Repairs.Contracts.csproj"));
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    [Fact]
    public void Sql_stands_only_in_sql_files_and_in_the_platform()
    {
        var strays = Sources("services").Where(f => !f.Contains("/Platform/", StringComparison.Ordinal) && !f.EndsWith("Sql.cs", StringComparison.Ordinal))
            .Where(f => UsingDapper().IsMatch(File.ReadAllText(f)));
        Assert.Empty(strays.Select(Relative));
    }

    [Fact]
    public void Only_the_relay_hands_events_to_the_broker()
    {
        var strays = Sources("services").Where(f => !f.Contains("/Platform/Messaging/", StringComparison.Ordinal) && !f.Contains("/Platform/Hosting/", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f) is var text && (BrokerTypes().IsMatch(text) || text.Contains("using MassTransit", StringComparison.Ordinal)));
        Assert.Empty(strays.Select(Relative));
    }

    [Fact]
    public void Business_sql_never_reads_the_real_clock_alone()
    {
        var strays = Sources("services").Where(f => !f.Contains("/Platform/", StringComparison.Ordinal))
            .Where(f => BareNow().IsMatch(File.ReadAllText(f)));
        Assert.Empty(strays.Select(Relative));
    }

    [Fact]
    public void Each_service_has_exactly_one_public_type()
    {
        foreach (var service in Host.Commands.Installed)
        {
            // Razor's page classes are public by construction; everything written by hand is not.
            var types = service.GetType().Assembly.GetExportedTypes()
                .Where(t => t != service.GetType() && !typeof(Microsoft.AspNetCore.Mvc.RazorPages.PageModel).IsAssignableFrom(t) && !t.Name.Contains('_', StringComparison.Ordinal) && t.Namespace?.StartsWith("AspNetCore", StringComparison.Ordinal) != true);
            Assert.Empty(types.Select(t => t.FullName));
        }
    }

    [Fact]
    public void The_host_stays_small()
    {
        var lines = Sources("services/Host").Sum(f => File.ReadLines(f).Count());
        Assert.InRange(lines, 1, 70);
    }

    [Fact]
    public void No_two_paths_of_the_front_door_are_the_same()
    {
        var twice = Host.Commands.Installed.SelectMany(s => s.Paths).GroupBy(p => p, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);
        Assert.Empty(twice);
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file);

    [GeneratedRegex(@"^using Dapper", RegexOptions.Multiline, 1000)]
    private static partial Regex UsingDapper();

    [GeneratedRegex(@"\b(IBus|IPublishEndpoint|ISendEndpointProvider)\b", RegexOptions.None, 1000)]
    private static partial Regex BrokerTypes();

    [GeneratedRegex(@"(?<![\w.])now\(\)|current_timestamp|clock_timestamp\(\)(?!\s*\+)", RegexOptions.None, 1000)]
    private static partial Regex BareNow();
}
