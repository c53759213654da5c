using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Repairs.NoAccess.SeeVisits;
using Repairs.Platform;

namespace Repairs.NoAccess.RatePromises;

/// <summary>After the statements: did we do what we promised? Nothing here has to be answered.</summary>
internal sealed class VisitPromisesModel(Database<NoAccessService> db, ServiceCalls calls) : VisitRecordPage
{
    [FromRoute]
    public Guid VisitId { get; set; }

    [BindProperty]
    public string? Conduct { get; set; }

    /// <summary>The version the page showed, so that it is this one that was rated.</summary>
    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? KeptWord { get; set; }

    [BindProperty]
    public string? ToldAgain { get; set; }

    [BindProperty]
    public string? More { get; set; }

    public ResidentVisit Visit { get; private set; } = null!;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Record.Visit(VisitId) is { GaveFeedback: true } visit)
            Visit = visit;
        else
            context.Result = NotFound();
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (Visit.RatedPromises || !Record.AskForFeedback)
            return Redirect(Home);
        Version = await PublishedAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var published = Conduct is null ? null : await PublishedAsync(stop);
        var shown = Version is { Length: > 0 and <= 20 } ? Version : published;
        var rated = new PromisesRated(shown is null ? null : Conduct, shown, KeptWord, ToldAgain, string.IsNullOrWhiteSpace(More) ? null : More);
        if (rated.Check() is { Any: true } faults)
        {
            foreach (var (field, sentences) in faults.ByField)
                ModelState.AddModelError(char.ToUpperInvariant(field[0]) + field[1..], sentences[0]);
            return Page();
        }

        await using var unit = await db.BeginAsync(stop);
        if (!rated.IsEmpty && await RatePromisesSql.SaveAsync(unit, Record.Repair.Landlord, VisitId, rated, Now, stop))
        {
            bool? again = rated.ToldAgain switch { "yes" => true, "no" => false, _ => null };
            unit.Publish(new Contracts.PromisesRated(Record.Repair.Landlord, VisitId, Record.Repair.RepairId, again, Now), StableId.Of("promises-rated", VisitId.ToString()));
        }

        await unit.CommitAsync(stop);
        TempData["Done"] = rated.Conduct is "no" or "partly" ? "Thank you for telling us. A manager reads it. If you want, you can also complain: see below." : "Thank you for telling us.";
        return Redirect(Home);
    }

    /// <summary>Null where Visits does not answer now: then it is not asked.</summary>
    private async Task<string?> PublishedAsync(CancellationToken stop)
    {
        try
        {
            return (await calls.GetAsync<PublishedConduct>("Visits", "/internal/visits/conduct", stop))?.Version;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            return null;
        }
    }
}
