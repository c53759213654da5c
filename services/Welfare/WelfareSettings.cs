namespace Repairs.Welfare;

/// <summary>The section <c>Repairs:Welfare</c>.</summary>
internal sealed class WelfareSettings
{
    /// <summary>Who gets a case when nobody on the rota has room for it: the manager, never a worker beyond the cap.</summary>
    public string Manager { get; set; } = "Welfare manager";

    /// <summary>Weighted open cases for one officer who has no cap of their own.</summary>
    public int Cap { get; set; } = 15;

    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Manager))
            yield return "Repairs:Welfare:Manager is missing: name the person who gets a case when nobody on the rota has room";
        if (Cap is < 1 or > 100)
            yield return $"Repairs:Welfare:Cap is {Cap}: choose 1 to 100 weighted cases";
    }
}
