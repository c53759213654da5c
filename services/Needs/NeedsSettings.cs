namespace Repairs.Needs;

/// <summary>Settings of the section <c>Repairs:Needs</c>.</summary>
internal sealed class NeedsSettings
{
    /// <summary>
    /// The named person or board that adopted, for the landlord, "Telling us this will not affect your tenancy". Without a name the sentence is not shown: only
    /// the landlord can make it true.
    /// </summary>
    public string? ReassuranceAdoptedBy { get; set; }

    /// <summary>Whether the sentence may be shown.</summary>
    public bool ReassuranceAdopted => !string.IsNullOrWhiteSpace(ReassuranceAdoptedBy);

    public IEnumerable<string> Faults()
    {
        if (ReassuranceAdoptedBy?.Length > 200)
            yield return "Repairs:Needs:ReassuranceAdoptedBy names who adopted the sentence: use at most 200 characters";
    }
}
