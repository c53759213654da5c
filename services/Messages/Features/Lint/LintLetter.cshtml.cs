using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Repairs.Messages.Gates;
using Repairs.Platform;

namespace Repairs.Messages.Features.Lint;

/// <summary>Try your own letter. Nothing is kept.</summary>
[Authorize(Roles = Roles.Desk + "," + Roles.Messages)]
public sealed class LintLetterModel : PageModel
{
    [BindProperty]
    public string? Letter { get; set; }

    [BindProperty]
    public bool Statutory { get; set; }

    /// <summary>What the gates said; null before the first try.</summary>
    internal Verdict? Verdict { get; private set; }

    public void OnPost()
    {
        if (string.IsNullOrWhiteSpace(Letter))
            ModelState.AddModelError(nameof(Letter), "Enter the words to check");
        else if (Letter.Length > 20_000)
            ModelState.AddModelError(nameof(Letter), "Use at most 20,000 characters");
        else
            Verdict = Gate.Check(Letter, Statutory ? Kind.Statutory : Kind.Ordinary);
    }
}
