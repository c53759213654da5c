using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Needs.Features.ShowAdjustments;

/// <summary>A household's adjustments. Opening it is a read, and written down as one.</summary>
[Authorize(Roles = $"{Roles.Needs},{Roles.Welfare}")]
public sealed class ShowAdjustmentsModel(Database<NeedsService> db, BusinessClock clock) : PageModel
{
    /// <summary>The household.</summary>
    public string HouseholdRef { get; private set; } = "";

    internal IReadOnlyList<AdjustmentShown> InForce { get; private set; } = [];

    internal IReadOnlyList<AdjustmentShown> Withdrawn { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(string householdRef, CancellationToken ct)
    {
        if (!Households.IsRef(householdRef))
            return NotFound();
        HouseholdRef = householdRef;
        var caller = Caller.Of(HttpContext);
        await using var connection = await db.OpenAsync(ct);
        var all = await AdjustmentsSql.AllAsync(connection, new Reading(caller.Landlord, householdRef, caller.Subject, "looking after needs", clock.GetUtcNow()), ct);
        (InForce, Withdrawn) = ([.. all.Where(a => a.WithdrawnAt is null)], [.. all.Where(a => a.WithdrawnAt is not null)]);
        return Page();
    }

    /// <summary>What the code was told beside its words: the minutes, the time, the dates.</summary>
    internal static string? Terms(AdjustmentShown a)
    {
        string?[] terms =
        [
            a.WaitMinutes is { } minutes ? $"Wait {minutes} minutes." : null,
            a.People is { } people ? $"At most {people} at a time." : null,
            a.NotBefore is { } before ? $"Not before {LondonTime.Words(before)}." : null,
            a.NotAfter is { } after ? $"Not after {LondonTime.Words(after)}." : null,
            a.AvoidDates.Length > 0 ? $"Not on {string.Join(", ", a.AvoidDates.Select(LondonTime.Words))}." : null,
            a.OperativeGender switch { "female" => "A woman.", "male" => "A man.", _ => null },
            a.Language is { } language ? $"Language: {language}." : null,
            a.NoPhotos ? "No photos at the door." : null,
        ];
        return terms.Any(t => t is not null) ? string.Join(' ', terms.OfType<string>()) : null;
    }

    internal static string Agreed(AdjustmentShown a) => a.ConsentAt is { } at
        ? $"Agreed {a.ConsentHow} on {LondonTime.Words(LondonTime.DateOf(at))}."
        : $"Recorded without asking, because: {a.BasisWhy}";
}
