using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <param name="OfferId">The id the choices get: the message's own, so that asking again gives the same choices, and an answer names them.</param>
/// <param name="Of">A set of choices to tell some of; null: what is free now.</param>
/// <param name="By"><c>letter</c>: with a reply slip, and late enough for the post; otherwise as a text tells them.</param>
internal sealed record ChoicesToTellBody(Guid OfferId, Guid? Of, string? By = null);

internal sealed record ChoiceToTell(DateOnly Date, TimeOnly From, TimeOnly To);

/// <param name="Reference">Of the reply slip, as it is printed.</param>
/// <param name="ReplyBy">By when the slip has to be with us.</param>
/// <param name="AskBy">By when a person asks if nothing is heard: with a slip, once it had time to come back. Null where nobody will, or somebody has.</param>
internal sealed record ChoicesToTellAnswer(IReadOnlyList<ChoiceToTell> Choices, string? Reference = null, DateOnly? ReplyBy = null, DateTimeOffset? AskBy = null);

/// <summary>For Messages: three choices short enough for a text. They count as offered once someone answers.</summary>
internal sealed class ChoicesToTell(Database<BookingService> db, BusinessClock clock, OfferChoices offers)
{
    private const int Few = 3;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(3);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapInternal("booking").MapPost("/repairs/{repairId:guid}/choices-to-tell", async (Guid repairId, ChoicesToTellBody body, Database<BookingService> db, ChoicesToTell text, ChoicesByLetter letter, CancellationToken ct) =>
        {
            LinkRow? row;
            await using (var connection = await db.OpenAsync(ct))
                row = await RepairSql.FindLinkAsync(connection, repairId, ct);
            if (row is null)
                return Problems.NotFound();
            var key = new RepairKey(row.Landlord, row.RepairId);
            var told = body.By == "letter" ? await letter.RunAsync(key, body.OfferId, ct) : await text.RunAsync(key, body, ct);
            await using var after = await db.OpenAsync(ct);
            return Results.Json(told with { AskBy = await AskOnceSql.ComingAsync(after, key, ct) }, Json.Options);
        });

    public async Task<ChoicesToTellAnswer> RunAsync(RepairKey key, ChoicesToTellBody asked, CancellationToken ct)
    {
        if (await FindAsync(key, asked.OfferId, ct) is { } before)
            return Answer(before);
        var source = asked.Of ?? (await offers.ForAsync(key, Actor.Resident, new ChoicesAsk(), ct)).Value?.List?.OfferId;
        if (source is null || await FindAsync(key, source.Value, ct) is not { } offer)
            return new ChoicesToTellAnswer([]);

        if (offer.Choices.Count < Few)
            return new ChoicesToTellAnswer([]);
        var few = offer with { OfferId = asked.OfferId, Kind = offer.Kind == "wider" ? "wider" : "text", ExpiresAt = clock.GetUtcNow() + Lasts, Choices = ChoicesToTellRule.Few(offer.Choices, Few) };
        await using var unit = await db.BeginAsync(ct);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is null)
            return new ChoicesToTellAnswer([]);
        if (await OfferSql.FindAsync(unit, key, asked.OfferId, ct) is { } meanwhile)
            return Answer(meanwhile);
        await OfferSql.InsertAsync(unit, key, few, null, ct);
        await unit.CommitAsync(ct);
        return Answer(few);
    }

    private static ChoicesToTellAnswer Answer(StoredOffer offer) => new([.. offer.Choices.Select(c => new ChoiceToTell(c.Date, c.From, c.To))]);

    private async Task<StoredOffer?> FindAsync(RepairKey key, Guid offerId, CancellationToken ct)
    {
        await using var unit = await db.BeginAsync(ct);
        return await OfferSql.FindAsync(unit, key, offerId, ct);
    }
}

internal static class ChoicesToTellRule
{
    /// <summary>The first, then whatever differs most from those taken: another day, another time of day. In order of time.</summary>
    public static IReadOnlyList<StoredChoice> Few(IReadOnlyList<StoredChoice> choices, int most)
    {
        var few = new List<StoredChoice>();
        while (few.Count < most && choices.Except(few).OrderBy(c => few.Exists(f => f.Date == c.Date) ? 1 : 0).ThenBy(c => few.Exists(f => f.Kind == c.Kind) ? 1 : 0).FirstOrDefault() is { } next)
            few.Add(next);
        return [.. few.OrderBy(c => c.Date).ThenBy(c => c.From)];
    }
}
