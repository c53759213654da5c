using System.Text.Json.Serialization;

namespace Repairs.Messages.Gates;

/// <summary>How much a finding weighs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
internal enum Level
{
    /// <summary>Worth another look; the message may go.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Only in a statutory safety message with a named person's sign-off; anywhere else the message does not go.</summary>
    [JsonStringEnumMemberName("statutory-only")]
    StatutoryOnly,

    /// <summary>The message does not go.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}

/// <summary>Something a gate saw.</summary>
/// <param name="Rule">Which rule, for example <c>tone</c> or <c>long-sentence</c>.</param>
/// <param name="At">Where in the text, in characters from its start.</param>
/// <param name="Text">The words it is about.</param>
/// <param name="Instead">What to write instead, or what to do.</param>
internal sealed record Finding(Level Level, string Rule, int At, string Text, string Instead);

/// <summary>What the gates say of one text.</summary>
/// <param name="Ok">True when nothing stops it.</param>
/// <param name="Grade">Flesch–Kincaid grade: school years needed to read it; reading age is about five more.</param>
internal sealed record Verdict(bool Ok, double Grade, IReadOnlyList<Finding> Findings)
{
    /// <summary>The first thing that stops it, as a sentence for a person.</summary>
    [JsonIgnore]
    public string? Why => Findings.Where(f => f.Level != Level.Warn).Select(f => $"{f.Rule}: “{f.Text}”").FirstOrDefault();
}
