using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>For Messages: three choices late enough for the post both ways, with the reference of their slip. Asked again, the same ones.</summary>
internal sealed class ChoicesByLetter(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords, OfferChoices offers)
{
    private const int MostTries = 20;

    public async Task<ChoicesToTellAnswer> RunAsync(RepairKey key, Guid offerId, CancellationToken ct)
    {
        await using (var before = await db.BeginAsync(ct))
        {
            if (await FindAsync(before, key, offerId, ct) is { } told)
                return told;
        }

        var now = clock.GetUtcNow();
        var today = LondonTime.DateOf(now);
        IReadOnlySet<DateOnly> daysOff;
        await using (var connection = await db.OpenAsync(ct))
        {
            var settings = await landlords.ForAsync(connection, null, key.Landlord, ct);
            daysOff = await DiariesSql.DaysOffAsync(connection, null, settings.BankHolidays, today, today.AddDays(settings.HorizonDays), ct);
        }

        if (await FreeAsync(key, LetterRule.FirstDay(today, daysOff), ct) is not { } offer)
            return new ChoicesToTellAnswer([]);

        var replyBy = LetterRule.ReplyBy(offer.Choices[0].Date, daysOff);
        var lastDay = LetterRule.LastDay(replyBy, daysOff);
        var ends = LondonTime.EndOf(lastDay);
        await using var unit = await db.BeginAsync(ct);
        if (await RepairSql.LockAsync(unit, key, clock.Offset, ct) is null)
            return new ChoicesToTellAnswer([]);
        if (await FindAsync(unit, key, offerId, ct) is { } meanwhile)
            return meanwhile;
        await OfferSql.InsertAsync(unit, key, offer with { OfferId = offerId, Kind = "letter", MadeAt = now, ExpiresAt = ends }, null, ct);
        for (var tries = 1; !await SendLetterSql.InsertAsync(unit, key, offerId, new Slip { Reference = LetterRule.Reference(), ReplyBy = replyBy }, now, ct); tries++)
        {
            if (tries == MostTries)
                throw new InvalidOperationException("No reference is left for a reply slip");
        }

        await AskOnceSql.NotBeforeAsync(unit, key, LondonTime.Instant(lastDay, DeclineRule.EndOfWork), ct);
        var answer = await FindAsync(unit, key, offerId, ct);
        await unit.CommitAsync(ct);
        return answer!;
    }

    private static async Task<ChoicesToTellAnswer?> FindAsync(UnitOfWork unit, RepairKey key, Guid offerId, CancellationToken ct) =>
        await SendLetterSql.FindAsync(unit, key, offerId, ct) is { } slip && await OfferSql.FindAsync(unit, key, offerId, ct) is { } offer
            ? new ChoicesToTellAnswer([.. offer.Choices.Select(c => new ChoiceToTell(c.Date, c.From, c.To))], LetterRule.Printed(slip.Reference), slip.ReplyBy)
            : null;

    /// <summary>Three of the best; where too few of them are new to the household's slips, three of all. In order of time; null where there are not as many.</summary>
    private async Task<StoredOffer?> FreeAsync(RepairKey key, DateOnly first, CancellationToken ct)
    {
        foreach (var all in new[] { false, true })
        {
            if ((await offers.ForAsync(key, Actor.Resident, new ChoicesAsk(all, first), ct)).Value?.List is not { } list)
                return null;
            await using var unit = await db.BeginAsync(ct);
            var told = await SendLetterSql.ToldAsync(unit.Connection, key, ct);
            if (await OfferSql.FindAsync(unit, key, list.OfferId, ct) is not { } offer)
                return null;
            var few = ChoicesToTellRule.Few([.. offer.Choices.Where(c => !told.Contains(WaitingPlaceRule.Window(c)))], LetterRule.Choices);
            if (few.Count == LetterRule.Choices)
                return offer with { Choices = few };
        }

        return null;
    }
}
