using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>Who sends lines, and when.</summary>
/// <param name="Trusted">From our own bus: its clock is ours, so a time just ahead of this process's clock is no reason for doubt.</param>
internal sealed record Sender(string Landlord, DateTimeOffset Now, HomeHash Homes, bool Trusted = false);

/// <summary>Reads one line of any form into the row that is kept, or says in a sentence why it cannot.</summary>
internal static class EventReader
{
    private const string Separator = "\u001f";
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private const double MostHours = 10 * 366 * 24;
    private static readonly string[] Judgements = ["complete", "asserted", "none"];
    private static readonly string[] Parts = ["timeOnSite", "nearAddress", "twoTries", "cardPhoto", "briefRead"];

    public static ReadLine Read(IFields fields, long line, Sender sender)
    {
        var reason = Envelope(fields, sender, out var source, out var id, out var type, out var shape);
        if (reason is not null)
            return ReadLine.Rejected(line, reason);

        var moment = fields.Moment("occurredAt");
        if (moment.Reason is not null)
            return ReadLine.Rejected(line, moment.Reason);
        var recorded = sender.Now;
        if (fields.Text("recordedAt") is { Length: > 0 })
        {
            (recorded, var wrong) = fields.Moment("recordedAt");
            if (wrong is not null)
                return ReadLine.Rejected(line, "recordedAt: " + wrong);
        }

        return Read(fields, line, sender, source!, id!, type!, shape, moment, recorded);
    }

    private static ReadLine Read(IFields fields, long line, Sender sender, string source, string id, string type, EventType? shape, Moment moment, DateTimeOffset recorded)
    {
        var occurred = moment.Instant;
        var patch = fields.Text("patch")?.Trim() ?? "";
        var trade = fields.Text("trade")?.Trim() ?? "";
        var supersedes = Blank(fields.Text("supersedes"));
        var voids = Blank(fields.Text("voids"));
        if (!IsLabel(patch) || !IsLabel(trade))
            return ReadLine.Rejected(line, "patch and trade take at most 100 plain characters");
        if (supersedes?.Length > 200 || voids?.Length > 200)
            return ReadLine.Rejected(line, "supersedes and voids take an event's id");
        if (supersedes == id || voids == id)
            return ReadLine.Rejected(line, "an event cannot correct itself");

        if (Codes(fields, type, out var code, out var evidence) is { } bad)
            return ReadLine.Rejected(line, bad);
        if (Notice(fields, out var hours) is { } unread)
            return ReadLine.Rejected(line, unread);

        var actor = fields.Text("by");
        if (actor is not null && !Enum.TryParse<Actor>(actor, ignoreCase: true, out _))
            return ReadLine.Rejected(line, $"by is one of {string.Join(", ", Enum.GetNames<Actor>())}");
        actor = actor is null ? null : Enum.Parse<Actor>(actor, ignoreCase: true).ToString();

        var subject = shape is null ? null : Blank(fields.Text(shape.Subject)) ?? (type == EventTypes.VisitImported ? null : id);
        var home = HomeOf(fields, type);
        if (Keep(fields, type, shape, occurred, actor, sender, out var body, out var formerly) is { } unkept)
            return ReadLine.Rejected(line, unkept);
        var row = new EventRow(
            line, source, id, type, [], subject, type == EventTypes.VisitOutcomeReported ? Blank(fields.Text("reportId")) : null, occurred, recorded,
            LondonTime.DateOf(occurred), patch, trade, code,
            type == EventTypes.VisitImported && subject is null && voids is null ? VisitState.StandingOf(code!, evidence, null) : null,
            evidence, actor, hours, sender.Homes.Of(sender.Landlord, home),
            type == EventTypes.ContactReceived ? Blank(fields.Text("repairId")) ?? (trade.Length > 0 ? trade : code) : null,
            supersedes, voids, body, moment.Doubt ?? Doubt(occurred, recorded, sender), moment.Flag);

        // What was sent while a contact's property came before its household, a priority was kept as it was written and a date as its midday, is still known when it is sent again.
        var told = row with { Body = formerly, Place = type == EventTypes.ContactReceived ? sender.Homes.Of(sender.Landlord, fields.Text("propertyRef") ?? home) : row.Place };
        return ReadLine.Kept(row with { Hash = HashOf(told) });
    }

