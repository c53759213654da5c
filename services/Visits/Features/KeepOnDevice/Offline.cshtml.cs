using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Contracts;
using Repairs.Visits.Features.ReportOutcome;

namespace Repairs.Visits.Features.KeepOnDevice;

/// <summary>The page without a visit in it, which the phone keeps for where there is no signal. It holds nothing about anybody.</summary>
[AllowAnonymous]
public sealed class OfflineModel(IServiceProvider services) : PageModel
{
    /// <summary>Here for the field's name.</summary>
    [BindProperty]
    public string? Minutes { get; set; }

    /// <summary>The report's page with evidence, and without.</summary>
    public IReadOnlyList<ReportOutcomeModel> Forms { get; } =
        [ReportOutcomeModel.Blank(services, DoorOutcome.DO10), ReportOutcomeModel.Blank(services, DoorOutcome.DO01)];
}
