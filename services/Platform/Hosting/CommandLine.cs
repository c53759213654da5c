using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Repairs.Platform.Events;
using Repairs.Platform.Messaging;

namespace Repairs.Platform;

/// <summary>The command line: <c>serve</c>, <c>migrate</c>, <c>requeue</c>, <c>nginx-conf</c> and the services' own verbs.</summary>
public static class CommandLine
{
    /// <summary>Runs one verb and answers its exit code; without a verb, <c>serve</c>.</summary>
    public static async Task<int> RunAsync(string[] args, IReadOnlyList<IService> installed, Func<IReadOnlyList<IService>, EventCatalogue> catalogue, IReadOnlyList<Verb>? more = null)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        var verbs = installed.SelectMany(s => s.Verbs).Concat(more ?? []).ToList();
        switch (args.FirstOrDefault())
        {
            case null or "serve":
                await ServeAsync(args, installed, catalogue);
                return 0;
            case "migrate":
                return await MigrateAsync(installed, catalogue, stop.Token);
            case "requeue":
                return await Requeue.RunAsync(RepairsApp.ReadSettings(Configuration()), args[1..], Console.Out, stop.Token);
            case "nginx-conf":
                Console.Write(FrontDoor.Write(installed, RepairsApp.ReadSettings(Configuration())));
                return 0;
        }

        var line = string.Join(' ', args);
        var verb = verbs.FirstOrDefault(v => line == v.Name || line.StartsWith(v.Name + ' ', StringComparison.Ordinal));
        if (verb is null)
        {
            Console.Error.WriteLine($"'{args[0]}' is no verb here. There are: serve, migrate, requeue, nginx-conf, {string.Join(", ", verbs.Select(v => v.Name))}");
            foreach (var v in verbs)
                Console.Error.WriteLine($"  {v.Name,-18} {v.Help}");
            return 64;
        }

        var services = new ServiceCollection().AddSingleton<IConfiguration>(Configuration()).BuildServiceProvider();
        await using (services)
            return await verb.RunAsync(args[verb.Name.Split(' ').Length..], services, stop.Token);
    }

    private static async Task ServeAsync(string[] args, IReadOnlyList<IService> installed, Func<IReadOnlyList<IService>, EventCatalogue> catalogue)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = System.Reflection.Assembly.GetEntryAssembly()!.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        await using var app = RepairsApp.Build(builder, installed, Chosen(args, installed), catalogue);
        await RepairsApp.PrepareAsync(app, CancellationToken.None);
        await app.RunAsync();
    }

    private static List<IService> Chosen(string[] args, IReadOnlyList<IService> installed)
    {
        var at = Array.IndexOf(args, "--services");
        if (at < 0)
            return [.. installed];
        var names = (args.ElementAtOrDefault(at + 1) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = names.Where(n => installed.All(s => !s.Name.Equals(n, StringComparison.OrdinalIgnoreCase))).ToList();
        if (names.Length == 0 || unknown.Count > 0)
            throw new SettingsException([$"--services {string.Join(',', unknown)}: name some of {string.Join(',', installed.Select(s => s.Name))}"]);
        return [.. installed.Where(s => names.Contains(s.Name, StringComparer.OrdinalIgnoreCase))];
    }

    private static async Task<int> MigrateAsync(IReadOnlyList<IService> installed, Func<IReadOnlyList<IService>, EventCatalogue> catalogue, CancellationToken ct)
    {
        var settings = RepairsApp.ReadSettings(Configuration());
        await Migrator.RunAsync(settings, installed, Console.WriteLine, ct);
        await Topology.DeclareAsync(settings, installed, catalogue(installed), ct);
        return 0;
    }

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();
}
