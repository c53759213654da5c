using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>
/// Due work: gives a code to Messages, which alone learns whether there is a safe contact. Done apart from the request, so that how long a page takes tells
/// nothing; done again until Messages has taken it or the code is too old. The provider knows the code's id: it is never sent twice.
/// </summary>
internal sealed class SendCode(ServiceCalls calls, PlatformSettings platform, Failpoints failpoints) : IDueWork
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await OpenByCodeSql.ClaimAsync(unit, now, ct) is not { } code)
            return 0;
        await OpenByCodeSql.SentAsync(unit, code, now < code.ExpiresAt && !await IsTakenAsync(code, ct) ? now + NextTry : null, ct);
        return 1;
    }

    private async Task<bool> IsTakenAsync(CodeToSend code, CancellationToken ct)
    {
        try
        {
            await calls.PostAsync<object>(
                "Messages",
                "/internal/messages/one-time-code",
                new { code.Landlord, code.HouseholdRef, id = StableId.Of("one-time-code", code.CodeId.ToString()), code = OneTimeCode.Of(code.CodeId, platform), until = code.ExpiresAt },
                ct);
            failpoints.Reach("code-handed-over");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            return false;
        }
    }
}
