namespace Repairs.Booking;

/// <summary>A HACT TimeOfDay: a name such as "AM" or "School run", or times, or both. Times win.</summary>
/// <param name="From">EarliestArrivalTime.</param>
/// <param name="LatestArrival">LatestArrivalTime.</param>
/// <param name="LatestCompletion">LatestCompletionTime.</param>
internal sealed record HactTimeOfDay(TimeOnly? From, TimeOnly? LatestArrival, TimeOnly? LatestCompletion)
{
    public static HactTimeOfDay Any { get; } = new(null, null, null);

    /// <summary>Its end. Where only an arrival is given, a window that is over by then surely begins by then.</summary>
    public TimeOnly? To => LatestCompletion ?? LatestArrival;

    private static readonly Dictionary<WindowKind, string> Names = new()
    {
        [WindowKind.Morning] = "AM",
        [WindowKind.Afternoon] = "PM",
        [WindowKind.SchoolRun] = "School run",
        [WindowKind.Evening] = "Evening",
        [WindowKind.AllDay] = "All day",
    };

    public static string NameOf(WindowKind kind) => Names[kind];

    /// <summary>Null where nothing is said, or with a fault where it cannot be meant.</summary>
    public static HactTimeOfDay? Read(HactNode node, BookingSettings settings)
    {
        if (node is { IsThere: true, IsObject: false })
            node.Note("Send an object here.");
        WindowKind? kind = node["name"].Text() is { } name ? KindOf(name) : null;
        var (from, arrival, to) = (node["earliestArrivalTime"].Time(), node["latestArrivalTime"].Time(), node["latestCompletionTime"].Time());
        if (from is null && arrival is null && to is null)
        {
            if (kind is { } named && settings.OfferedWindows.FirstOrDefault(w => w.Kind == named) is { } window)
                return new(window.From, null, window.To);
            node.Note(kind is null
                ? "Give times here, or one of the names AM, PM, School run, Evening, All day."
                : "No window of this name is offered. Give times instead.");
            return null;
        }

        if (from >= to || arrival > to || arrival < from)
            node.Note("These times end before they begin.");
        return new(from, arrival, to);
    }

    private static WindowKind? KindOf(string name) =>
        Names.Where(n => string.Equals(n.Value, name.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(n.Key.ToString(), name.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(n => (WindowKind?)n.Key).FirstOrDefault();
}
