namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>How an outcome reads on its button.</summary>
internal sealed record OutcomeChoice(string Code, string Words);

/// <summary>The catalogue of words for outcomes: every screen takes them from here, and none says more than was seen.</summary>
internal static class OutcomeWords
{
    public static IReadOnlyList<(string Heading, IReadOnlyList<OutcomeChoice> Choices)> Groups { get; } =
    [
        ("We worked", [new("DO01", "The work is done"), new("DO02", "Some of the work is done")]),
        ("Nobody answered", [new("DO10", "No answer at the door"), new("DO17", "I could not get into the block")]),
        ("Someone answered", [
            new("DO11", "They asked us to come another time"),
            new("DO12", "They did not want this work"),
            new("DO13", "Only someone under 18 was there")]),
        ("We could not start", [
            new("DO14", "I could not reach the place to work"),
            new("DO15", "The person was upset, so we stopped"),
            new("DO16", "It was not safe for me, so I left"),
            new("DO18", "A pet was loose")]),
        ("Our mistake", [
            new("DO20", "I went to the wrong place"),
            new("DO21", "I came outside the time we gave"),
            new("DO22", "We did not come"),
            new("DO23", "Wrong trade, parts or details"),
            new("DO24", "They had cancelled or changed, and I was not told")]),
    ];

    public static IReadOnlyDictionary<string, string> ByCode { get; } = Groups.SelectMany(g => g.Choices).ToDictionary(c => c.Code, c => c.Words, StringComparer.Ordinal);
}
