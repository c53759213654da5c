using Microsoft.Extensions.Logging;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Platform;

namespace Repairs.Analytics.Features.ProveFigures;

/// <summary>
/// Once a day for each landlord: one month and patch, drawn by lot, is counted again from its events and laid beside what is kept. Any difference is
/// written down, and shown to analysts until the source has been rebuilt.
/// </summary>
internal sealed class ProveFigures(ILogger<ProveFigures> log) : IDueWork
{
    private const int Tries = 4;
    private static readonly TimeSpan Between = TimeSpan.FromHours(24);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await ProveFiguresSql.ClaimTurnAsync(unit, now, now + Between, ct) is not { } landlord || await ProveFiguresSql.DrawAsync(unit, landlord, ct) is not { } drawn)
            return 0;
        var result = await ProveAsync(unit, drawn, ct);
        if (result is null)
        {
            await ProveFiguresSql.NextTurnAsync(unit, landlord, now + Soon, ct);
            return 0;
        }

        await ProveFiguresSql.KeepAsync(unit, drawn, result, now, ct);
        if (result.Holds)
            log.LogInformation("Proof for {Landlord}: {Source} {Month} holds, {Rows} counts", landlord, drawn.Source, drawn.Month, result.Rows);
        else
            log.LogError("Proof for {Landlord}: {Source} {Month} does not hold, {Kept} kept counts and {Counted} of the events differ. Run: repairs analytics rebuild", landlord, drawn.Source, drawn.Month, result.OnlyKept, result.OnlyCounted);
        return 1;
    }

    /// <summary>Compares; null where the source is being rebuilt, or events kept coming so fast that what differs may only wait to be counted.</summary>
    internal static async Task<ProofResult?> ProveAsync(UnitOfWork unit, Drawn drawn, CancellationToken ct)
    {
        var feed = new Feed { Landlord = drawn.Landlord, Source = drawn.Source };
        await CountFactsSql.ClaimAsync(unit, feed, ct);
        for (var i = 0; i < Tries; i++)
        {
            while (await CountFacts.CountFacts.CountAsync(unit, feed, ct) > 0)
            {
            }

            if (await RebuildFigures.RebuildFiguresSql.IsUnderWayAsync(unit.Connection, feed, ct))
                return null;

            var counted = await Recount.OfPatchAsync(unit.Connection, feed, drawn.Patch, drawn.Month, drawn.Month.AddMonths(1).AddDays(-1), ct);
            var result = await ProveFiguresSql.CompareAsync(unit, drawn, counted, ct);

            // While we hold the feed nobody takes marks: where none is left, everything that was read has been counted too.
            if (result.Holds || !await ProveFiguresSql.WaitsAsync(unit, feed, ct))
                return result;
        }

        return null;
    }
}

/// <summary>What was drawn by lot.</summary>
/// <param name="Month">First day.</param>
internal sealed record Drawn(string Landlord, string Source, DateOnly Month, string Patch);

/// <summary>How the two compare.</summary>
/// <param name="Rows">Counts of the events.</param>
/// <param name="OnlyKept">Kept counts the events do not give.</param>
/// <param name="OnlyCounted">Counts the events give and that are not kept.</param>
internal sealed record ProofResult(long Rows, long OnlyKept, long OnlyCounted)
{
    public bool Holds => OnlyKept == 0 && OnlyCounted == 0;
}
