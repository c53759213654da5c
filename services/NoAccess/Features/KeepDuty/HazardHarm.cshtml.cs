using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeDuties;
using Repairs.Platform;

namespace Repairs.NoAccess.KeepDuty;

/// <summary>What a household agreed that whoever judges a hazard may see.</summary>
internal sealed record HarmFacts(IReadOnlyList<HarmFact> Facts, int Others);

/// <param name="Words">The words the resident approved, where they did.</param>
internal sealed record HarmFact(string Code, string Title, string? Words);

/// <summary>How much harm may it do, to the people who live there? What they agreed to share is shown, and that it was read is written down.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class HazardHarmModel(Database<NoAccessService> db, KeepDuty keep, ServiceCalls calls) : HazardPage
{
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Severity { get; set; }

    /// <summary>Null: they could not be fetched.</summary>
    public HarmFacts? Facts { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (Kind is null || !HazardKinds.Words.ContainsKey(Kind))
            return Redirect($"{Home}/kind");
        Severity = Hazard.Severity;
        await FetchAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        foreach (var sentences in KeepDutyApi.Check(new KeepDutyApi.DecisionBody(Kind, Severity)).ByField.Values)
            ModelState.AddModelError(nameof(Severity), sentences[0]);
        if (!ModelState.IsValid)
        {
            await FetchAsync(stop);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var kept = await keep.DecideAsync(unit, Who, HazardId, Kind!, Severity!, Now, stop);
        await unit.CommitAsync(stop);
        return Back(kept, "Saved. This is what we owe now.");
    }

    private async Task FetchAsync(CancellationToken stop)
    {
        try
        {
            Facts = await calls.PostAsync<HarmFacts>("Needs", $"/internal/needs/{Who.Landlord}/{Uri.EscapeDataString(Hazard.HouseholdRef)}/harm", new { by = Who.Subject, purpose = $"hazard triage {HazardId}" }, stop);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            Facts = null;
        }
    }
}
