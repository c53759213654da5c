namespace Repairs.Analytics.Features.ShowDemand;

/// <summary>Why people get in touch, in words they would use. VD is what the service is for; FD is what we caused.</summary>
internal static class DemandCodes
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("FD01", "When are you coming?"),
        ("FD02", "You did not come"),
        ("FD03", "I was in, but the card says you missed me"),
        ("FD04", "I do not understand the letter or text"),
        ("FD05", "The time or place on the message is wrong"),
        ("FD06", "The same fault is back"),
        ("FD07", "The job is only part done"),
        ("FD08", "It was closed but it is not fixed"),
        ("FD09", "I was passed around"),
        ("FD10", "I had to tell my story again"),
        ("FD11", "I asked for another time more than once"),
        ("FD12", "How someone behaved"),
        ("FD13", "You did not call back"),
        ("FD14", "A letter upset or scared me"),
        ("FD99", "Something else that we caused"),
        ("VD01", "A new repair"),
        ("VD02", "Choose or change a time"),
        ("VD03", "There is something I need you to know"),
        ("VD04", "You said I could ask"),
    ];

    public static bool IsFailure(string code) => code.StartsWith("FD", StringComparison.Ordinal);
}
