using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>A manager's request to open a chronology, answered question by question.</summary>
internal sealed record Opening
{
    public Guid OpeningId { get; init; }

    public Guid RepairId { get; init; }

    /// <summary>The manager who asked; nobody else sees it.</summary>
    public string AskedBy { get; init; } = "";

    public string? Name { get; init; }

    public string? Purpose { get; init; }

    public string? Offered { get; init; }

    public string? Capacity { get; init; }

    public string? Equality { get; init; }

    public string? Alternatives { get; init; }

    public string? Harm { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>How many lines there were.</summary>
    public int? Entries { get; init; }

    public DateTimeOffset? PostedAt { get; init; }
}

/// <summary>A question that is answered before a chronology opens.</summary>
internal sealed record GateQuestion(string Key, string Words, string Hint, Func<Opening, string?> Answer);

/// <summary>The purpose gate (access.md, policy.md §4.5 step 5): a named manager says what for, and answers what somebody who weighs it up has to have asked.</summary>
internal static class Gate
{
    private const int LongestPurpose = 1000;
    private const int LongestAnswer = 2000;
    private const int LongestName = 80;

    public static IReadOnlyList<GateQuestion> Questions { get; } =
    [
        new("purpose", "What do you need it for?", "The resident reads this, with your name. Say it as you would say it to them.", o => o.Name is null ? null : o.Purpose),
        new("offered", "What did we offer, and what did they ask for?", "Times, people, ways to reach them, somebody with them, another way of doing the work.", o => o.Offered),
        new("capacity", "Could they decide about this? How do you know?", "Start from: they can. If there is doubt, say who looked into it and when.", o => o.Capacity),
        new("equality", "What does the Equality Act ask of us here?", "Would what you plan be worse for somebody because of something that comes from a disability (section 15)? What have you weighed (section 149)?", o => o.Equality),
        new("alternatives", "What else could work?", "And if it has not been tried, why not?", o => o.Alternatives),
        new("harm", "What harm could come of what you plan, and to whom?", "And what harm if nothing is done.", o => o.Harm),
    ];

    /// <summary>The first question without an answer; null where all have one.</summary>
    public static GateQuestion? Next(Opening opening) => Questions.FirstOrDefault(q => string.IsNullOrWhiteSpace(q.Answer(opening)));

    public static Faults Check(string key, string? answer, string? name)
    {
        var faults = new Faults().Text(answer, key, key == "purpose" ? LongestPurpose : LongestAnswer, "Write an answer. If you do not know, find out first.");
        return key == "purpose" ? faults.Text(name, "name", LongestName, "Write your name. The resident reads who opened it.") : faults;
    }

    /// <summary>The opening with one more answer.</summary>
    public static Opening With(Opening opening, string key, string answer, string? name) => key switch
    {
        "purpose" => opening with { Purpose = answer, Name = name },
        "offered" => opening with { Offered = answer },
        "capacity" => opening with { Capacity = answer },
        "equality" => opening with { Equality = answer },
        "alternatives" => opening with { Alternatives = answer },
        _ => opening with { Harm = answer },
    };
}