    /// <summary>A home has one key, whatever is counted of it: its household where that is told, else, of a contact, its property.</summary>
    private static string? HomeOf(IFields fields, string type) =>
        Blank(fields.Text("householdRef")) ?? (type == EventTypes.ContactReceived ? fields.Text("propertyRef") : null);

    private static string? Envelope(IFields fields, Sender sender, out string? source, out string? id, out string? type, out EventType? shape)
    {
        source = Blank(fields.Text("source"));
        id = Blank(fields.Text("eventId"));
        type = Blank(fields.Text("type"));
        shape = null;
        if (source is not { Length: <= 60 } || HasControl(source))
            return "source is missing: name the system it comes from in at most 60 characters";
        if (id is not { Length: <= 200 } || HasControl(id))
            return "eventId is missing: give each event an id of its own, at most 200 characters";
        if (fields.Text("landlord") is { } landlord && landlord != sender.Landlord)
            return "landlord is not the one you work for";
        if (fields.Text("voids") is { Length: > 0 })
        {
            type = EventTypes.Void;
            return null;
        }

        if (type is null)
            return "type is missing";
        shape = EventTypes.Find(type);
        if (shape is null)
            return $"type '{(type.Length <= 60 ? type : type[..60])}' is not kept here: see the list at /openapi/v1.json";
        var missing = shape.Needs.Where(n => Blank(fields.Text(n)) is null).ToList();
        return missing.Count == 0 ? null : $"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} missing";
    }

    /// <summary>The codes of the type: an outcome at the door, a demand code, how far evidence goes.</summary>
    private static string? Codes(IFields fields, string type, out string? code, out string? evidence)
    {
        evidence = null;
        code = Blank(type switch
        {
            EventTypes.ContactReceived or EventTypes.ReasonShared => fields.Text("code"),
            EventTypes.LandlordMissed => fields.Text("cause"),
            EventTypes.VisitImported or EventTypes.VisitOutcomeReported or EventTypes.VisitAttributed => fields.Text("outcome"),
            _ => null,
        })?.ToUpperInvariant();
        if (type == EventTypes.ContactReceived)
            return code is null || IsDemand(code) ? null : "code is VD01 to VD04 or FD01 to FD99";
        if (type == EventTypes.ReasonShared)
            return code is null || IsReason(code) ? null : "code is R01 to R22, R98 or R99";
        if (code is null)
            return null;
        if (!Enum.TryParse<DoorOutcome>(code, out var outcome) || !Enum.IsDefined(outcome) || outcome >= DoorOutcome.DO30 || !char.IsLetter(code[0]))
            return $"'{(code.Length <= 20 ? code : code[..20])}' is no outcome: DO01, DO02, DO10 to DO18 or DO20 to DO24";
        if (type is not (EventTypes.VisitImported or EventTypes.VisitOutcomeReported) || outcome != DoorOutcome.DO10)
            return null;

        if (type == EventTypes.VisitOutcomeReported)
        {
            evidence = PartsOf(fields).Count == Parts.Length ? "complete" : "none";
            return null;
        }

        evidence = Blank(fields.Text("evidence"))?.ToLowerInvariant() ?? "none";
        return Judgements.Contains(evidence) ? null : "evidence is complete, asserted or none";
    }

