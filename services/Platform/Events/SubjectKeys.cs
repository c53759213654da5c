using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Repairs.Platform.Events;

/// <summary>Seals event bodies with a key for each subject (AES-256-GCM), kept in the service's own schema: deleting the key forgets the subject in an append-only log.</summary>
internal static class SubjectKeys
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    internal static async Task<string> SealAsync(string body, string landlord, string subject, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        const string Key = """
            with made as (
              insert into subject_key (landlord, subject, key)
              values (@landlord, @subject, @fresh)
              on conflict (landlord, subject) do nothing
              returning key)
            select key from made
            union all
            select key from subject_key where landlord = @landlord and subject = @subject
            limit 1
            """;
        var fresh = RandomNumberGenerator.GetBytes(32);
        var key = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(Key, new { landlord, subject, fresh }, transaction, cancellationToken: ct))
            ?? await connection.QuerySingleAsync<byte[]>(new CommandDefinition(Key, new { landlord, subject, fresh }, transaction, cancellationToken: ct));

        var plain = Encoding.UTF8.GetBytes(body);
        var sealed_ = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealed_.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(sealed_.AsSpan(0, NonceBytes), plain, sealed_.AsSpan(NonceBytes, plain.Length), sealed_.AsSpan(NonceBytes + plain.Length));
        return JsonSerializer.Serialize(new Envelope(Convert.ToBase64String(sealed_)), Json.Options);
    }

    /// <summary>Null where the key was destroyed: the event is forgotten.</summary>
    internal static string? Open(string body, byte[]? key)
    {
        if (key is null)
            return null;
        var bytes = Convert.FromBase64String(JsonSerializer.Deserialize<Envelope>(body, Json.Options)!.Sealed).AsSpan();
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], plain);
        return Encoding.UTF8.GetString(plain);
    }

    private sealed record Envelope(string Sealed);
}
