using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Repairs.Platform.Pages;

/// <summary>Where the <c>type</c> of a Problem Details answer leads: the same words for every type, since the answer carries its own sentence.</summary>
[AllowAnonymous]
internal sealed class ProblemModel : PageModel
{
}
