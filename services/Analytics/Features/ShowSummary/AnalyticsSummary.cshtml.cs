using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Analytics.Features.ShowOverview;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowSummary;

/// <summary>The news as a text to copy into an email; nothing when nothing stands out.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsSummaryModel(Database<AnalyticsService> db, BusinessClock clock, PlatformSettings settings) : FiguresPage(db, clock)
{
    protected override Narrowing Narrows => Narrowing.Patch | Narrowing.Trade | Narrowing.AsOf;

    public IReadOnlyList<Change> Changes { get; private set; } = [];

    /// <summary>The email; null where none is due.</summary>
    public string? Text { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct))
            return Page();
        if (await AskAllAsync(Watched.Measures, ct) is not { } asked)
            return Page();
        var watched = await Watched.ReadAsync(connection, Landlord, asked, Known, Now, ct);
        Changes = WhatChanged.Of(watched);

        // What is told of the whole time ends with the last period that has ended, as the news does.
        var (from, to) = (watched[0].From, Running.EndOf(watched[0].From, watched[0].To, Period, Running.Last(Feed?.CompleteTo, LondonTime.DateOf(Now))));
        List<Summary> headline = [];
        foreach (var id in Measures.Headline)
            headline.Add(await Summary.ReadAsync(connection, Landlord, Measures.Find(id)!, asked[id] with { To = to }, Now, ct));
        Text = SummaryWords.Of(Changes, headline, watched[0].Part, from, to, Feed?.CompleteTo, settings.PublicUrl.TrimEnd('/') + Filters.At("/analytics"));
        return Page();
    }
}
