using System.Security.Cryptography;
using System.Text;

namespace Repairs.Platform;

/// <summary>The same words always give the same id, so that one cause makes one event and one request however often it is handled.</summary>
public static class StableId
{
    /// <summary>A version 8 UUID: the first 16 bytes of a SHA-256 over the words.</summary>
    public static Guid Of(params ReadOnlySpan<string> words)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words)), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
