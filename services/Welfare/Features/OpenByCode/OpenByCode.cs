using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>A visit of the link's repair, as NoAccess tells it.</summary>
internal sealed record LinkVisit(Guid VisitId, string When, string Words, bool Happened);

/// <summary>What a resident's link opens.</summary>
internal sealed record LinkOpens(string Landlord, Guid RepairId, string HouseholdRef, IReadOnlyList<LinkVisit> Visits)
{
    public LinkVisit? Visit(Guid visitId) => Visits.FirstOrDefault(v => v.VisitId == visitId);
}

/// <summary>
/// What only the resident may see or tell is opened by their link and a code to a contact they marked safe. Whoever asks learns nothing: the answer is the same
/// whether or not there is such a contact, and whatever was wrong with a code.
/// </summary>
internal sealed class OpenByCode(ServiceCalls calls, PlatformSettings platform)
{
    /// <summary>Null where the link is not ours, was replaced, or belongs to a supporter: all alike.</summary>
    public Task<LinkOpens?> LinkAsync(string token, CancellationToken ct) => calls.PostAsync<LinkOpens>("NoAccess", "/internal/noaccess/link", new { token }, ct);

    /// <summary>Makes a code, unless one was made within the minute or five that day. Says nothing about which.</summary>
    public static Task AskAsync(UnitOfWork unit, LinkOpens link, DateTimeOffset now, CancellationToken ct) =>
        OpenByCodeSql.AskAsync(unit, link, Guid.NewGuid(), now, ct);

    /// <summary>False for a code that is wrong, used, too old, replaced, or tried too often: all alike. The caller commits either way, because the try counts.</summary>
    public async Task<bool> UseAsync(UnitOfWork unit, LinkOpens link, string? typed, DateTimeOffset now, CancellationToken ct)
    {
        if (await OpenByCodeSql.TryAsync(unit, link, now, ct) is not { } codeId || !OneTimeCode.Is(typed, codeId, platform))
            return false;
        await OpenByCodeSql.UsedAsync(unit, link, now, ct);
        return true;
    }

    /// <summary>What the browser keeps after a code, for a quarter of an hour. Here it is kept as a hash.</summary>
    public static async Task<string> PassAsync(UnitOfWork unit, LinkOpens link, DateTimeOffset now, CancellationToken ct)
    {
        var pass = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await OpenByCodeSql.PassAsync(unit, link, Hash(pass), now, ct);
        return pass;
    }

    public static byte[] Hash(string pass) => SHA256.HashData(Encoding.UTF8.GetBytes(pass));
}
