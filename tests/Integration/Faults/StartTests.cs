using System.Security.Cryptography;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>A wrong setting stops the start with exit code 78 and a sentence that names it; nothing technical is printed.</summary>
[Collection(SystemCollection.Name)]
public sealed class StartTests(SharedSystem shared)
{
    public static TheoryData<string, string, string?> WrongSettings() => new()
    {
        { "Repairs:LinkKey needs at least 32 random bytes in base64", "Repairs__LinkKey", "short" },
        { "Repairs:LinkKey needs at least 32 random bytes in base64", "Repairs__LinkKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(31)) },
        { "Repairs:ServiceToken needs at least 32 random characters", "Repairs__ServiceToken", "short" },
        { "Repairs:DatabasePasswords:Welfare is missing", "Repairs__DatabasePasswords__Welfare", null },
        { "Repairs:Database is missing", "Repairs__Database", null },
        { "Repairs:Broker is missing or is no amqp", "Repairs__Broker", "http://127.0.0.1/" },
        { "Repairs:PublicUrl is no http", "Repairs__PublicUrl", "over there" },
        { "Repairs:Identity:Audience is missing", "Repairs__Identity__Authority", "https://id.example.org" },
        { "Repairs:Landlords:hill needs Name, Phone and ContactPerson", "Repairs__Landlords__hill__Name", "Hill Homes" },
        { "Repairs", "Repairs__Demo", "perhaps" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string sentence, string setting, string? value) =>
        await StopsAsync(sentence, new() { [setting] = value });

    [Fact]
    [Trait("requirement", "19")]
    public async Task Production_without_an_identity_provider_does_not_start() =>
        await StopsAsync("Repairs:Identity:Authority is missing", new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Repairs__Demo"] = null });

    [Fact]
    public async Task Production_without_encryption_does_not_start() =>
        await StopsAsync("Repairs:PublicUrl is not https", new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Repairs__Demo"] = null,
            ["Repairs__Identity__Authority"] = "https://id.example.org",
            ["Repairs__Identity__Audience"] = "repairs",
        });

    [Fact]
    [Trait("requirement", "19")]
    public async Task A_demonstration_outside_development_does_not_start() =>
        await StopsAsync("Repairs:Demo is on outside Development", new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Repairs__Identity__Authority"] = "https://id.example.org",
            ["Repairs__Identity__Audience"] = "repairs",
        });

    [Fact]
    public async Task Every_wrong_setting_is_named_at_once()
    {
        var (code, text) = await shared.System.TryVerbAsync(new Dictionary<string, string?> { ["Repairs__LinkKey"] = "x", ["Repairs__ServiceToken"] = "y" }, "serve");
        Assert.Equal(78, code);
        Assert.Contains("Repairs:LinkKey", text, StringComparison.Ordinal);
        Assert.Contains("Repairs:ServiceToken", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_service_stops_the_start_and_the_known_ones_are_named()
    {
        var (code, text) = await shared.System.TryVerbAsync(null, "serve", "--services", "Bookings");
        Assert.Equal(78, code);
        Assert.Contains("Bookings", text, StringComparison.Ordinal);
        Assert.Contains("Booking,Visits", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_verb_is_answered_with_those_there_are()
    {
        var (code, text) = await shared.System.TryVerbAsync(null, "serf");
        Assert.Equal(64, code);
        Assert.Contains("serve, migrate, requeue", text, StringComparison.Ordinal);
    }

    private async Task StopsAsync(string sentence, Dictionary<string, string?> settings)
    {
        var (code, text) = await shared.System.TryVerbAsync(settings, "serve");
        Assert.True(code == 78, $"exit code {code}: {text}");
        Assert.Contains("Repairs does not start, because of its settings:", text, StringComparison.Ordinal);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
