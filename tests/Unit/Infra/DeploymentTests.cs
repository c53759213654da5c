using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Repairs.Host;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Infra;

/// <summary>The files people deploy with say what the code says.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Root = Folder();

    private static readonly string Compose = File.ReadAllText(Path.Combine(Root, "docker-compose.yml"));

    public static TheoryData<string> Services => [.. Commands.Installed.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_container_is_given_its_own_database_password_and_no_other(string service)
    {
        var block = Block(service.ToLowerInvariant());

        Assert.Contains($"""command: ["serve", "--services", "{service}"]""", block, StringComparison.Ordinal);
        Assert.Equal([service], Passwords().Matches(block).Select(m => m.Groups["name"].Value));
        Assert.DoesNotContain("POSTGRES_PASSWORD", block, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_migration_holds_the_administrators_password() =>
        Assert.Equal(["migrate"], Commands.Installed.Select(s => s.Name.ToLowerInvariant()).Append("migrate")
            .Where(name => Block(name).Contains("Repairs__DatabaseAdmin", StringComparison.Ordinal)));

    [Fact]
    public void Every_secret_of_the_deployment_is_asked_for_and_none_has_a_default()
    {
        var example = File.ReadAllLines(Path.Combine(Root, ".env.example")).Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#'));
        var empty = example.Where(l => l.EndsWith('=')).Select(l => l[..^1]).ToHashSet(StringComparer.Ordinal);

        foreach (var secret in Required().Matches(Compose).Select(m => m.Groups["name"].Value))
            Assert.Contains(secret, empty);
        Assert.DoesNotMatch("(PASSWORD|KEY|TOKEN):-", Compose);
    }

    [Fact]
    public void The_front_door_of_the_deployment_is_the_one_the_services_ask_for() =>
        Assert.Equal(
            FrontDoor.Write(Commands.Installed, new PlatformSettings { PublicUrl = "http://front:8080" }),
            File.ReadAllText(Path.Combine(Root, "infra", "nginx", "repairs.conf")),
            ignoreLineEndingDifferences: true);

    /// <summary>The lines of one service in the compose file.</summary>
    private static string Block(string name)
    {
        var lines = Compose.Split('\n').SkipWhile(l => l != $"  {name}:").ToList();
        Assert.NotEmpty(lines);
        return string.Join('\n', lines.Skip(1).TakeWhile(l => l.Length == 0 || l.StartsWith("   ", StringComparison.Ordinal)));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("Repairs__DatabasePasswords__(?<name>[A-Za-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passwords();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Required();
}
