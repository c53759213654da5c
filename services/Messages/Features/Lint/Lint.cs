using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Messages.Gates;
using Repairs.Platform;

namespace Repairs.Messages.Features.Lint;

/// <summary>The gates for anyone's letters: <c>POST /api/messages/lint</c> and <c>lint-message FILE</c>.</summary>
internal static class Lint
{
    private const int LongestText = 20_000;

    private static readonly string[] Channels = ["text", "email", "letter", "page", "script"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/messages/lint", PostAsync).ForSystems(Roles.Desk, Roles.Messages, Roles.Manager, Roles.Welfare).WithTags("Messages").Accepts<LintRequest>("application/json").Produces<Verdict>();

    public static Verb Verb { get; } = new("lint-message", "Checks a letter or a text for tone and reading level: lint-message FILE [--statutory]", RunAsync);

    private static async Task<IResult> PostAsync(HttpRequest request, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<LintRequest>(request.Body, Json.Options, ct);
        var faults = new Faults()
            .Text(asked?.Text, "text", LongestText, "Send the words to check.")
            .When(asked?.Channel is { } channel && !Channels.Contains(channel), "channel", $"Use one of {string.Join(", ", Channels)}.")
            .When(asked?.Kind is not (null or "ordinary" or "statutory"), "kind", "Use ordinary or statutory.");
        return faults.Any ? Problems.Invalid(faults) : Results.Json(Gate.Check(asked!.Text!, KindOf(asked.Kind)), Json.Options);
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> words, IServiceProvider services, CancellationToken ct)
    {
        if (words.FirstOrDefault(w => !w.StartsWith("--", StringComparison.Ordinal)) is not { } file || words.Any(w => w.StartsWith("--", StringComparison.Ordinal) && w != "--statutory"))
        {
            await Console.Error.WriteLineAsync("Say which file: lint-message FILE [--statutory]");
            return 64;
        }

        if (!File.Exists(file))
        {
            await Console.Error.WriteLineAsync($"There is no file {file}");
            return 66;
        }

        var verdict = Gate.Check(await File.ReadAllTextAsync(file, ct), words.Contains("--statutory") ? Kind.Statutory : Kind.Ordinary);
        foreach (var f in verdict.Findings)
            Console.WriteLine($"{LevelWord(f.Level)}: {f.Rule} at {f.At}: {f.Text} -> {f.Instead}");
        Console.WriteLine(verdict.Ok ? $"Good to send. Reading grade {verdict.Grade}." : $"Not good to send yet. Reading grade {verdict.Grade}.");
        return verdict.Ok ? 0 : 1;
    }

    internal static Kind KindOf(string? kind) => kind == "statutory" ? Kind.Statutory : Kind.Ordinary;

    internal static string LevelWord(Level level) => level switch { Level.Block => "stop", Level.StatutoryOnly => "statutory only", _ => "look again" };
}

/// <param name="Kind"><c>statutory</c> for a signed-off safety message; anything else is ordinary.</param>
internal sealed record LintRequest(string? Channel, string? Text, string? Kind);
