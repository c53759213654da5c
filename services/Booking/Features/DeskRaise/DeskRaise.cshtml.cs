using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Raises a repair in the resident's own words. What was typed stays when something needs changing.</summary>
internal sealed class DeskRaiseModel(Database<BookingService> db, RaiseRepair raise, LandlordBookingSettings landlordSettings) : DeskPage
{
    /// <summary>Longest description we keep.</summary>
    public const int DescriptionLimit = 4000;

    /// <summary>In place of a trade: the repair goes to the triage list.</summary>
    public const string NotSure = "not-sure";

    private const string Missing = "Choose one";

    [BindProperty(SupportsGet = true)]
    public string? Property { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Household { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public string? Trade { get; set; }

    [BindProperty]
    public string? Priority { get; set; }

    /// <summary>Something may hurt somebody: the clock for hazards starts as the repair is raised.</summary>
    [BindProperty]
    public bool Hazard { get; set; }

    [BindProperty]
    public string? Minutes { get; set; }

    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public string Address { get; private set; } = "";

    public IReadOnlyList<string> Trades { get; private set; } = [];

    public BookingSettings Settings { get; private set; } = new();

    /// <summary>By when each priority is due.</summary>
    public string Within(Priority priority) => priority switch
    {
        Contracts.Priority.Emergency => $"Someone is there within {Settings.EmergencyHours} hours. For danger to people or the home.",
        Contracts.Priority.Urgent => $"Within {Settings.UrgentDays} days.",
        _ => $"Within {Settings.RoutineDays} days.",
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await FindAsync(stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!await FindAsync(stop))
            return NotFound();
        var repair = Read();
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        var answer = await raise.RunAsync(unit, Caller.Landlord, repair, Actor.Landlord, stop);
        if (answer.Value is not { } raised)
        {
            Explain(answer.Refusal!);
            return Page();
        }

        await unit.CommitAsync(stop);
        TempData["Done"] = raised.Trade is null ? "The repair is raised. It waits on the list to sort." : "The repair is raised.";
        return Redirect($"/desk/repairs/{raised.RepairId}");
    }

    private NewRepair Read()
    {
        if (string.IsNullOrWhiteSpace(Description))
            ModelState.AddModelError(nameof(Description), "Write what is wrong");
        if (Trade is null || (Trade != NotSure && !Trades.Contains(Trade)))
            ModelState.AddModelError(nameof(Trade), $"{Missing}: who can do this, or that you are not sure");
        if (!Enum.TryParse<Priority>(Priority, ignoreCase: true, out var priority) || !Enum.IsDefined(priority) || char.IsAsciiDigit(Priority![0]))
            ModelState.AddModelError(nameof(Priority), $"{Missing}: how soon");
        return new NewRepair(
            Household, Property, Trade == NotSure ? null : Trade, Description, priority, Number(Minutes, nameof(Minutes)), Number(People, nameof(People)),
            new[] { Name, Phone, Email }.All(string.IsNullOrWhiteSpace) ? null : new GivenContact(Name, Phone, Email), Hazard ? true : null);
    }

    private int? Number(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        ModelState.AddModelError(field, "Write a number, or leave it empty");
        return null;
    }

    /// <summary>Puts the rule's sentences beside the fields they are about.</summary>
    private void Explain(Refusal refusal)
    {
        foreach (var (field, sentences) in refusal.Faults?.ByField ?? new Dictionary<string, string[]> { [""] = [refusal.Sentence] })
            ModelState.AddModelError(field.Split('.')[^1] is { Length: > 0 } name ? char.ToUpperInvariant(name[0]) + name[1..] : "", sentences[0]);
    }

    private async Task<bool> FindAsync(CancellationToken stop)
    {
        if (Property is not { Length: > 0 and <= 100 } property || Household is not { Length: > 0 and <= 100 } household)
            return false;
        Settings = await landlordSettings.ForAsync(Caller.Landlord, stop);
        await using var connection = await db.OpenAsync(stop);
        Address = await DeskRaiseSql.AddressAsync(connection, Caller.Landlord, property, household, stop) ?? "";
        Trades = await DeskTradeSql.TradesAsync(connection, Caller.Landlord, stop);
        return Address.Length > 0;
    }
}
