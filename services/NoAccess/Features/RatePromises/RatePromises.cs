using Repairs.Platform;

namespace Repairs.NoAccess.RatePromises;

/// <summary>The version of the code of conduct that stands, as Visits publishes it.</summary>
internal sealed record PublishedConduct(string Version);

/// <summary>Did we do what we promised? Asked after the statements, never instead of them, and kept here: it counts towards nothing about them. Only whether they had to tell us again is told further, as a measure of us.</summary>
/// <param name="Conduct">Did those who came keep to the code of conduct? Null where it was not asked.</param>
/// <param name="ConductVersion">The version that was shown.</param>
/// <param name="KeptWord">Did we do what we said we would?</param>
/// <param name="ToldAgain">Did they have to tell us something again?</param>
/// <param name="More">One open line.</param>
internal sealed record PromisesRated(string? Conduct, string? ConductVersion, string? KeptWord, string? ToldAgain, string? More)
{
    public static IReadOnlyList<(string Value, string Words)> Kept { get; } =
        [("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("does-not-apply", "Does not apply"), ("rather-not-say", "I would rather not say")];

    public static IReadOnlyList<(string Value, string Words)> Told { get; } =
        [("yes", "Yes"), ("no", "No"), ("does-not-apply", "Does not apply"), ("rather-not-say", "I would rather not say")];

    public bool IsEmpty => this is { Conduct: null, KeptWord: null, ToldAgain: null, More: null };

    public Faults Check() => new Faults()
        .When(Conduct is not null && !Kept.Any(k => k.Value == Conduct), "conduct", "Choose one of the answers, or leave it out.")
        .When(KeptWord is not null && !Kept.Any(k => k.Value == KeptWord), "keptWord", "Choose one of the answers, or leave it out.")
        .When(ToldAgain is not null && !Told.Any(k => k.Value == ToldAgain), "toldAgain", "Choose one of the answers, or leave it out.")
        .Optional(More, "more", 2000);
}
