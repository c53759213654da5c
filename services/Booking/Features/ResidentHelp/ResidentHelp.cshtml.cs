using Microsoft.AspNetCore.Mvc;

namespace Repairs.Booking;

/// <summary>What would help, asked of the resident themselves: saying so here is the consent, and Needs keeps it. What is in force shows in what we say we will do.</summary>
internal sealed class ResidentHelpModel(AskedOfNeeds needs) : ResidentPage
{
    public static IReadOnlyList<(string Code, string Words)> Offered { get; } =
    [
        ("A01", "Knock loudly and wait for me"),
        ("A02", "Text me before you come"),
        ("A03", "Ring me before you come"),
        ("A10", "Send the same person as last time"),
        ("A12", "Show a card and say your name first"),
        ("A13", "I want someone with me"),
        ("A16", "Do all my jobs in one visit"),
        ("A20", "Tell me each step before you do it"),
        ("A23", "Keep doors and paths clear for me"),
        ("A05", "Write to me in large print"),
    ];

    [BindProperty]
    public string[] Asked { get; set; } = [];

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var codes = Offered.Select(o => o.Code).Intersect(Asked).ToList();
        if (codes.Count == 0)
        {
            ModelState.AddModelError(nameof(Asked), "Tick what would help, or go back");
            return Page();
        }

        if (!await needs.TellAsync(Repair, codes, null, stop))
        {
            ModelState.AddModelError("", $"We could not save this just now. That is our fault. Try again, or ring {Landlord.ContactPerson} on {Landlord.Phone}.");
            return Page();
        }

        TempData["Done"] = "Thank you. We have saved what helps, and use it from now on.";
        return Redirect(State == ResidentState.ChooseTime ? $"{Home}/choose" : Home);
    }
}
