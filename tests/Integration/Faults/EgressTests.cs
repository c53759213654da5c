using System.Text.RegularExpressions;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>The system speaks to its own machine only: every attempt to connect is traced, whether it succeeds or not.</summary>
public sealed partial class EgressTests
{
    [Fact]
    [Trait("requirement", "19")]
    public async Task No_connection_leaves_the_machine()
    {
        var trace = Path.Combine(Path.GetTempPath(), $"repairs-connects-{Guid.NewGuid():N}.txt");
        try
        {
            // The transport library's own switch is left on: our code must turn its reports off by itself.
            var system = await RepairsSystem.StartAsync(new SystemOptions
            {
                Wrapper = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", trace],
                Environment = new Dictionary<string, string> { ["MASSTRANSIT_USAGE_TELEMETRY"] = "true" },
            });
            await using (system)
            {
                using var history = new History();
                var load = await Load.PrepareAsync(system, history, homes: 1);
                await load.BookAsync(2);
                await system.SettleAsync(60);
            }

            var connects = (await File.ReadAllLinesAsync(trace)).Where(l => l.Contains("connect(", StringComparison.Ordinal)).ToList();
            foreach (var server in new[] { system.Setting("Repairs__Database").Split("Port=")[1].Split(';')[0], new Uri(system.Setting("Repairs__Broker")).Port.ToString(System.Globalization.CultureInfo.InvariantCulture) })
                Assert.Contains(connects, c => c.Contains($"htons({server})", StringComparison.Ordinal));
            Assert.DoesNotContain(connects, c => !StaysHere().IsMatch(c));
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [GeneratedRegex("sa_family=AF_UNIX|sa_family=AF_UNSPEC|sin_addr=inet_addr\\(\"127\\.|inet_pton\\(AF_INET6, \"(::1|::ffff:127\\.[0-9.]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex StaysHere();
}
