using Repairs.Contracts;
using Repairs.Messages.Gates;
using Repairs.Platform;

namespace Repairs.Messages.Wording;

/// <summary>A message in the words of one channel.</summary>
/// <param name="Subject">Neutral: someone else may see it. Empty for a text.</param>
/// <param name="Parts">For a text: how many parts it takes.</param>
internal sealed record Rendered(string Channel, string Subject, string Body, int Parts, IReadOnlyDictionary<string, string> Sections)
{
    /// <summary>More parts than this cost too much and arrive out of order; a message that needs them is put before a person.</summary>
    public const int MostParts = 12;

    /// <summary>All gates on the words as they would go out.</summary>
    public Verdict Check(Reader reader)
    {
        var verdict = Gate.Check(Body);
        List<Finding> more = [.. Shape.Check(Sections, reader.Person, reader.Phone)];
        if (Parts > MostParts)
            more.Add(new Finding(Level.Block, "length", 0, $"{Parts} parts", $"Shorten it: at most {MostParts} parts."));
        return more.Count == 0 ? verdict : new Verdict(false, verdict.Grade, [.. more, .. verdict.Findings]);
    }
}

/// <summary>Makes the words of a channel from a template and its facts. All channels carry the same facts.</summary>
internal static class Rendering
{
    /// <summary>The line by which a post room knows that a reply envelope goes in.</summary>
    public const string SlipBegins = "Your reply slip";

    private const string CutHere = "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - -";

    private static readonly Dictionary<string, string> Works = new(StringComparer.OrdinalIgnoreCase)
    {
        ["plumbing"] = "plumbing repair",
        ["plumber"] = "plumbing repair",
        ["heating"] = "heating repair",
        ["gas"] = "heating repair",
        ["electrical"] = "electrical repair",
        ["electrician"] = "electrical repair",
        ["carpentry"] = "repair",
        ["joinery"] = "repair",
        ["roofing"] = "roof repair",
        ["glazing"] = "window repair",
    };

    public static Rendered Render(Template template, string channel, Facts facts, Reader reader)
    {
        var words = Words(facts, reader);
        var sections = template.Sections.ToDictionary(s => s.Name, s => s.Text(words).Trim(), StringComparer.Ordinal);
        var paragraphs = template.Sections.Select(s => sections[s.Name]).Where(s => s.Length > 0).ToList();
        if (channel == "text")
        {
            var text = $"{reader.Greeting()}. {string.Join(' ', paragraphs)}";
            return new Rendered(channel, "", text, TextParts.Count(text).Parts, sections);
        }

        var body = $"{reader.Greeting()},\n\n{string.Join("\n\n", paragraphs)}\n\nFrom {reader.Person} at {reader.Landlord}\n{(channel == "letter" && template.HasSlip ? SlipOf(facts) : "")}";
        return new Rendered(channel, $"A message from {reader.Landlord}", body, 0, sections);
    }

    /// <summary>How a promise is repeated if it slips.</summary>
    public static string Said(DeclaredPromise promise, Facts facts, Reader reader) => promise.Said(Words(facts, reader)).Trim();

    /// <summary>What they cut off and post back: a reference and boxes, nothing of who they are.</summary>
    private static string SlipOf(Facts facts) => facts is not { Slip: { } reference, ReplyBy: { } by } ? ""
        : string.Join("\n\n",
        [
            $"\n{CutHere}",
            SlipBegins,
            "Please tick one box and post this back to us. The envelope in this letter needs no stamp.",
            .. facts.Choices.Select((c, i) => $"[ ] {Numbered(c, i)}"),
            "[ ] None of these work for me.",
            "[ ] Please ring me.",
            $"It needs to be with us by {LondonTime.Words(by)}.",
            $"Slip {reference}\n",
        ]);

    private static string Numbered(ToldChoice choice, int i) => $"{i + 1}: {LondonTime.Words(choice.Date)}, {LondonTime.Words(choice.From)} to {LondonTime.Words(choice.To)}.";

