using System.Reflection;
using HandlebarsDotNet;

namespace Repairs.Messages.Wording;

/// <summary>Why a message may go out, which decides what can hold it back.</summary>
internal enum Prompt
{
    /// <summary>Confirms what the resident has just done, or announces who comes to their door now: nothing but the gates holds it.</summary>
    OwnAct,

    /// <summary>They are owed it today (an apology, a change of ours): waits while a person asks first, but not for the contact budget.</summary>
    Owed,

    /// <summary>A nudge: waits while a person asks first, and for the contact budget.</summary>
    Nudge,
}

/// <summary>Something the message says we will do by a time.</summary>
/// <param name="Code">What, for example <c>call</c>.</param>
/// <param name="By">The fact that holds the time.</param>
/// <param name="Said">How we repeat it if it slips: "we said ...".</param>
/// <param name="Kept">The event that proves it kept.</param>
/// <param name="Released">The event after which it is no longer owed.</param>
internal sealed record DeclaredPromise(string Code, string By, HandlebarsTemplate<object, object> Said, string? Kept, string? Released);

/// <summary>One message as it is written: one file, from which every channel's version is made with the same facts.</summary>
internal sealed record Template(
    string Name,
    Prompt Prompt,
    IReadOnlyList<string> Channels,
    IReadOnlyList<DeclaredPromise> Promises,
    IReadOnlyList<(string Name, HandlebarsTemplate<object, object> Text)> Sections,
    string Source)
{
    /// <summary>As a letter it can come with a reply slip.</summary>
    public bool HasSlip => Source.Contains("{{#if slip}}", StringComparison.Ordinal);
}

/// <summary>Every template of the assembly (<c>Templates/*.hbs</c>): front matter between two lines of dashes, then sections marked <c>[who]</c> to <c>[human]</c>.</summary>
internal static class Templates
{
    private const string Folder = "Repairs.Messages.Templates.";

    // Plain text leaves here, so nothing is escaped; a fact that is missing is an error, not a blank.
    private static readonly IHandlebars Engine = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });

    public static IReadOnlyDictionary<string, Template> All { get; } = Read();

    public static Template Parse(string name, string source)
    {
        var parts = source.ReplaceLineEndings("\n").Split("---\n", 3);
        if (parts is not ["", var front, var body])
            throw new InvalidDataException($"{name} does not begin with its front matter");
        var keys = front.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new Template(
            name,
            Enum.Parse<Prompt>(keys["prompt"].Single(), ignoreCase: true),
            keys["channels"].Single().Split(' '),
            [.. keys["promise"].Select(Promise)],
            [.. Marked(body).Select(s => (s.Name, Engine.Compile(s.Text)))],
            source);
    }

    private static DeclaredPromise Promise(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var more = parts[1..].Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        return new DeclaredPromise(parts[0], more["by"], Engine.Compile(more["said"]), more.GetValueOrDefault("kept"), more.GetValueOrDefault("released"));
    }

    private static IEnumerable<(string Name, string Text)> Marked(string body)
    {
        foreach (var part in body.Split("\n[").Select(p => p.TrimStart('[', '\n')))
        {
            var end = part.IndexOf(']', StringComparison.Ordinal);
            if (end > 0)
                yield return (part[..end], string.Join(' ', part[(end + 1)..].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    private static Dictionary<string, Template> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(".hbs", StringComparison.Ordinal))
            .Select(n =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(n)!);
                return Parse(n[Folder.Length..^".hbs".Length], reader.ReadToEnd());
            })
            .ToDictionary(t => t.Name, StringComparer.Ordinal);
    }
}
