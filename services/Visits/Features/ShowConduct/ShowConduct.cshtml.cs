using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Repairs.Visits.Features.ShowConduct;

/// <summary>The code of conduct, for everybody: residents read the version that operatives read.</summary>
[AllowAnonymous]
public sealed class ShowConductModel : PageModel;