    /// <param name="formerly">The body as the same line was kept by earlier versions, for its hash.</param>
    private static string? Keep(IFields fields, string type, EventType? shape, DateTimeOffset occurred, string? actor, Sender sender, out string? body, out string? formerly)
    {
        body = formerly = null;
        var kept = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var were = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in shape?.Keeps ?? [])
        {
            if (Blank(fields.Text(name)) is not { } text)
                continue;
            if (name == "contractor" ? !IsLabel(text) : !IsToken(text))
                return name == "contractor" ? "contractor takes at most 100 plain characters" : $"{name} is a code, a number or a time of at most 80 characters";
            if (name.EndsWith("At", StringComparison.Ordinal) || name.StartsWith("window", StringComparison.Ordinal) || name.StartsWith("previousWindow", StringComparison.Ordinal) || name == "dueBy")
            {
                var moment = fields.Moment(name);
                var (instant, wrong) = moment;
                if (wrong is not null)
                    return $"{name}: {wrong}";
                if (Moments.Read(text) is { Reason: null } was)
                    were[name] = Utc(was.Instant);

                // What is due on a day is in time until that day ends.
                if (name == "dueBy" && moment.WholeDay)
                    instant = LondonTime.EndOf(LondonTime.DateOf(instant)).AddSeconds(-1);
                text = Utc(instant);
            }

            if (name == "priority")
            {
                if (!char.IsLetter(text[0]) || !Enum.TryParse<Priority>(text, ignoreCase: true, out var priority) || !Enum.IsDefined(priority))
                    return $"priority is {nameof(Priority.Emergency)}, {nameof(Priority.Urgent)} or {nameof(Priority.Routine)}: say in the mapping which of yours is which";
                were[name] = text;
                text = priority.ToString();
            }

            if (name == "invited")
            {
                if (!bool.TryParse(text, out _))
                    return "invited is true or false";
                text = text.ToLowerInvariant();
            }

            kept[name] = text;
        }

