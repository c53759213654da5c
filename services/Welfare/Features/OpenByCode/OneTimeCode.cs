using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>Six digits made from a random id and the key of the installation, so that the code itself is kept nowhere. Five tries a code, a code a minute, five codes a day.</summary>
internal static class OneTimeCode
{
    public const int Tries = 5;
    public const int ADay = 5;

    /// <summary>How long a code works, and how long what it opened stays open.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>How long before another can be asked for.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public static string Of(Guid codeId, PlatformSettings platform)
    {
        var made = HMACSHA256.HashData(Convert.FromBase64String(platform.LinkKey), Encoding.UTF8.GetBytes($"one-time code {codeId}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(made) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether this is the code, however it was typed: spaces and dashes do not matter.</summary>
    public static bool Is(string? typed, Guid codeId, PlatformSettings platform) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Plain(typed)), Encoding.UTF8.GetBytes(Of(codeId, platform)));

    private static string Plain(string? typed) => string.Concat((typed ?? "").Where(char.IsAsciiDigit));
}
