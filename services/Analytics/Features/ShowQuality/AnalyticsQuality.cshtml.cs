using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.ListRejected;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Features.WatchFeeds;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowQuality;

/// <summary>Can the figures be trusted: what came twice, what is kept apart and why, what waits, what came late.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsQualityModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    public IReadOnlyList<Doubted> Quarantine { get; private set; } = [];

    public Received Received { get; private set; } = new();

    /// <summary>The latest time a month and patch were counted again from the events and laid beside the figures.</summary>
    public LatestProof? Proof { get; private set; }

    /// <summary>Every source, whether it still speaks, and what to doubt.</summary>
    public WatchState? Feeds { get; private set; }

    /// <summary>The latest files some lines of which could not be read.</summary>
    public IReadOnlyList<BrokenIntake> Broken { get; private set; } = [];

    /// <summary>What is said above the figures; a silent source that was chosen has its own sentence already.</summary>
    public IEnumerable<string> Warnings => (Feeds?.Warnings ?? []).Where(w => !IsStale || !w.StartsWith($"No event has reached us from {Source} ", StringComparison.Ordinal));

    public MeasureAnswer? Faults { get; private set; }

    protected override bool ShowsUncounted => true;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct))
            return Page();
        var today = LondonTime.DateOf(Now);
        (From, To, Grain) = (today.AddYears(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "month");
        var source = Filters;
        Filters = Filters with { From = From, To = To, Grain = Grain };
        if (Ask(Measures.Find("M30")!) is not { } query)
            return Page();
        Filters = source;
        Faults = await MeasureAnswer.ReadAsync(connection, Landlord, query, Known, Now, ct);
        Quarantine = await ShowQualitySql.QuarantineAsync(connection, Landlord, Source!, ct);
        Feeds = await WatchFeeds.WatchFeeds.ReadAsync(connection, Landlord, null, Now, ct);
        Proof = Feeds.Proof;
        Broken = await ListRejectedSql.LatestAsync(connection, Landlord, ct);
        Received = await ShowQualitySql.NumbersAsync(connection, Landlord, Source!, LondonTime.StartOf(today.AddYears(-1)), ct);
        return Page();
    }
}
