using System.Security.Cryptography;
using System.Text;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>
/// Turns a home's reference into a keyed hash before anything is stored: the same home gives the same hash, so repeats can be counted, and without the
/// key nobody can go back. The key comes from the installation's link key and is used for nothing else.
/// </summary>
internal sealed class HomeHash(PlatformSettings settings)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.LinkKey), 32, info: "analytics home"u8.ToArray());

    public byte[]? Of(string landlord, string? home) =>
        string.IsNullOrWhiteSpace(home) ? null : HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{landlord}\u001f{home.Trim()}"))[..16];
}
