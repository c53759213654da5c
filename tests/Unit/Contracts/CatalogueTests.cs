using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repairs.Contracts;
using Repairs.Host;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Contracts;

/// <summary>
/// Holds <c>contracts/README.md</c> to the code: shapes, publishers, listeners and examples. After a deliberate change run the tests once with
/// <c>REPAIRS_WRITE_CATALOGUE=1</c> and read the difference before committing it.
/// </summary>
public sealed partial class CatalogueTests
{
    private static readonly string File_ = Path.Combine(Repository.Root, "contracts", "README.md");

    private static IReadOnlyList<Type> Events { get; } = [.. Commands.Catalogue(Commands.Installed).Types.OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public void The_catalogue_says_what_the_code_does()
    {
        var written = Write();
        if (Environment.GetEnvironmentVariable("REPAIRS_WRITE_CATALOGUE") == "1")
            File.WriteAllText(File_, written);
        Assert.Equal(written.ReplaceLineEndings("\n"), File.Exists(File_) ? File.ReadAllText(File_).ReplaceLineEndings("\n") : "");
    }

    [Fact]
    public void Every_event_lives_in_a_file_of_its_own_name()
    {
        foreach (var type in typeof(IEvent).Assembly.GetExportedTypes())
            Assert.True(File.Exists(Path.Combine(Repository.Root, "contracts", type.Name + ".cs")), type.Name);
    }

    [Fact]
    public void Every_listener_listens_to_an_event_that_someone_publishes()
    {
        var published = Events.Where(e => Publishers(e).Count > 0).ToHashSet();
        var silent = Commands.Installed.SelectMany(s => s.Listens.Select(l => (s.Name, l.Event))).Where(l => !published.Contains(l.Event) && !Planned.Contains(l.Event.Name));
        Assert.Empty(silent.Select(l => $"{l.Name} listens to {l.Event.Name}"));
    }

    [Fact]
    public void Every_event_reads_back_equal_to_what_was_written()
    {
        foreach (var type in Events)
        {
            var text = JsonSerializer.Serialize(Example(type), type, Json.Options);
            Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, type, Json.Options), type, Json.Options));
        }
    }

    [Fact]
    [Trait("requirement", "17")]
    public void No_event_has_a_place_for_a_name_an_address_a_number_or_words()
    {
        var personal = Events.SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}")).Where(n => Personal().IsMatch(n.Split('.')[1]));
        Assert.Empty(personal);
    }

    /// <summary>Events that a service is ready to hear and that a later room will publish.</summary>
    private static readonly HashSet<string> Planned = [];

    private static string Write()
    {
        var text = new StringBuilder("""
            # What services say to each other

            One record per file, past tense, ids and codes and UTC times only: nothing personal beyond an opaque reference. Properties are added as
            optional ones only; a changed meaning is a new record. Events marked *forgettable* are kept encrypted under the household's own key.
            This page is held to the code by `tests/Unit/Contracts/CatalogueTests.cs`.

            The words: **repair** (what is wrong, in the resident's words) · **visit** (one promised coming, whatever its time becomes) · **slot** or
            **choice** (a window that can be taken) · **appointment** (a window that was taken) · **door outcome** (what was seen at the door) ·
            **no access** (nobody answered, with complete evidence) · **household** (the people, wherever they live) · **adjustment** (something we do
            differently because a resident agreed it) · **follow-up** (a person getting in touch).

            | event | published by | heard by |
            |---|---|---|

            """);
        foreach (var type in Events)
            text.Append($"| [{type.Name}](#{type.Name.ToLowerInvariant()}) | {Names(Publishers(type))} | {Names(Listeners(type))} |\n");
        foreach (var type in Events)
        {
            text.Append($"\n## {type.Name}\n{Meaning(type)}{(type.IsAssignableTo(typeof(IForgettable)) ? " *Forgettable.*" : "")}\n\n");
            text.Append("```json\n").Append(JsonSerializer.Serialize(Example(type), type, new JsonSerializerOptions(Json.Options) { WriteIndented = false })).Append("\n```\n");
        }

        return text.ToString();
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "–" : string.Join(", ", names);

    private static IReadOnlyList<string> Listeners(Type type) => [.. Commands.Installed.Where(s => s.Listens.Any(l => l.Event == type)).Select(s => s.Name)];

    /// <summary>The services whose source makes the record: <c>new Name(</c>, or a method that answers one.</summary>
    private static IReadOnlyList<string> Publishers(Type type) => [.. Commands.Installed.Select(s => s.Name).Where(s => Regex.IsMatch(Source(s), $@"\bnew {type.Name}\(|\b{type.Name} \w+\(", RegexOptions.None, TimeSpan.FromSeconds(5)))];

    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal);

    private static string Source(string service)
    {
        lock (Sources)
        {
            if (!Sources.TryGetValue(service, out var text))
            {
                var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "services", service), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
                Sources[service] = text = string.Join('\n', files.Select(File.ReadAllText));
            }

            return text;
        }
    }

    private static string Meaning(Type type)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "contracts", type.Name + ".cs"));
        return SeeTag().Replace(Summary().Match(source).Groups["text"].Value, "`${name}`").Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal).Trim();
    }

    private static object Example(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p, type))]);
    }

    private static object? Value(ParameterInfo p, Type owner)
    {
        var t = Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType;
        return (p.Name, t) switch
        {
            ("Landlord", _) => "demo",
            ("HouseholdRef", _) => "H001",
            ("PropertyRef", _) => "P001",
            ("Patch", _) => "north",
            ("Trade", _) => "plumbing",
            ("Contractor", _) => "riverside",
            ("OperativeRef", _) => "OP001",
            ("Code", _) => "A01",
            (_, _) when t == typeof(string) => p.Name!.ToLowerInvariant(),
            (_, _) when t == typeof(Guid) => new Guid("018f0000-0000-7000-8000-000000000001"),
            (_, _) when t == typeof(DateTimeOffset) => new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero),
            (_, _) when t == typeof(DateOnly) => new DateOnly(2026, 11, 26),
            (_, _) when t == typeof(TimeOnly) => new TimeOnly(8, 0),
            (_, _) when t == typeof(int) => 1,
            (_, _) when t == typeof(double) => 24.0,
            (_, _) when t == typeof(bool) => true,
            (_, _) when t.IsEnum => Enum.GetValues(t).GetValue(Enum.GetValues(t).Length > 5 ? 2 : 0),
            (_, _) when t == typeof(DoorEvidence) => new DoorEvidence(true, true, true, true, true),
            (_, _) when t == typeof(IReadOnlyList<string>) => new[] { "two-on-one-repair" },
            (_, _) when t == typeof(IReadOnlyList<Guid>) => new[] { new Guid("018f0000-0000-7000-8000-000000000002") },
            (_, _) when t == typeof(IReadOnlyList<DoorOutcome>) => Array.Empty<DoorOutcome>(),
            _ => throw new NotSupportedException($"{owner.Name}.{p.Name} of {t.Name}: give the catalogue an example"),
        };
    }

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.Singleline, 1000)]
    private static partial Regex Summary();

    [GeneratedRegex("<see cref=\"(Contracts\\.)?(?<name>[^\"]+)\"/>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeeTag();

    [GeneratedRegex("(?i)(^name$|firstname|address|phone|email|words|text|note|comment|description|postcode|birth)", RegexOptions.None, 1000)]
    private static partial Regex Personal();
}
