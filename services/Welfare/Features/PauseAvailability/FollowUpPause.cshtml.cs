using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Platform.Pages;
using Repairs.Welfare.SeeFollowUps;

namespace Repairs.Welfare.PauseAvailability;

/// <summary>A pause, recorded during the call.</summary>
internal sealed class FollowUpPauseModel(Database<WelfareService> db) : OneFollowUpPage
{
    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public DateFields From { get; set; } = new();

    [BindProperty]
    public DateFields To { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var from = From.Read(ModelState, nameof(From), "the first day of the pause");
        var to = IsEmpty(To) ? null : To.Read(ModelState, nameof(To), "the last day of the pause");
        if (!ModelState.IsValid)
        {
            if (Kind is null)
                ModelState.AddModelError(nameof(Kind), "Choose why");
            return Page();
        }

        var body = new PauseAvailability.Body(Text(from), Text(to), Kind);
        var (start, end, faults) = PauseAvailability.Check(body, Now);
        if (Show(faults))
            return Page();
        await using var unit = await db.BeginAsync(stop);
        await PauseAvailability.StartAsync(unit, Caller, OnceId, FollowUp.HouseholdRef, body.Kind!, start, end, Now, stop);
        await unit.CommitAsync(stop);
        return Done("Visits are paused.");
    }

    private static bool IsEmpty(DateFields d) => string.IsNullOrWhiteSpace(d.Day) && string.IsNullOrWhiteSpace(d.Month) && string.IsNullOrWhiteSpace(d.Year);

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
