namespace Repairs.Welfare;

/// <summary>The plain words for codes, as staff read them. One catalogue for pages and API.</summary>
internal static class Words
{
    /// <summary>Why a person is asked for.</summary>
    public static string Because(string code) => code switch
    {
        "two-on-one-repair" => "We have missed each other twice about the same repair",
        "two-in-ninety-days" => "We have missed each other twice in 90 days",
        "three-in-a-year" => "We have missed each other three times in a year",
        "welfare-concern" => "Someone who visited was worried about how they are",
        "silence" => "Our messages came back on more than one channel",
        "hazard" => "A hazard in the home is waiting to be put right",
        "emergency" => "We missed each other about an emergency",
        "adjustment" => "We agreed to do something differently here, and still missed each other",
        "sign" => "An earlier visit showed that visits may be hard",
        "unevidenced-twice" => "Twice running we were told nobody answered, without anything to show it",
        "felt-unsafe" => "They told us that a visit did not feel safe",
        _ => code,
    };

    /// <summary>The same, as the resident reads it.</summary>
    public static string BecauseToYou(string code) => code switch
    {
        "welfare-concern" => "Someone who visited was worried about how you are",
        "silence" => "Our messages to you came back",
        "hazard" => "Something in your home may not be safe and waits to be put right",
        "adjustment" => "We agreed to do something differently for you, and still missed each other",
        "sign" => "An earlier visit seemed hard for you",
        "unevidenced-twice" => "We were told twice that nobody answered, and cannot show it",
        "felt-unsafe" => "You told us that a visit did not feel safe",
        "two-on-one-repair" or "two-in-ninety-days" or "three-in-a-year" => Because(code),
        _ => "We would like to know how you are",
    };

    /// <summary>Reasons for a missed visit (policy.md §4.2), in words a person would use.</summary>
    public static IReadOnlyList<(string Code, string Words)> Reasons { get; } =
    [
        ("R01", "They did not know about the visit"),
        ("R02", "Our message did not reach them, or not in a form they can use"),
        ("R20", "They were in, and no one came"),
        ("R21", "The time changed, or the window was too long"),
        ("R03", "They forgot"),
        ("R04", "Work, study, the school run or caring for someone"),
        ("R05", "They did not hear the door, or could not reach it in time"),
        ("R06", "They were in hospital"),
        ("R07", "They were away"),
        ("R08", "They were unwell"),
        ("R09", "They felt anxious or unsafe letting someone in"),
        ("R10", "A bad experience with us or a contractor"),
        ("R11", "They were worried about the state of the home"),
        ("R12", "Someone else makes it unsafe to answer"),
        ("R13", "They wanted someone with them"),
        ("R14", "They wanted a different person, for example a woman"),
        ("R15", "Language"),
        ("R16", "They did not think it was needed, or had fixed it"),
        ("R17", "They did not understand why"),
        ("R18", "Too many visits"),
        ("R19", "They were worried about cost, or about losing the home"),
        ("R22", "Bereavement or crisis"),
        ("R98", "They would rather not say"),
        ("R99", "Something else"),
    ];

    /// <summary>Ways a person can try to make contact. A message counts when a person wrote it themselves; a letter alone does not.</summary>
    public static IReadOnlyList<(string Code, string Words)> Ways { get; } =
    [
        ("call", "I rang"),
        ("message", "I wrote a message myself"),
        ("visit", "I visited, at a time I had told them"),
        ("other", "Another way"),
    ];

    /// <summary>Kinds of pause.</summary>
    public static IReadOnlyList<(string Code, string Words)> Pauses { get; } =
    [
        ("asked", "They asked for a pause"),
        ("hospital", "They are in hospital"),
        ("crisis", "They are going through a crisis"),
    ];
}
