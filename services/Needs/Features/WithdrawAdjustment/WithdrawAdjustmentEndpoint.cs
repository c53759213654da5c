using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Needs.Features.WithdrawAdjustment;

/// <summary><c>POST /api/households/{ref}/adjustments/{id}/withdraw</c>: from now on it affects nothing; the history stays, under access control.</summary>
internal static class WithdrawAdjustmentEndpoint
{
    public static async Task<IResult> PostAsync(string householdRef, Guid adjustmentId, HttpContext http, Database<NeedsService> db, WithdrawAdjustment deed, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await deed.WithdrawAsync(unit, Caller.Of(http), householdRef, adjustmentId, ct) ? await unit.CommitAsync(204, null, ct) : Problems.NotFound();
    }
}

/// <summary>Withdraws an adjustment, by page or by API; asked twice it is withdrawn once.</summary>
internal sealed class WithdrawAdjustment(BusinessClock clock)
{
    /// <summary>False: there is no such adjustment of this household. The caller commits.</summary>
    public async Task<bool> WithdrawAsync(UnitOfWork unit, Caller caller, string householdRef, Guid adjustmentId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var withdrawn = await WithdrawAdjustmentSql.WithdrawAsync(unit, caller.Landlord, householdRef, adjustmentId, caller.Subject, now, ct);
        if (withdrawn is { Fresh: true })
            unit.Publish(new AdjustmentWithdrawn(caller.Landlord, adjustmentId, householdRef, withdrawn.Code, now));
        return withdrawn is not null;
    }
}
