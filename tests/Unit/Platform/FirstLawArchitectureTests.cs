using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Repairs.Contracts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Platform;

/// <summary>
/// Nothing leads from a missed visit to enforcement: no type, member, word in code, template, page or migration names it. A change that needs this test loosened is wrong.
/// </summary>
public sealed class FirstLawArchitectureTests
{
    /// <summary>What may be said, and why.</summary>
    private static readonly string[] Allowed =
    [
        "Cedar Court", // a street of the demonstration
    ];

    private static IEnumerable<Assembly> Assemblies => Host.Commands.Installed.Select(s => s.GetType().Assembly)
        .Append(typeof(IEvent).Assembly).Append(typeof(Repairs.Platform.IService).Assembly).Append(typeof(Host.Commands).Assembly)
        .Append(Assembly.Load("Repairs.Demonstration"))
        .Distinct();

    [Fact]
    [Trait("requirement", "1")]
    public void No_type_or_member_of_any_assembly_names_enforcement()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var names = Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMembers(All).Select(m => m.Name)
                .Concat(t.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.Name ?? "")))
                .Append(t.FullName ?? t.Name))
            .Distinct(StringComparer.Ordinal);
        Assert.DoesNotContain(names, ForbiddenWords.In);
    }

    [Fact]
    [Trait("requirement", "1")]
    public void No_word_in_the_code_of_any_assembly_names_enforcement() =>
        Assert.Empty(Assemblies.SelectMany(a => Literals(a).Where(IsForbidden).Select(l => $"{a.GetName().Name}: {ForbiddenWords.First(l)} in \"{l}\"")));

    [Theory]
    [InlineData("*.sql", 8)]
    [InlineData("*.cshtml", 10)]
    [InlineData("*.hbs", 1)]
    [Trait("requirement", "1")]
    public void No_migration_page_or_template_names_enforcement(string files, int atLeast)
    {
        var found = Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), files, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .ToList();
        Assert.True(found.Count >= atLeast, $"only {found.Count} {files}");
        Assert.Empty(found.Where(f => IsForbidden(File.ReadAllText(f))).Select(f => $"{Path.GetRelativePath(Repository.Root, f)}: {ForbiddenWords.First(File.ReadAllText(f))}"));
    }

    [Theory]
    [InlineData("CourtDateRequested")]
    [InlineData("legal_action")]
    [InlineData("We may recharge you")]
    [InlineData("NOTICE-SEEKING")]
    [InlineData("penalties")]
    [InlineData("XEnforcementY")]
    [InlineData("forcedEntry")]
    public void The_list_finds_what_it_should(string text) => Assert.True(ForbiddenWords.In(text));

    [Theory]
    [InlineData("courteous")]
    [InlineData("Recording a visit")]
    [InlineData("reinforced door")]
    public void The_list_leaves_other_words_alone(string text) => Assert.False(ForbiddenWords.In(text));

    private static bool IsForbidden(string text) => ForbiddenWords.In(Allowed.Aggregate(text, (t, allowed) => t.Replace(allowed, "", StringComparison.Ordinal)));

    /// <summary>Every string constant in an assembly's code.</summary>
    private static IEnumerable<string> Literals(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            yield return metadata.GetUserString(handle);
    }
}
