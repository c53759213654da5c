using Microsoft.Extensions.Configuration;

namespace Repairs.Platform;

/// <summary>Settings every role shares, from the section <c>Repairs</c> (environment variables spell it <c>Repairs__Name</c>).</summary>
public sealed class PlatformSettings
{
    /// <summary>PostgreSQL connection string without user and password: each service signs in with its own role.</summary>
    public string Database { get; set; } = "";

    /// <summary>Connection string of a role that may create databases, roles and schemas. Read by <c>migrate</c> only.</summary>
    public string? DatabaseAdmin { get; set; }

    /// <summary>Password of each service's database role, by service name.</summary>
    public Dictionary<string, string> DatabasePasswords { get; set; } = [];

    /// <summary>RabbitMQ address: <c>amqp://user:password@host:port/vhost</c>.</summary>
    public string Broker { get; set; } = "";

    /// <summary>Where people reach the system; links in messages start with it.</summary>
    public string PublicUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Where this process listens.</summary>
    public string ListenUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Base64 key of at least 32 bytes that signs residents' links.</summary>
    public string LinkKey { get; set; } = "";

    /// <summary>At least 32 characters that services show each other on private calls.</summary>
    public string ServiceToken { get; set; } = "";

    /// <summary>Folder of the shared Data Protection keys.</summary>
    public string? DataProtectionKeys { get; set; }

    /// <summary>Demonstration people and clock; works in Development only.</summary>
    public bool Demo { get; set; }

    /// <summary>Base address of each service that runs in another process, by service name.</summary>
    public Dictionary<string, string> ServiceUrls { get; set; } = [];

    /// <summary>How long a service waits in all for another's answer, before it goes on without.</summary>
    public int NeighbourPatienceSeconds { get; set; } = 2;

    /// <summary>How long whoever writes waits for their turn in a burst, before they are asked to come back.</summary>
    public int WriterPatienceSeconds { get; set; } = 45;

    /// <summary>The landlords of this installation, by id.</summary>
    public Dictionary<string, LandlordSettings> Landlords { get; set; } = [];

    /// <summary>Who says who staff are.</summary>
    public IdentitySettings Identity { get; set; } = new();

    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Database))
            yield return "Repairs:Database is missing: give a PostgreSQL connection string such as \"Host=127.0.0.1;Port=5432;Database=repairs\"";
        if (!Uri.TryCreate(Broker, UriKind.Absolute, out var broker) || broker.Scheme is not ("amqp" or "amqps"))
            yield return "Repairs:Broker is missing or is no amqp:// or amqps:// address";
        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return "Repairs:PublicUrl is no http:// or https:// address";
        if (!IsBase64(LinkKey, 32))
            yield return "Repairs:LinkKey needs at least 32 random bytes in base64 (for example: openssl rand -base64 32)";
        if (ServiceToken.Length < 32)
            yield return "Repairs:ServiceToken needs at least 32 random characters (for example: openssl rand -hex 32)";
        if (Identity.Authority is { } authority && !Uri.TryCreate(authority, UriKind.Absolute, out _))
            yield return "Repairs:Identity:Authority is no absolute address";
        if (Identity.Authority is not null && string.IsNullOrWhiteSpace(Identity.Audience))
            yield return "Repairs:Identity:Audience is missing: name the audience that tokens for this system carry";
        if (NeighbourPatienceSeconds is < 1 or > 60)
            yield return $"Repairs:NeighbourPatienceSeconds is {NeighbourPatienceSeconds}: give 1 to 60 seconds";
        if (WriterPatienceSeconds is < 1 or > 600)
            yield return $"Repairs:WriterPatienceSeconds is {WriterPatienceSeconds}: give 1 to 600 seconds";
        foreach (var (name, landlord) in Landlords)
        {
            if (string.IsNullOrWhiteSpace(landlord.Name) || string.IsNullOrWhiteSpace(landlord.Phone) || string.IsNullOrWhiteSpace(landlord.ContactPerson))
                yield return $"Repairs:Landlords:{name} needs Name, Phone and ContactPerson: residents read them";
        }
    }

    private static bool IsBase64(string text, int atLeast)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Convert.TryFromBase64String(text, bytes, out var n) && n >= atLeast;
    }
}

/// <summary>What residents read about their landlord.</summary>
public sealed class LandlordSettings
{
    /// <summary>The landlord's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The repairs desk's phone number as people dial it.</summary>
    public string Phone { get; set; } = "";

    /// <summary>First name of the person who answers: every message names a human.</summary>
    public string ContactPerson { get; set; } = "";
}

/// <summary>The identity provider of staff, contractors and systems.</summary>
public sealed class IdentitySettings
{
    /// <summary>Issuer address; its discovery document gives the keys.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience our tokens carry.</summary>
    public string? Audience { get; set; }
}

/// <summary>A wrong setting: each sentence names the setting and says what to do.</summary>
public sealed class SettingsException(IReadOnlyList<string> sentences) : Exception(string.Join(Environment.NewLine, sentences))
{
    /// <summary>One sentence for each fault.</summary>
    public IReadOnlyList<string> Sentences { get; } = sentences;
}

internal static class SettingsReader
{
    public static TSettings Read<TSettings>(IConfiguration section, string name, Func<TSettings, IEnumerable<string>> faults)
        where TSettings : class, new()
    {
        TSettings settings;
        try
        {
            settings = section.Get<TSettings>() ?? new TSettings();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException([$"{name}: {e.Message} {e.InnerException?.Message}".Trim()]);
        }

        var sentences = faults(settings).ToList();
        return sentences.Count == 0 ? settings : throw new SettingsException(sentences);
    }
}
