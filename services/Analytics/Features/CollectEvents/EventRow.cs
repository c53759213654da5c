namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>One event as it is kept: codes, times and keyed hashes only.</summary>
/// <param name="Line">Where it stood in what was sent; 1 for an event from the bus.</param>
/// <param name="Hash">Of everything kept here but the recording time: what tells a repeat from a contradiction.</param>
/// <param name="Subject">The visit, contact, message … it is about; null for an imported visit, which is whole in itself.</param>
/// <param name="Alias">Another id that corrections may name: a report's own.</param>
/// <param name="RecordedAt">When the source wrote it down; where it does not say, when we did.</param>
/// <param name="Day">Local date under which it counts.</param>
/// <param name="Standing">For an imported visit: what it counts as.</param>
/// <param name="Hours">Hours of notice.</param>
/// <param name="Place">Keyed hash of the home, for counting repeats; nobody can read the home from it.</param>
/// <param name="Topic">What a contact was about: the repair, else the trade, else its code.</param>
/// <param name="Body">JSON of the other codes and times that its type may carry.</param>
/// <param name="Doubt">Why it goes to quarantine; null where nothing speaks against it.</param>
/// <param name="Flag">How its time had to be read; null: as it was written.</param>
internal sealed record EventRow(
    long Line,
    string Source,
    string EventId,
    string Type,
    byte[] Hash,
    string? Subject,
    string? Alias,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    DateOnly Day,
    string Patch,
    string Trade,
    string? Code,
    string? Standing,
    string? Evidence,
    string? Actor,
    double? Hours,
    byte[]? Place,
    string? Topic,
    string? Supersedes,
    string? Voids,
    string? Body,
    string? Doubt,
    string? Flag = null);

/// <summary>What became of a line: a row to keep, or a reason it cannot be used.</summary>
internal readonly record struct ReadLine(long Line, EventRow? Row, string? Reason)
{
    public static ReadLine Kept(EventRow row) => new(row.Line, row, null);

    public static ReadLine Rejected(long line, string reason) => new(line, null, reason);
}

/// <summary>The members of one line, whatever its form.</summary>
internal interface IFields
{
    /// <summary>A member's text; numbers and truth values as they are written; null where it is missing.</summary>
    string? Text(string name);

    /// <summary>A member read as an instant, or a reason it cannot be.</summary>
    Moment Moment(string name);

    /// <summary>A member that holds members of its own; null where there is none.</summary>
    System.Text.Json.JsonElement? Nested(string name);
}
