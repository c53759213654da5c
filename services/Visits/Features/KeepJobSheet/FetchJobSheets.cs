using Repairs.Platform;

namespace Repairs.Visits.Features.KeepJobSheet;

/// <summary>What Booking answers of a job sheet, as far as a contractor may know it.</summary>
internal sealed record JobSheet(string Address, string Job, double? Lat = null, double? Lon = null);

/// <summary>
/// Asks Booking for the address and the job of visits that lack them. Apart from the events, so that an event is never lost because Booking is down: the
/// visit stands without its address and is asked for again.
/// </summary>
internal sealed class FetchJobSheets(ServiceCalls calls) : IDueWork
{
    private static readonly TimeSpan AgainWhenDown = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainWhenUnknown = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        var due = await KeepJobSheetSql.ClaimAsync(unit, now, ct);
        var answers = await Task.WhenAll(due.Select(d => AskAsync(d.VisitId, ct)));
        foreach (var (visit, (sheet, again)) in due.Zip(answers))
        {
            if (sheet is not null)
                await KeepJobSheetSql.FillAsync(unit, visit, sheet, ct);
            else
                await KeepJobSheetSql.AskAgainAsync(unit, visit, now + again, ct);
        }

        return due.Count;
    }

    private async Task<(JobSheet? Sheet, TimeSpan Again)> AskAsync(Guid visitId, CancellationToken ct)
    {
        try
        {
            return (await calls.GetAsync<JobSheet>("Booking", $"/internal/booking/job-sheets/{visitId}", ct), AgainWhenUnknown);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            return (null, AgainWhenDown);
        }
    }
}

/// <summary>Forgets addresses and jobs of visits whose day has ended.</summary>
internal sealed class RemoveJobSheets : IDueWork
{
    public Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct) => KeepJobSheetSql.RemoveAsync(unit, now, ct);
}
