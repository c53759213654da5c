using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// The fixed sentences of choosing, in one language (<c>Languages/*.json</c>). What the resident wrote is never translated. A sentence without a translation
/// stays English; dates and times are written as numbers and names, so that nothing depends on the server's own languages.
/// </summary>
internal sealed class Speech
{
    private static readonly Dictionary<string, Speech> All = Read();
    private readonly IReadOnlyDictionary<string, string> _words;

    private Speech(string code, IReadOnlyDictionary<string, string> words) => (Code, _words) = (code, words);

    public static Speech English => All["en"];

    /// <summary>Languages to switch to, each in its own name.</summary>
    public static IReadOnlyList<(string Code, string Name, bool RightToLeft)> Choices { get; } =
        [("en", "English", false), ("cy", "Cymraeg", false), ("pl", "Polski", false), ("ar", "العربية", true), ("ur", "اردو", true)];

    /// <summary><c>en</c>, <c>cy</c>, <c>pl</c>, <c>ar</c> or <c>ur</c>.</summary>
    public string Code { get; }

    public bool IsEnglish => Code == "en";

    public string Direction => Code is "ar" or "ur" ? "rtl" : "ltr";

    private string Comma => Direction == "rtl" ? "، " : ", ";

    /// <summary>The sentence under a key.</summary>
    public string this[string key] => _words.TryGetValue(key, out var words) ? words : English._words[key];

    public static Speech Of(string? code) => code is not null && All.TryGetValue(code, out var speech) ? speech : English;

    /// <summary>Every key, for tests.</summary>
    public IReadOnlyCollection<string> Keys => [.. _words.Keys];

    public string With(string key, params string[] parts) => string.Format(CultureInfo.InvariantCulture, this[key], parts);

    public string Day(DateOnly date) => IsEnglish
        ? LondonTime.Words(date)
        : $"{this["days"].Split('|')[(int)date.DayOfWeek]} {date.Day} {this["months"].Split('|')[date.Month - 1]}";

    /// <summary>In English as we speak; otherwise 08:00–12:00, kept whole, and in order where the text runs from the right.</summary>
    public string Times(TimeOnly from, TimeOnly to) => IsEnglish
        ? $"Between {LondonTime.Words(from)} and {LondonTime.Words(to)}"
        : string.Create(CultureInfo.InvariantCulture, $"\u2066{from:HH:mm}\u2060–\u2060{to:HH:mm}\u2069");

    public string Visit(DateOnly date, TimeOnly from, TimeOnly to) => IsEnglish ? LondonTime.Words(date, from, to) : $"{Day(date)}{Comma}{Times(from, to)}";

    public string Moment(DateTimeOffset at) => IsEnglish
        ? $"{LondonTime.Words(LondonTime.TimeOf(at))} on {LondonTime.Words(LondonTime.DateOf(at))}"
        : string.Create(CultureInfo.InvariantCulture, $"{Day(LondonTime.DateOf(at))}{Comma}\u2066{LondonTime.TimeOf(at):HH:mm}\u2069");

    public string Why(Why why) => this[why switch
    {
        Booking.Why.Soonest => "soonest",
        Booking.Why.SamePerson => "samePerson",
        Booking.Why.AsYouAsked => "asYouAsked",
        Booking.Why.SchoolRunSafe => "schoolRun",
        Booking.Why.Morning => "morning",
        Booking.Why.Afternoon => "afternoon",
        Booking.Why.Evening => "evening",
        Booking.Why.Weekend => "weekend",
        _ => "anotherDay",
    }];

    private static Dictionary<string, Speech> Read()
    {
        const string Folder = "Repairs.Booking.Languages.";
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .ToDictionary(n => n[Folder.Length..^".json".Length], n =>
            {
                using var stream = assembly.GetManifestResourceStream(n)!;
                return new Speech(n[Folder.Length..^".json".Length], JsonSerializer.Deserialize<Dictionary<string, string>>(stream, Json.Options)!);
            }, StringComparer.Ordinal);
    }
}
