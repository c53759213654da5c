using System.Text.RegularExpressions;

namespace Repairs.Messages.Features.HearReply;

/// <param name="Kind">As <see cref="Contracts.ReplyReceived"/> has it.</param>
/// <param name="Choice">For <c>choice</c>.</param>
internal sealed record Heard(string Kind, int? Choice = null);

/// <summary>What an answer by text asks for. Only what leaves no doubt is acted on; everything else is read by a person.</summary>
internal static partial class ReplyRule
{
    public static Heard Read(string? text)
    {
        var words = (text ?? "").Normalize(System.Text.NormalizationForm.FormKC).Trim();
        if (Number().Match(words) is { Success: true } number)
            return new Heard("choice", Value(number.Groups["n"].Value));
        return Single().Match(words) is { Success: true } one ? new Heard(one.Groups["w"].Value.ToUpperInvariant() switch
        {
            "CALL" or "RING" => "call",
            "CHANGE" => "change",
            "WRONG" => "wrong",
            _ => "stop",
        }) : new Heard("other");
    }

    private static int Value(string word) => word.ToUpperInvariant() switch
    {
        "ZERO" or "NONE" or "0" => 0,
        "ONE" or "1" => 1,
        "TWO" or "2" => 2,
        _ => 3,
    };

    [GeneratedRegex(
        @"^[\W_]*(?:(?:hi|hello|reply|number|no\.|option|choice|time|yes|ok|please|i|would|will|like|want|choose|pick|take|i'?ll|i'?d|have)[\W_]+)*(?<n>[0-3]|zero|none|one|two|three)(?:[\W_]+(?:of|these|them|please|pls|plz|thanks|thankyou|thank|you|thx|ta|cheers|x+|ok|yes|is|good|fine|great))*[\W_]*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[\W_]*(?:please[\W_]+)?(?<w>call|ring|change|wrong|stop)(?:[\W_]+(?:me|please|pls|thanks))*[\W_]*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Single();
}