        if (type is EventTypes.VisitOutcomeReported or EventTypes.VisitEvidenceAdded && PartsOf(fields) is { Count: > 0 } parts)
            kept["evidence"] = parts;
        if (type == EventTypes.HomesOwned && !(int.TryParse(fields.Text("homes"), CultureInfo.InvariantCulture, out var homes) && homes > 0))
            return "homes is a whole number above 0";
        if (type == EventTypes.ComplaintMade && fields.Text("stage")?.Trim() is not ("1" or "2"))
            return "stage is 1 or 2";
        if (type == EventTypes.ContactReceived && sender.Homes.Of(sender.Landlord, HomeOf(fields, type)) is { } home)
            kept["home"] = Convert.ToHexStringLower(home);
        if (Dims(fields, type, kept, occurred, actor, out var dims) is { } undimmed)
            return undimmed;
        if (dims is not null)
            kept["dims"] = JsonSerializer.Deserialize<JsonElement>(dims);
        if (kept.Count == 0)
            return null;
        body = formerly = JsonSerializer.Serialize(kept, Json.Options);
        if (were.All(w => Equals(kept[w.Key], w.Value)))
            return null;
        foreach (var (name, text) in were)
            kept[name] = text;
        formerly = JsonSerializer.Serialize(kept, Json.Options);
        return null;
    }

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the figures that are counted from this one event can be broken down by; a visit's own story works out its own.</summary>
    private static string? Dims(IFields fields, string type, SortedDictionary<string, object> kept, DateTimeOffset occurred, string? actor, out string? dims)
    {
        dims = null;
        DateTimeOffset? Kept(string name) => kept.TryGetValue(name, out var text) ? DateTimeOffset.Parse((string)text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null;
        if (type == EventTypes.ContactReceived)
        {
            dims = Dimensions.Write((Dimensions.Channel, kept.GetValueOrDefault("channel") as string));
            return null;
        }

        if (type is not (EventTypes.VisitImported or EventTypes.AppointmentBooked or EventTypes.AppointmentChanged or EventTypes.AppointmentCancelled))
            return null;
        var imported = type == EventTypes.VisitImported;
        var start = Kept("windowStart");
        string? notice = null;
        if (!imported && start is { } of)
            notice = Dimensions.NoticeOf(occurred, of);
        if (imported && Blank(fields.Text("noticeDays")) is { } days)
        {
            if (!int.TryParse(days, CultureInfo.InvariantCulture, out var count))
                return "noticeDays is a whole number";
            notice = Dimensions.BandOf(count);
        }
        else if (imported && Blank(fields.Text("bookedAt")) is { })
        {
            var (booked, wrong) = fields.Moment("bookedAt");
            if (wrong is not null)
                return "bookedAt: " + wrong;
            notice = Dimensions.NoticeOf(booked, start ?? occurred);
        }

        string? Code(string name) => imported ? Blank(fields.Text(name))?.ToLowerInvariant() : null;
        var (slot, channel, pathway, reminded) = (Code("slot"), Code("channel"), Code("pathway"), Code("reminded"));
        if (slot is not (null or "am" or "pm" or "other" or "weekend"))
            return "slot is am, pm, other or weekend";
        if (pathway is not (null or "standard" or "different"))
            return "pathway is standard or different";
        reminded = reminded switch { "true" or "1" => "yes", "false" or "0" => "no", _ => reminded };
        if (reminded is not (null or "yes" or "no"))
            return "reminded is yes or no";
        if (channel is not null && !IsToken(channel))
            return "channel is a code of at most 80 characters";
        var team = imported ? Blank(fields.Text("team")) : null;
        if (team is not null && !IsLabel(team))
            return "team takes at most 100 plain characters";
        dims = Dimensions.Write(
            (Dimensions.Slot, start is { } at ? Dimensions.SlotOf(at, Kept("windowEnd")) : slot),
            (Dimensions.Notice, notice),
            (Dimensions.Channel, imported ? channel : actor is null ? null : Dimensions.WhoChose(actor)),
            (Dimensions.Contractor, kept.GetValueOrDefault("contractor") as string),
            (Dimensions.Team, team),
            (Dimensions.Pathway, pathway),
            (Dimensions.Reminded, reminded));
        return null;
    }

    private static string? Notice(IFields fields, out double? hours)
    {
        hours = null;
        if (Blank(fields.Text("noticeHours")) is not { } text)
            return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) || !(Math.Abs(read) <= MostHours))
            return "noticeHours is a number of hours, at most ten years of them";
        hours = read;
        return null;
    }

    private static List<string> PartsOf(IFields fields) =>
        fields.Nested("evidence") is { ValueKind: JsonValueKind.Object } evidence
            ? [.. Parts.Where(p => evidence.TryGetProperty(p, out var value) && value.ValueKind == JsonValueKind.True)]
            : [];

    private static string? Doubt(DateTimeOffset occurred, DateTimeOffset recorded, Sender sender) =>
        occurred < Earliest ? "it says it happened before 1990"
        : sender.Trusted ? null
        : occurred > sender.Now + Skew ? "it says it happens in the future"
        : recorded > sender.Now + Skew ? "it says it was recorded in the future"
        : null;

    private static byte[] HashOf(EventRow row) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        Separator, row.Type, row.Subject, row.Alias, row.OccurredAt.UtcTicks, row.Patch, row.Trade, row.Code, row.Evidence, row.Actor,
        row.Hours?.ToString("R", CultureInfo.InvariantCulture), row.Place is null ? null : Convert.ToHexString(row.Place), row.Topic, row.Supersedes, row.Voids, row.Body)))[..16];

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool HasControl(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f');

    /// <summary>A name that people gave a place or a firm, such as "Smith &amp; Sons".</summary>
    private static bool IsLabel(string text) => text.Length <= 100 && !HasControl(text);

    private static bool IsDemand(string code) =>
        code.Length == 4 && char.IsAsciiDigit(code[2]) && char.IsAsciiDigit(code[3])
        && (code[..2], ((code[2] - '0') * 10) + code[3] - '0') is ("VD", >= 1 and <= 4) or ("FD", (>= 1 and <= 14) or 99);

    private static bool IsReason(string code) =>
        code.Length == 3 && code[0] == 'R' && char.IsAsciiDigit(code[1]) && char.IsAsciiDigit(code[2]) && (((code[1] - '0') * 10) + code[2] - '0') is (>= 1 and <= 22) or 98 or 99;

    private static bool IsToken(string text) => text.Length <= 80 && text.All(c => char.IsLetterOrDigit(c) || ":._+ /-".Contains(c, StringComparison.Ordinal));
}
