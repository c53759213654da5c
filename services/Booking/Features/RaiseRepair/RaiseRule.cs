using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class RaiseRule
{
    private const int LongestVisit = 600;
    private const int MostPeople = 6;

    public static Faults Faults(NewRepair repair) => new Faults()
        .Text(repair.PropertyRef, "propertyRef", 100, "Say which home: give a property's reference.")
        .Text(repair.HouseholdRef, "householdRef", 100, "Say which household: give its reference.")
        .Text(repair.Description, "description", 4000, "Say what is wrong.")
        .Optional(repair.Trade, "trade", 100)
        .When(repair.Priority is null, "priority", "Say how soon: emergency, urgent or routine.")
        .When(repair.Minutes is < 1 or > LongestVisit, "minutes", $"Give a length from 1 to {LongestVisit} minutes.")
        .When(repair.People is < 1 or > MostPeople, "people", $"Give a number of people from 1 to {MostPeople}.")

        // As Needs will ask for: a contact it does not take would wait with us for ever.
        .Optional(repair.Contact?.Name?.Trim(), "contact.name", 120)
        .Optional(repair.Contact?.Phone?.Trim(), "contact.phone", 40)
        .Optional(repair.Contact?.Email?.Trim(), "contact.email", 254)
        .When(Given(repair.Contact?.Phone) is { } phone && !phone.Any(char.IsAsciiDigit), "contact.phone", "Give a phone number.")
        .When(Given(repair.Contact?.Email) is { } email && (!email.Contains('@', StringComparison.Ordinal) || email.Any(char.IsWhiteSpace)), "contact.email", "Give an email address, such as name@example.org.");

    public static Faults Check(HomeRow home, NewRepair repair) => new Faults()
        .When(home.Patch is null, "propertyRef", $"No property has the reference {repair.PropertyRef}. Import it first, or check the reference.")
        .When(home.LivesAt is null, "householdRef", $"No household has the reference {repair.HouseholdRef}. Import it first, or check the reference.")
        .When(home is { Patch: not null, LivesAt: not null } && home.LivesAt != repair.PropertyRef!.Trim(), "householdRef", $"The household {repair.HouseholdRef} does not live at {repair.PropertyRef}.");

    public static RepairRow Raise(string landlord, NewRepair repair, HomeRow home, BookingSettings settings, DateTimeOffset now) => new()
    {
        Landlord = landlord,
        RepairId = Guid.CreateVersion7(),
        HouseholdRef = repair.HouseholdRef!.Trim(),
        PropertyRef = repair.PropertyRef!.Trim(),
        Patch = home.Patch!,
        Trade = Trade(repair.Trade),
        Description = repair.Description!.Trim(),
        Priority = repair.Priority!.Value.ToString(),
        Minutes = repair.Minutes ?? settings.StandardMinutes,
        People = repair.People ?? 1,
        Status = "open",
        RaisedAt = now,
        DueBy = DueBy(repair.Priority.Value, now, settings),
        LinkVersion = 1,
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Trades are compared in lower case.</summary>
    public static string? Trade(string? trade) => string.IsNullOrWhiteSpace(trade) ? null : trade.Trim().ToLowerInvariant();

    /// <summary>Hours for an emergency as time passes; days otherwise, at the same local time.</summary>
    public static DateTimeOffset DueBy(Priority priority, DateTimeOffset now, BookingSettings settings) => priority switch
    {
        Priority.Emergency => now.AddHours(settings.EmergencyHours),
        Priority.Urgent => InDays(now, settings.UrgentDays),
        _ => InDays(now, settings.RoutineDays),
    };

    private static DateTimeOffset InDays(DateTimeOffset now, int days) => LondonTime.Instant(LondonTime.DateOf(now).AddDays(days), LondonTime.TimeOf(now));
}