    private static Dictionary<string, object> Words(Facts facts, Reader reader) => new(StringComparer.Ordinal)
    {
        ["landlord"] = reader.Landlord,
        ["person"] = reader.Person,
        ["phone"] = reader.Phone,
        ["link"] = reader.Link,
        ["reach"] = reader.NoCalls ? "write to you" : "ring you",
        ["operative"] = string.IsNullOrWhiteSpace(reader.Operative) ? "The person doing the work" : reader.Operative,
        ["work"] = facts.Trade is { } trade && Works.TryGetValue(trade, out var known) ? known : "repair",
        ["triage"] = facts.Trade is null,
        ["byResident"] = facts.ByResident,
        ["personFirst"] = facts.PersonFirst,
        ["visit"] = facts is { Date: { } date, From: { } from, To: { } to } ? LondonTime.Words(date, from, to) : "",
        ["day"] = facts.Date is { } day ? LondonTime.Words(day) : "",
        ["oldVisit"] = facts is { OldStart: { } start, OldEnd: { } end } ? LondonTime.Words(LondonTime.DateOf(start), LondonTime.TimeOf(start), LondonTime.TimeOf(end)) : "",
        ["missedDay"] = facts.WindowStart is { } missed ? LondonTime.Words(LondonTime.DateOf(missed)) : "",
        ["visited"] = facts.VisitedAt is { } at ? $"{LondonTime.Words(LondonTime.DateOf(at))} at {LondonTime.Words(LondonTime.TimeOf(at))}" : "",
        ["arriveBy"] = facts.ArriveBy is { } arrive ? LondonTime.Words(LondonTime.TimeOf(arrive)) : "",
        ["callBy"] = facts.CallBy is { } call ? LondonTime.Words(LondonTime.DateOf(call)) : "",
        ["comeBy"] = facts.ComeBy is { } come ? $"{LondonTime.Words(LondonTime.TimeOf(come))} on {LondonTime.Words(LondonTime.DateOf(come))}" : "",
        ["keptUntil"] = facts.KeptUntil is { } kept ? LondonTime.Words(LondonTime.TimeOf(kept)) : "",
        ["keptUntilDay"] = facts.KeptUntil is { } last ? LondonTime.Words(LondonTime.DateOf(last)) : "",
        ["choices"] = facts.Choices.Count == 3 ? string.Join(' ', facts.Choices.Select(Numbered)) : "",
        ["gone"] = facts.Gone,
        ["asked"] = facts.Asked,
        ["slip"] = facts.Slip is not null,
        ["replyBy"] = facts.ReplyBy is { } reply ? LondonTime.Words(reply) : "",
        ["emergency"] = facts.ComeBy is not null,
        ["reopenBy"] = facts.ReopenBy is { } reopen ? LondonTime.Words(LondonTime.DateOf(reopen)) : "",
        ["said"] = facts.Said ?? "",
        ["mistake"] = Mistake(facts),
        ["ended"] = Ended(facts),
    };

    private static string Mistake(Facts facts) => facts.Cause switch
    {
        DoorOutcome.DO20 => "We went to the wrong place. Our notes were not right.",
        DoorOutcome.DO21 => "We came outside the time we gave you. Our plan for the day ran late.",
        DoorOutcome.DO22 => "We did not come. Our plan for the day went wrong.",
        DoorOutcome.DO23 => "We came without the right parts or details. We did not plan it well.",
        DoorOutcome.DO24 => "You had changed the time. We did not pass that on.",
        _ when facts.Because == "needs-unread" => "We came without reading what helps at your door.",
        _ when facts.Because == "our-side" => "Something went wrong on our side.",
        _ when facts.Because == "they-told-us" => "You told us what went wrong, and you were right.",
        _ => "We did not tell you about it in good time. Our message did not reach you.",
    };

    private static string Ended(Facts facts) => (facts.Reason, facts.ByResident) switch
    {
        ("resident-asked", _) or (_, true) => "You asked us to stop your repair, so we have.",
        ("duplicate", _) => "We had the same repair down twice. We have ended one of the two.",
        ("raised-in-error", _) => "We wrote down a repair by mistake, so we have ended it. We are sorry.",
        ("already-fixed", _) => "Our notes say your repair is already fixed, so we have ended it.",
        _ => "We have ended your repair for now. We can tell you why.",
    };
}
