using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;
using Repairs.Visits.Features.SeeToday;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>Large buttons for what happened.</summary>
[Authorize(Roles = Roles.Operative)]
public sealed class ChooseOutcomeModel : PageModel
{
    private readonly Database<VisitsService> _db;

    public ChooseOutcomeModel(IServiceProvider services) => (_db, _, _) = VisitsParts.Of(services);

    /// <summary>The visit.</summary>
    public Guid VisitId { get; private set; }

    /// <summary>Back to the visit, or to the day where somebody else has it now.</summary>
    public string Back { get; private set; } = "";

    /// <summary>Shows the buttons for a visit that is or was one's own.</summary>
    public async Task<IActionResult> OnGetAsync(Guid visitId, CancellationToken ct)
    {
        VisitId = visitId;
        var caller = Caller.Of(HttpContext);
        if (caller.OperativeRef is null)
            return NotFound();
        await using var connection = await _db.OpenAsync(ct);
        if (await SeeTodaySql.OneOrHadAsync(connection, caller.Landlord, caller.OperativeRef, visitId, ct) is not { } visit)
            return NotFound();
        Back = visit.GivenAway ? "/visits" : $"/visits/{visitId}";
        return Page();
    }
}
