using System.Globalization;
using System.Net;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Infra;

/// <summary>Four servers starting take both processors: no other test should be timing anything meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ServersCollection
{
    public const string Name = "servers";
}

/// <summary>The private servers of two fresh checkouts, started at the same moment.</summary>
[Collection(ServersCollection.Name)]
public sealed class ServersTests : IAsyncLifetime
{
    private static readonly string[] Processes = ["epmd", "rabbitmq", "postgres"];

    private readonly string[] _checkouts = [NewCheckout(), NewCheckout()];

    public Task InitializeAsync() => Task.WhenAll(_checkouts.Select(c => ServersAsync(c, "up")));

    public async Task DisposeAsync()
    {
        foreach (var checkout in _checkouts)
        {
            await ServersAsync(checkout, "down");
            var elsewhere = Path.Combine(checkout, ".servers", "data-path");
            if (File.Exists(elsewhere))
                Directory.Delete(Path.GetDirectoryName((await File.ReadAllTextAsync(elsewhere)).Trim())!, recursive: true);
            Directory.Delete(checkout, recursive: true);
        }
    }

    [Fact]
    public async Task Two_checkouts_share_nothing_listen_on_loopback_only_start_again_after_a_crash_and_leave_nothing_running()
    {
        var ports = _checkouts.SelectMany(Ports).ToList();
        Assert.Equal(8, ports.Distinct().Count());
        var listening = Listening();
        Assert.All(ports, port => Assert.Contains(listening, l => l.Port == port));
        Assert.All(listening.Where(l => ports.Contains(l.Port)), l => Assert.True(IPAddress.IsLoopback(l.Address), l.ToString()));

        foreach (var checkout in _checkouts)
        {
            Assert.Equal("1", (await ServersAsync(checkout, "psql", "-Atc", "select 1")).Trim());
            Assert.Contains("already running", await ServersAsync(checkout, "up"), StringComparison.Ordinal);
        }

        await ServersAsync(_checkouts[0], "kill", "postgres");
        await ServersAsync(_checkouts[0], "up");
        Assert.Equal("1", (await ServersAsync(_checkouts[0], "psql", "-Atc", "select 1")).Trim());

        var ids = _checkouts.SelectMany(ProcessIds).ToList();
        foreach (var checkout in _checkouts)
            await ServersAsync(checkout, "down");
        Assert.DoesNotContain(ids, IsAlive);
        Assert.DoesNotContain(Listening(), l => ports.Contains(l.Port));
    }

    /// <summary>The two scripts alone make a checkout as far as servers are concerned.</summary>
    private static string NewCheckout()
    {
        var folder = Directory.CreateTempSubdirectory("repairs-checkout-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "infra"));
        foreach (var script in new[] { "servers", "lib.sh" })
            File.Copy(Path.Combine(Repository.Root, "infra", script), Path.Combine(folder, "infra", script));
        return folder;
    }

    private static Task<string> ServersAsync(string checkout, params string[] arguments) =>
        Servers.ShellAsync(Path.Combine(checkout, "infra", "servers"), arguments);

    private static IEnumerable<int> Ports(string checkout) =>
        File.ReadLines(Path.Combine(checkout, ".servers", "ports")).Select(l => int.Parse(l.Split('=')[1], CultureInfo.InvariantCulture));

    private static IEnumerable<int> ProcessIds(string checkout) =>
        Processes.Select(p => int.Parse(File.ReadAllText(Path.Combine(checkout, ".servers", "pids", p)).Split(' ')[0], CultureInfo.InvariantCulture));

    /// <summary>A process that ended but is not buried yet (state Z) is not alive.</summary>
    private static bool IsAlive(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static List<IPEndPoint> Listening() =>
        [.. System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()];
}
