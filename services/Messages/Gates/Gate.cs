namespace Repairs.Messages.Gates;

/// <summary>What a text is, where it matters to the gates.</summary>
internal enum Kind
{
    Ordinary,

    /// <summary>A safety check the law asks of the landlord: says "the law says we", and a named person has signed it off.</summary>
    Statutory,
}

/// <summary>Both gates that need only the text. Readability is not tone: a threat can be easy to read, so each decides alone.</summary>
internal static class Gate
{
    public static Verdict Check(string text, Kind kind = Kind.Ordinary)
    {
        var (grade, reading) = Readability.Check(text);
        List<Finding> findings = [.. reading, .. Tone.Check(text)];
        if (kind == Kind.Statutory && !text.Contains("the law says we", StringComparison.OrdinalIgnoreCase))
            findings.Add(new Finding(Level.Block, "statutory-duty", 0, "", "Say whose duty it is: “the law says we must …”."));
        var stops = kind == Kind.Statutory ? Level.Block : Level.StatutoryOnly;
        return new Verdict(findings.TrueForAll(f => f.Level < stops), grade, [.. findings.OrderByDescending(f => f.Level).ThenBy(f => f.At)]);
    }
}
