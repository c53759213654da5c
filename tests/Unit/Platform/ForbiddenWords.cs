using System.Text.RegularExpressions;

namespace Repairs.Tests.Unit.Platform;

/// <summary>The words of the road this product does not have (architecture.md, the first law). Identifiers are read as words: <c>CourtDate</c> and <c>court_date</c> are found.</summary>
internal static partial class ForbiddenWords
{
    public static bool In(string text) => Word().IsMatch(Plain(text));

    public static string? First(string text) => Word().Match(Plain(text)) is { Success: true } found ? found.Value : null;

    /// <summary>Lower-case words with single spaces: <c>LegalAction</c>, <c>legal_action</c> and <c>legal-action</c> are "legal action".</summary>
    private static string Plain(string text) => NotALetter().Replace(Hump().Replace(text, " "), " ").ToLowerInvariant();

    [GeneratedRegex(@"\b(enforc\w*|injunct\w*|(re)?possession\w*|repossess\w*|evict\w*|legal(ly)? (action|proceeding|notice|team|step|cost|department|route|remed|measure|threat|letter|enforce)\w*|court(s|room)?|recharg\w*|surcharg\w*|penalt\w*|penali[sz]\w*|prosecut\w*|bailiff\w*|warrants?|solicitor\w*|litigat\w*|sanction\w*|trespass\w*|breach\w*|forfeit\w*|blacklist\w*|punish\w*|notice (to quit|seeking)|forced? (entry|access)|gain(ed)? entry|(denied|refused) access|access (denied|refused)|no shows?|did not attend|non compliant|non compliance|missed (visit|appointment) (fee|charge)\w*)\b", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.None, 1000)]
    private static partial Regex Hump();

    [GeneratedRegex("[^A-Za-z]+", RegexOptions.None, 1000)]
    private static partial Regex NotALetter();
}
