using System.Globalization;
using System.Text.RegularExpressions;
using Repairs.Platform;

namespace Repairs.Needs.Features.RecordAdjustment;

/// <summary>What somebody asks us to do differently, as it is sent.</summary>
/// <param name="Words">The resident's own words, to the landlord. They never travel to the door.</param>
/// <param name="DoorWords">The exact words the resident approved for the person at the door; without any, the door reads our plain ones.</param>
/// <param name="SeenBy">Who may see it; by default those whom the code is for.</param>
/// <param name="ReviewBy">At most twelve months ahead, which is also the default.</param>
/// <param name="Basis">Where there is no consent: another recorded basis.</param>
/// <param name="WaitMinutes">A01.</param>
/// <param name="People">A11.</param>
/// <param name="NotBefore">A17.</param>
/// <param name="NotAfter">A17.</param>
/// <param name="AvoidDates">A18.</param>
/// <param name="OperativeGender">A09: <c>female</c> or <c>male</c>.</param>
/// <param name="Language">A08.</param>
/// <param name="NoPhotos">A21: no photos at my door.</param>
internal sealed record NewAdjustment(
    string? Code,
    string? Words = null,
    string? DoorWords = null,
    Consent? Consent = null,
    OtherBasis? Basis = null,
    IReadOnlyList<string>? SeenBy = null,
    DateOnly? ReviewBy = null,
    int? WaitMinutes = null,
    int? People = null,
    TimeOnly? NotBefore = null,
    TimeOnly? NotAfter = null,
    IReadOnlyList<DateOnly>? AvoidDates = null,
    string? OperativeGender = null,
    string? Language = null,
    bool? NoPhotos = null);

/// <param name="How">How the person said yes: on the phone, in writing, at the door.</param>
/// <param name="At">When.</param>
internal sealed record Consent(string? How, DateTimeOffset? At);

/// <param name="Kind"><c>vital-interests</c>, <c>safeguarding</c> or <c>legal-duty</c>.</param>
/// <param name="Why">What makes it so, written by the person who records it.</param>
internal sealed record OtherBasis(string? Kind, string? Why);

/// <summary>
/// What can be recorded: something to do, agreed or on another recorded basis, that changes something. Where only words are given, the number or time
/// in them is read ("wait 5 minutes", "not before 10am").
/// </summary>
internal static partial class RecordAdjustmentRule
{
    public const string GentleNote = "You do not need to tell us why. What to do is enough: we can take the health words out if you like.";

    private static readonly string[] Kinds = ["vital-interests", "safeguarding", "legal-duty"];
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>The adjustment as it will be kept, or what is wrong with it.</summary>
    public static (RecordedAdjustment? Adjustment, Faults Faults) Judge(NewAdjustment asked, DateTimeOffset now)
    {
        var faults = new Faults();
        var known = AdjustmentCodes.ByCode.GetValueOrDefault(asked.Code ?? "");
        faults.When(known is null, "code", "Choose one of A01 to A24.")
            .Optional(asked.Words, "words", 500)
            .Optional(asked.DoorWords, "doorWords", 200)
            .When(asked.DoorWords is not null && HasHealthWords(asked.DoorWords), "doorWords", "The person at the door reads these words. Leave out health words and say only what to do.");
        Basis(asked, now, faults);

        var today = LondonTime.DateOf(now);
        var review = asked.ReviewBy ?? today.AddMonths(12);
        faults.When(review <= today, "reviewBy", "Choose a day after today to look at this again.")
            .When(review > today.AddMonths(12), "reviewBy", "Choose a day within 12 months to look at this again.");
        var seenBy = SeenBy(asked, known, faults);
        var kept = Terms(asked, known?.Code, faults);
        return faults.Any
            ? (null, faults)
            : (kept with
            {
                Code = known!.Code,
                Words = Text(asked.Words),
                DoorWords = Text(asked.DoorWords),
                SeenBy = seenBy,
                ConsentHow = Text(asked.Consent?.How),
                ConsentAt = asked.Consent?.At,
                BasisKind = asked.Basis?.Kind,
                BasisWhy = Text(asked.Basis?.Why),
                ReviewBy = review,
            }, faults);
    }

    /// <summary>True where words tell of a diagnosis, treatment or medicine. A hint for a kind sentence, never a gate on what the resident may say.</summary>
    public static bool HasHealthWords(string? words) => words is not null && Health().IsMatch(words);

    private static void Basis(NewAdjustment asked, DateTimeOffset now, Faults faults)
    {
        if (asked.Consent is null && asked.Basis is null)
        {
            faults.Add("consent", "Say how and when the person agreed, or record another basis.");
            return;
        }

        if (asked.Consent is { } consent)
        {
            faults.Text(consent.How, "consent.how", 200, "Say how the person agreed, for example: on the phone.")
                .When(consent.At is null, "consent.at", "Say when the person agreed.")
                .When(consent.At > now + ClockSlack, "consent.at", "That time has not come yet.")
                .When(consent.At < now.AddYears(-2), "consent.at", "That was more than two years ago. Ask the person again.");
        }

        if (asked.Basis is { } basis)
        {
            faults.When(!Kinds.Contains(basis.Kind), "basis.kind", "Use vital-interests, safeguarding or legal-duty.")
                .Text(basis.Why, "basis.why", 500, "Write down why this is the basis.");
        }
    }

