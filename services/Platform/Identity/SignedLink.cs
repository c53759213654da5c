using System.Buffers.Text;
using System.Security.Cryptography;

namespace Repairs.Platform;

/// <summary>
/// A link that opens one thing without an account: <c>base64url(id ‖ version ‖ HMAC-SHA256(key, id ‖ version))</c>, the tag cut to 16 bytes.
/// Nothing secret is stored; any service verifies it; whoever owns the thing keeps the version that still opens it, so raising the version revokes the link.
/// </summary>
public sealed class SignedLink(PlatformSettings settings)
{
    private const int IdBytes = 16;
    private const int VersionBytes = 4;
    private const int TagBytes = 16;

    private readonly byte[] _key = Convert.FromBase64String(settings.LinkKey);

    /// <summary>The token, 48 characters that are safe in a path.</summary>
    public string Make(Guid id, int version)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + VersionBytes + TagBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[IdBytes..], version);
        Tag(bytes[..(IdBytes + VersionBytes)], bytes[(IdBytes + VersionBytes)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token; null where it is not one of ours. The caller still compares the version with the one that stands.</summary>
    public (Guid Id, int Version)? Read(string? token)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + VersionBytes + TagBytes];
        if (token is not { Length: 48 } || !token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !Base64Url.TryDecodeFromChars(token, bytes, out var n) || n != bytes.Length)
            return null;
        Span<byte> tag = stackalloc byte[TagBytes];
        Tag(bytes[..(IdBytes + VersionBytes)], tag);
        return CryptographicOperations.FixedTimeEquals(tag, bytes[(IdBytes + VersionBytes)..])
            ? (new Guid(bytes[..IdBytes], bigEndian: true), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes[IdBytes..]))
            : null;
    }

    private void Tag(ReadOnlySpan<byte> what, Span<byte> tag)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(_key, what, full);
        full[..TagBytes].CopyTo(tag);
    }
}
