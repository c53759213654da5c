using System.Diagnostics;

namespace Repairs.Tests.Support;

/// <summary>The private PostgreSQL and RabbitMQ of this checkout, started by <c>infra/servers up</c>.</summary>
public static class Servers
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> Started = new(StartAsync);

    /// <summary>The settings that <c>infra/servers env</c> prints.</summary>
    public static Task<IReadOnlyDictionary<string, string>> EnvironmentAsync() => Started.Value;

    /// <summary>Runs <c>infra/servers</c> with arguments and answers what it printed.</summary>
    public static Task<string> RunAsync(params string[] arguments) => ShellAsync(Path.Combine(Repository.Root, "infra", "servers"), arguments);

    public static async Task<string> ShellAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output} {await errors}");
    }

    private static async Task<IReadOnlyDictionary<string, string>> StartAsync()
    {
        var up = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "servers"), ["up"]) { WorkingDirectory = Repository.Root };
        using (var process = Process.Start(up)!)
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException("infra/servers up did not succeed");
        }

        var text = await RunAsync("env");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Replace("export ", "", StringComparison.Ordinal).Split('=', 2))
            .Where(p => p.Length == 2)
            .ToDictionary(p => p[0], p => p[1].Trim('\'', '"'), StringComparer.Ordinal);
    }
}
