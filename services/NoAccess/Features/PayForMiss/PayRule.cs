using System.Globalization;
using Repairs.Contracts;

namespace Repairs.NoAccess.PayForMiss;

/// <summary>What a landlord pays for a visit it missed: its own policy (policy.md §2.4), proposed by the miss and decided by a person.</summary>
internal static class PayRule
{
    /// <summary>Pence to propose; null where the landlord's policy pays nothing.</summary>
    public static int? Propose(DoorOutcome cause, MissMoney money) => (cause == DoorOutcome.DO21 ? money.LatePence : money.MissedPence) is > 0 and var pence ? pence : null;

    /// <summary>"£20", "£12.50".</summary>
    public static string Words(int pence) => string.Create(CultureInfo.InvariantCulture, $"£{pence / 100}{(pence % 100 == 0 ? "" : $".{pence % 100:00}")}");
}
