using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Analytics.Features.AnnotateChart;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ShowFigures;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>The overview: what changed and what it may mean; no-access visits and, always beside them, our own misses, what lacks evidence and what is disputed.</summary>
[Authorize(Roles = $"{Roles.Analyst},{Roles.Manager}")]
internal sealed class AnalyticsOverviewModel(Database<AnalyticsService> db, BusinessClock clock) : FiguresPage(db, clock)
{
    private static readonly string[] Beside = ["M01a", "M01b", "K01", "K02", "M10", "M11", "M12", "M16", "RP02", "RP02e", "RP02x", "RP02u", "M17", "M18", "M24a", "M24b", "M24c", "M25", "M30"];

    protected override Narrowing Narrows => Narrowing.Patch | Narrowing.Trade | Narrowing.AsOf;

    /// <summary>The headline over time.</summary>
    public IReadOnlyList<MeasureAnswer> Over { get; private set; } = [];

    /// <summary>What the rules call likely real, in all that is watched.</summary>
    public IReadOnlyList<Change> Changes { get; private set; } = [];

    /// <summary>What is watched and shows no clear change.</summary>
    public IReadOnlyList<MeasureAnswer> Calm { get; private set; } = [];

    /// <summary>What people wrote down as changed in that time.</summary>
    public IReadOnlyList<Annotation> Notes { get; private set; } = [];

    /// <summary>The whole range as one figure for each measure.</summary>
    public IReadOnlyList<Summary> Whole { get; private set; } = [];

    /// <summary>The headline by patch, over the whole range.</summary>
    public IReadOnlyList<PatchRow> ByPatch { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (!await BeginAsync(connection, ct))
            return Page();

        if (await AskAllAsync(Watched.Measures.Union(Beside.Select(Measures.Find).OfType<Measure>()), ct) is not { } asked)
            return Page();
        var watched = await Watched.ReadAsync(connection, Landlord, asked, Known, Now, ct);
        Over = [.. watched.Take(Measures.Headline.Count)];
        var (from, to) = (Over[0].From, Over[0].To);
        Changes = WhatChanged.Of(watched);
        Calm = [.. watched.Where(a => a.Points.Count > 0 && !WhatChanged.IsSpecial(a))];
        Notes = await AnnotateChartSql.BetweenAsync(connection, Landlord, from, to, ct);
        foreach (var id in Measures.Headline.Concat(Beside).Where(asked.ContainsKey))
        {
            // What we received has a date of its own: history taken in today was received today.
            var (measure, today) = (Measures.Find(id)!, LondonTime.DateOf(Now));
            Whole = [.. Whole, await Summary.ReadAsync(connection, Landlord, measure, measure.Of is null ? asked[id] with { From = today.AddYears(-1), To = today, Grain = Statistics.Grain.Day } : asked[id], Now, ct)];
        }

        if (Trade is null && AsOf is null)
            ByPatch = await PatchRow.ReadAsync(connection, Landlord, [.. Measures.Headline], asked[Measures.Headline[0]] with { Patch = null }, Now, ct);
        return Page();
    }
}
