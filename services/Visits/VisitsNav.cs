using Repairs.Platform.Pages;

namespace Repairs.Visits;

/// <summary>The operative's menu.</summary>
internal static class VisitsNav
{
    public static NavLink[] Links { get; } = [new("Visits", "/visits"), new("Code of conduct", "/visits/conduct")];
}
