using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Needs.Features.RecordAdjustment;

/// <summary>The words, what the code needs to know, and how the person agreed.</summary>
[Authorize(Roles = $"{Roles.Needs},{Roles.Welfare}")]
public sealed class RecordAdjustmentModel(Database<NeedsService> db, IServiceProvider services) : PageModel
{
    [BindProperty]
    public Guid AdjustmentId { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? DoorWords { get; set; }

    [BindProperty]
    public string? ConsentHow { get; set; }

    [BindProperty]
    public DateFields ConsentOn { get; set; } = new();

    [BindProperty]
    public string? BasisKind { get; set; }

    [BindProperty]
    public string? BasisWhy { get; set; }

    [BindProperty]
    public string? WaitMinutes { get; set; }

    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public string? NotBefore { get; set; }

    [BindProperty]
    public string? NotAfter { get; set; }

    [BindProperty]
    public string? AvoidDates { get; set; }

    [BindProperty]
    public string? OperativeGender { get; set; }

    [BindProperty]
    public string? Language { get; set; }

    [BindProperty]
    public bool NoPhotos { get; set; }

    /// <summary>The household.</summary>
    public string HouseholdRef { get; private set; } = "";

    /// <summary>A01 to A24.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The code in words.</summary>
    public string Title => AdjustmentCodes.ByCode[Code].Title;

    /// <summary>Whether the person at the door has something to know.</summary>
    public bool HasDoor => AdjustmentCodes.ByCode[Code].Door is not null;

    /// <summary>Our plain words for the door.</summary>
    public string? StandardDoor => AdjustmentCodes.ByCode[Code].Door;

    /// <summary>Shows the form.</summary>
    public IActionResult OnGet(string householdRef, string code)
    {
        (HouseholdRef, Code, AdjustmentId) = (householdRef, code, Guid.CreateVersion7());
        return Households.IsRef(householdRef) && AdjustmentCodes.ByCode.ContainsKey(code) ? Page() : NotFound();
    }

    /// <summary>Saves it.</summary>
    public async Task<IActionResult> OnPostAsync(string householdRef, string code, CancellationToken ct)
    {
        (HouseholdRef, Code) = (householdRef, code);
        if (!Households.IsRef(householdRef) || !AdjustmentCodes.ByCode.ContainsKey(code))
            return NotFound();
        ModelState.Clear(); // what could not be bound is explained below, in our words
        var asked = Read();
        if (ModelState.ErrorCount > 0)
            return Explain(RecordAdjustmentRule.Judge(asked, services.GetRequiredService<BusinessClock>().GetUtcNow()).Faults);
        await using var unit = await db.BeginAsync(ct);
        var (taken, faults) = await services.GetRequiredService<RecordAdjustment>().RecordAsync(unit, Caller.Of(HttpContext), householdRef, asked, ct, AdjustmentId == Guid.Empty ? null : AdjustmentId);
        if (taken is null)
            return Explain(faults);

        await unit.CommitAsync(ct);
        TempData["Done"] = taken.GentleNote is null ? "We have written it down, and use it from now on." : $"We have written it down, and use it from now on. {taken.GentleNote}";
        return Redirect(NeedsNav.Home(householdRef));
    }

    /// <summary>Everything that is wrong at once, each field with one sentence.</summary>
    private PageResult Explain(Faults faults)
    {
        foreach (var (field, sentences) in faults.ByField)
        {
            if (ModelState.GetFieldValidationState(FieldOf(field)) != ModelValidationState.Invalid)
                ModelState.AddModelError(FieldOf(field), sentences[0]);
        }

        return Page();
    }

    private NewAdjustment Read()
    {
        var consented = string.IsNullOrWhiteSpace(ConsentHow) && string.IsNullOrWhiteSpace(BasisKind) || !string.IsNullOrWhiteSpace(ConsentHow);
        var on = consented ? ConsentOn.Read(ModelState, nameof(ConsentOn), "the date they agreed") : null;
        return new NewAdjustment(
            Code, Words, DoorWords,
            consented ? new Consent(ConsentHow, on is { } date ? LondonTime.StartOf(date) : null) : null,
            string.IsNullOrWhiteSpace(BasisKind) ? null : new OtherBasis(BasisKind, BasisWhy),
            WaitMinutes: Number(WaitMinutes, nameof(WaitMinutes)),
            People: Number(People, nameof(People)),
            NotBefore: Time(NotBefore, nameof(NotBefore)),
            NotAfter: Time(NotAfter, nameof(NotAfter)),
            AvoidDates: Dates(),
            OperativeGender: OperativeGender,
            Language: Language,
            NoPhotos: NoPhotos ? true : null);
    }

    private int? Number(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        ModelState.AddModelError(field, "Enter a whole number");
        return null;
    }

    private TimeOnly? Time(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        ModelState.AddModelError(field, "Enter a time, for example 10:00");
        return null;
    }

    private List<DateOnly> Dates()
    {
        var dates = new List<DateOnly>();
        foreach (var line in (AvoidDates ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (DateOnly.TryParseExact(line, ["d/M/yyyy", "d.M.yyyy", "d M yyyy", "yyyy-MM-dd", "d MMMM yyyy"], CultureInfo.GetCultureInfo("en-GB"), DateTimeStyles.None, out var date))
                dates.Add(date);
            else
                ModelState.AddModelError(nameof(AvoidDates), "Enter each date on a line of its own, for example 27/3/2027");
        }

        return dates;
    }

    private static string FieldOf(string field) => field switch
    {
        "consent" or "consent.how" => nameof(ConsentHow),
        "consent.at" => nameof(ConsentOn),
        "basis.kind" => nameof(BasisKind),
        "basis.why" => nameof(BasisWhy),
        "seenBy" or "reviewBy" or "code" => "",
        _ => char.ToUpperInvariant(field[0]) + field[1..],
    };
}
