using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.TellHactStatus;

/// <summary>Something that came to us about a visit.</summary>
internal sealed record VisitNews
{
    /// <summary><c>assigned</c>, <c>on-the-way</c> or <c>report</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Its place among those of the same moment.</summary>
    public string Key { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public Guid RepairId { get; init; }

    public Guid VisitId { get; init; }

    public string OperativeRef { get; init; } = "";

    public DateOnly Day { get; init; }

    public TimeOnly FromTime { get; init; }

    public TimeOnly ToTime { get; init; }

    /// <summary>Of a report.</summary>
    public string? Outcome { get; init; }

    /// <summary>What the report it replaces had said.</summary>
    public string? Replaced { get; init; }
}

/// <summary>A HACT JobStatusUpdate as it leaves us: only what its schema has a true word for.</summary>
internal sealed record HactUpdate(HactReference Reference, HactReference RelatedWorkOrderReference, string EventTime, string TypeCode, string? OtherType, IReadOnlyList<HactOperative>? OperativesAssigned, HactWindow? RefinedAppointmentWindow);

internal sealed record HactReference(string ID);

internal sealed record HactOperative(HactIdentification Identification);

internal sealed record HactIdentification(string Type, string Number);

internal sealed record HactWindow(string Date, HactTimeOfDay TimeOfDay);

internal sealed record HactTimeOfDay(string EarliestArrivalTime, string LatestArrivalTime);

/// <summary>
/// What we tell other systems of a visit (access.md, requirement 57). A visit that could not go ahead is never type 70, 30 or any status that closes: no code says
/// "not started, still open", so nothing is sent, and their order stays open as our repair does.
/// </summary>
internal static class HactStatusRule
{
    private const string Other = "0";
    private const string Assigned = "10";
    private const string Incomplete = "120";

    /// <summary>Null where no code says what is true.</summary>
    public static HactUpdate? Of(VisitNews news) => news switch
    {
        { Kind: "assigned" } => Update(news, Assigned, null) with
        {
            OperativesAssigned = [new HactOperative(new HactIdentification("Operative reference", news.OperativeRef))],
            RefinedAppointmentWindow = new HactWindow(news.Day.ToString("O", null), new HactTimeOfDay(news.FromTime.ToString("HH':'mm':'ss", null), news.ToTime.ToString("HH':'mm':'ss", null))),
        },
        { Kind: "on-the-way" } => Update(news, Other, "On the way"),
        { Outcome: nameof(DoorOutcome.DO01) } => Update(news, Other, "Work done at this visit"),
        { Outcome: nameof(DoorOutcome.DO02) } => Update(news, Incomplete, null),
        { Replaced: nameof(DoorOutcome.DO01) or nameof(DoorOutcome.DO02) } => Update(news, Other, "The update before this one is taken back. The order stays open"),
        _ => null,
    };

    private static HactUpdate Update(VisitNews news, string type, string? other) => new(
        new HactReference(StableId.Of("hact-status", news.Kind, news.Key, news.At.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToString()),
        new HactReference(news.RepairId.ToString()),
        news.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        type,
        other,
        null,
        null);
}
