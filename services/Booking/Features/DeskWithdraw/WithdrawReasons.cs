namespace Repairs.Booking;

/// <summary>Why a repair may end without the work, as the API spells the reasons. A missed visit is none of them.</summary>
internal static class WithdrawReasons
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("resident-asked", "The resident asked for it"),
        ("duplicate", "We have it twice"),
        ("raised-in-error", "It was raised by mistake"),
        ("already-fixed", "It is already fixed"),
        ("other", "Something else"),
    ];

    public static string? Words(string? code) => All.FirstOrDefault(r => r.Code == code).Words;
}
