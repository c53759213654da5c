using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowDefinitions;

/// <summary>The whole registry: what each measure counts, out of what, under which date.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsDefinitionsModel : PageModel;
