using Microsoft.AspNetCore.Mvc;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.Complain;

/// <summary>One step: a button, with words if they want. What became of it can be read on the same page.</summary>
internal sealed class ComplaintModel(Database<NoAccessService> db, Complain complain) : VisitRecordPage
{
    [BindProperty]
    public string? Words { get; set; }

    /// <summary>Made with the form: pressing twice says it once.</summary>
    [BindProperty]
    public string? Once { get; set; } = Guid.CreateVersion7().ToString();

    public IReadOnlyList<Complaint> Complaints { get; private set; } = [];

    /// <summary>The one that new words are added to.</summary>
    public Complaint? Open => Complaints.FirstOrDefault(c => c is { Stage: 1, AnsweredAt: null });

    public static string Said(DateTimeOffset at) => LondonTime.Words(LondonTime.DateOf(at));

    public Task OnGetAsync(CancellationToken stop) => LoadAsync(stop);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Complain.Check(Words) is { Any: true } faults)
        {
            ModelState.AddModelError(nameof(Words), faults.ByField["words"][0]);
            await LoadAsync(stop);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        var made = await complain.RaiseAsync(unit, Record, Guid.TryParse(Once, out var once) && once != Guid.Empty ? once : Guid.CreateVersion7(), Words, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = $"We have your complaint. {made.Handler} looks after it.";
        return Redirect($"/r/{Token}/complaint");
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        var again = await complain.AgainAsync(unit, Record, Now, stop);
        await unit.CommitAsync(stop);
        TempData["Done"] = again is null ? "There is no answer yet that we could look at again." : "Somebody looks at it again. You do not have to say why.";
        return Redirect($"/r/{Token}/complaint");
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Complaints = await ComplainSql.OfRepairAsync(connection, Record.Repair, stop);
    }
}