    private static string[] SeenBy(NewAdjustment asked, AdjustmentCode? known, Faults faults)
    {
        if (asked.SeenBy is null)
            return known?.Door is null ? [Readers.Desk, Readers.Messages] : [Readers.Operative, Readers.Desk, Readers.Messages];
        faults.When(asked.SeenBy.Any(r => !Readers.All.Contains(r)), "seenBy", $"Use some of {string.Join(", ", Readers.All)}.");
        return [.. asked.SeenBy.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What the code needs to change anything: given, or read from the words.</summary>
    private static RecordedAdjustment Terms(NewAdjustment asked, string? code, Faults faults)
    {
        var words = asked.Words ?? "";
        var terms = new RecordedAdjustment();
        switch (code)
        {
            case "A01":
                terms.WaitMinutes = asked.WaitMinutes ?? NumberBefore(words, "min");
                faults.When(terms.WaitMinutes is < 1 or > 60, "waitMinutes", "Choose 1 to 60 minutes.");
                break;
            case "A08":
                terms.Language = Text(asked.Language);
                faults.Optional(asked.Language, "language", 60)
                    .When(terms.Language is null && words.Length == 0, "language", "Say which language.");
                break;
            case "A09":
                terms.OperativeGender = asked.OperativeGender ?? GenderIn(words);
                faults.When(terms.OperativeGender is not ("female" or "male"), "operativeGender", "Say female or male.");
                break;
            case "A11":
                terms.People = asked.People ?? NumberBefore(words, "pe") ?? 1;
                faults.When(terms.People is < 1 or > 10, "people", "Choose 1 to 10 people.");
                break;
            case "A17":
                terms.NotBefore = asked.NotBefore ?? TimeAfter(words, "before");
                terms.NotAfter = asked.NotAfter ?? TimeAfter(words, "after");
                faults.When(terms.NotBefore is null && terms.NotAfter is null, "notBefore", "Say the time: not before, or not after.")
                    .When(terms.NotBefore >= terms.NotAfter, "notAfter", "Choose a time later than the first.");
                break;
            case "A18":
                terms.AvoidDates = [.. (asked.AvoidDates ?? []).Distinct().Order()];
                faults.When(terms.AvoidDates.Length == 0, "avoidDates", "Say which dates.")
                    .When(terms.AvoidDates.Length > 60, "avoidDates", "Give at most 60 dates.");
                break;
            case "A21":
                terms.NoPhotos = asked.NoPhotos ?? NoPhotosIn().IsMatch(words);
                break;
        }

        return terms;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static int? NumberBefore(string words, string unit)
    {
        var match = Regex.Match(words, $@"\b(?<n>\d{{1,3}}|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty)\s+{unit}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
        return !match.Success ? null
            : int.TryParse(match.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
            : match.Groups["n"].Value.ToUpperInvariant() switch
            {
                "ONE" => 1,
                "TWO" => 2,
                "THREE" => 3,
                "FOUR" => 4,
                "FIVE" => 5,
                "SIX" => 6,
                "SEVEN" => 7,
                "EIGHT" => 8,
                "NINE" => 9,
                "TEN" => 10,
                "FIFTEEN" => 15,
                _ => 20,
            };
    }

    private static TimeOnly? TimeAfter(string words, string side)
    {
        var match = Regex.Match(words, $@"\b{side}\s+(?<h>\d{{1,2}})(?:[:.](?<m>\d\d))?\s*(?<half>am|pm)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
        if (!match.Success)
            return null;
        var hour = int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["half"].Value.Equals("pm", StringComparison.OrdinalIgnoreCase) && hour < 12)
            hour += 12;
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    private static string? GenderIn(string words) => Women().IsMatch(words) ? "female" : Men().IsMatch(words) ? "male" : null;

    [GeneratedRegex(@"\b(woman|women|female|lady)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Women();

    [GeneratedRegex(@"\b(man|men|male)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Men();

    [GeneratedRegex(@"\bno\s+(photo|picture)s?\b|\bnot?\s+take\s+(any\s+)?(photo|picture)s?\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex NoPhotosIn();

    [GeneratedRegex(@"\b(diagnos\w*|autis\w*|adhd|asd|bipolar|schizo\w*|psycho\w*|depress\w*|anxiet\w*|anxious|ptsd|ocd|dementia|alzheimer\w*|parkinson\w*|cancer\w*|tumou?r\w*|chemo\w*|epilep\w*|seizure\w*|diabet\w*|asthma\w*|copd|stroke|hiv|aids|hepatitis|arthritis|ms|multiple\s+sclerosis|personality\s+disorder|disorder\w*|syndrome|medication\w*|medicine\w*|tablets|antidepress\w*|insulin|dialysis|oxygen|pregnan\w*|suicid\w*|self[\s-]?harm\w*|addict\w*|alcohol\w*|rehab\w*|sectioned|mental\s+(health|ill\w*)|disabled|disability|illness|disease|condition|wheelchair|deaf|blind)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Health();
}

/// <summary>An adjustment as it is kept.</summary>
internal sealed record RecordedAdjustment
{
    public string Code { get; set; } = "";

    public string? Words { get; set; }

    public string? DoorWords { get; set; }

    public string[] SeenBy { get; set; } = [];

    public string? ConsentHow { get; set; }

    public DateTimeOffset? ConsentAt { get; set; }

    public string? BasisKind { get; set; }

    public string? BasisWhy { get; set; }

    public DateOnly ReviewBy { get; set; }

    public int? WaitMinutes { get; set; }

    public int? People { get; set; }

    public TimeOnly? NotBefore { get; set; }

    public TimeOnly? NotAfter { get; set; }

    public DateOnly[] AvoidDates { get; set; } = [];

    public string? OperativeGender { get; set; }

    public string? Language { get; set; }

    public bool NoPhotos { get; set; }
}
