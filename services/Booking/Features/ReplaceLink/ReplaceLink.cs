using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record NewLink(string ResidentLink);

/// <summary>Replaces a resident's link: lost, shared by mistake, or the tenancy ended. The old one opens nothing any more.</summary>
internal sealed class ReplaceLink(BusinessClock clock, ResidentLinks links)
{
    public async Task<Answer<NewLink>> RunAsync(UnitOfWork unit, RepairKey key, CancellationToken ct)
    {
        if (await ReplaceLinkSql.RaiseVersionAsync(unit, key, ct) is not { } version)
            return Refusal.NotFound;
        unit.Publish(new ResidentLinkReplaced(key.Landlord, key.RepairId, version, clock.GetUtcNow()));
        return new NewLink(links.AddressOf(key.RepairId, version));
    }
}
