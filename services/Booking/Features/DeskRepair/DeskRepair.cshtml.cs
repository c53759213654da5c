using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One repair with its whole history, and what the desk can do with it.</summary>
internal sealed class DeskRepairModel(SignedLink links, PlatformSettings settings) : DeskRepairPage
{
    /// <summary>What to give the resident: opens this repair without an account.</summary>
    public string Link => $"{settings.PublicUrl.TrimEnd('/')}/r/{links.Make(RepairId, Repair.LinkVersion)}";

    public string? ReasonWords => WithdrawReasons.Words(Repair.EndedReason);
}
