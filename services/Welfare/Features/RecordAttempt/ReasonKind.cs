namespace Repairs.Welfare.RecordAttempt;

/// <summary>What may be told of a reason outside Welfare (access.md, Reasons).</summary>
/// <param name="Kind"><c>ours</c>, <c>circumstance</c> or <c>not-said</c>.</param>
/// <param name="Travels">False: the code stays here.</param>
internal sealed record ReasonKind(string Kind, bool Travels)
{
    /// <summary>Null: no such code. R12 (someone else makes it unsafe to answer) always travels as not said.</summary>
    public static ReasonKind? Of(string code) => code switch
    {
        "R01" or "R02" or "R20" or "R21" => new("ours", true),
        "R12" => new("not-said", false),
        "R09" or "R10" or "R11" or "R22" => new("circumstance", false),
        "R98" => new("not-said", true),
        _ when Words.Reasons.Any(r => r.Code == code) => new("circumstance", true),
        _ => null,
    };
}
