using System.Security.Cryptography;
using System.Text;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Which offer to make.</summary>
internal enum OfferKind
{
    Best,
    All,

    /// <summary>After "none of these": more days, any patch, and nothing that was offered before.</summary>
    Wider,
}

/// <summary>Makes and keeps sets of choices.</summary>
internal sealed class OfferChoices(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords, NeedsOfHousehold needs, RespectNeeds respect, Diaries diaries)
{
    /// <summary>Choices for a repair as it is now. Fetched by staff they count as put before someone; fetched by a resident, once something is done with them.</summary>
    public async Task<Answer<ChoicesFor>> ForAsync(RepairKey key, Actor to, ChoicesAsk ask, CancellationToken ct)
    {
        RepairRow? repair;
        await using (var connection = await db.OpenAsync(ct))
            repair = await RepairSql.FindAsync(connection, key, clock.Offset, ct);
        if (repair is null)
            return Refusal.NotFound;
        if (OfferRule.WhyNot(repair) is { } refusal)
            return refusal;
        if (repair.IsAwaited)
            return new ChoicesFor(null, repair.WindowEnd ?? repair.DueBy);

        var wanted = await needs.ForAsync(repair.Landlord, repair.HouseholdRef, ct);
        await using var unit = await db.BeginAsync(ct);
        var beside = await BesideAsync(unit, repair, ask.Together ?? wanted.Together, ct);
        if (beside.Count == 0)
            wanted = wanted with { Together = false };
        var list = await MakeAsync(unit, [repair, .. beside], wanted, ask.All ? OfferKind.All : OfferKind.Best, ask.From, ct);
        if (list.Choices.Count == 0 && beside.Count > 0 && repair.BundleId is null)
            list = await MakeAsync(unit, [repair], wanted, ask.All ? OfferKind.All : OfferKind.Best, ask.From, ct);
        if (to == Actor.Landlord)
            await TellAsync(unit, repair, list.OfferId, to, ct);
        await unit.CommitAsync(ct);
        return new ChoicesFor(list, null);
    }

    /// <summary>Choices for one repair, or for those that share its visit already.</summary>
    /// <param name="fresh">True for an offer of the caller's own, which it may change or forget.</param>
    public async Task<ChoiceList> MakeAsync(UnitOfWork unit, RepairRow repair, SlotNeeds wanted, OfferKind kind, DateOnly? from, CancellationToken ct, bool fresh = false) =>
        await MakeAsync(unit, [repair, .. await BesideAsync(unit, repair, together: false, ct)], wanted, kind, from, ct, fresh);

    /// <summary>Computes choices on what is true now and keeps them.</summary>
    /// <param name="repairs">Those that share the visit, the one asked about first.</param>
    public async Task<ChoiceList> MakeAsync(UnitOfWork unit, IReadOnlyList<RepairRow> repairs, SlotNeeds wanted, OfferKind kind, DateOnly? from, CancellationToken ct, bool fresh = false)
    {
        var (repair, now) = (repairs[0], clock.GetUtcNow());
        var settings = await landlords.ForAsync(unit, repair.Landlord, ct);
        var (first, last) = OfferRule.Days(now, from, kind, settings);
        var patch = kind == OfferKind.Wider ? null : repair.Patch;
        await diaries.RefreshAsync(ct);
        var daysOff = await DiariesSql.DaysOffAsync(unit.Connection, unit.Transaction, settings.BankHolidays, first, last, ct);
        wanted = await respect.SettleAsync(unit, repairs, wanted, patch, settings, ct);
        var request = OfferRule.RequestFor(repairs, wanted, settings, now, first, last, daysOff, patch);
        var people = diaries.Of(repair.Landlord, request.Parts.Select(p => p.Trade), patch, repair.AppointmentId is null && repair.HoldId is null ? [] : [.. repairs.Select(r => r.Key)]);
        IReadOnlyList<Cell> cells = [.. Slots.Cells(people, request, settings).Where(c => !OfferRule.IsStanding(repair, c))];
        if (kind == OfferKind.Wider)
        {
            var before = await OfferSql.OfferedAsync(unit, repair.Key, ct);
            cells = [.. cells.Where(c => !before.Contains($"{c.Date:yyyy-MM-dd} {c.From:HH:mm} {c.To:HH:mm}"))];
        }

        var picked = kind == OfferKind.All ? ChoiceSet.All(cells) : ChoiceSet.Best(cells, settings, LondonTime.DateOf(repair.DueBy));
        var offer = new StoredOffer(Guid.CreateVersion7(), OfferRule.Word(kind), now, now.AddHours(settings.OfferHours), wanted,
            [.. picked.Select(p => new StoredChoice(p.Cell.Date, p.Cell.From, p.Cell.To, p.Cell.Kind, p.Cell.SamePerson, p.Why))], [.. repairs.Select(r => r.RepairId)]);
        offer = await OfferSql.KeepAsync(unit, repair.Key, offer, fresh, ct);

        var shortfall = from is null ? ChoiceSet.ShortfallOf(picked, settings) : null;
        if (shortfall is not null && kind != OfferKind.Wider)
        {
            unit.Publish(
                new CapacityShortfallRecorded(repair.Landlord, offer.OfferId, repair.RepairId, repair.Patch, repair.Trade, shortfall.Choices, shortfall.Days, now),
                OncePerDay(repair.RepairId, LondonTime.DateOf(now)));
        }

        return offer.AsList(shortfall, repair);
    }

    private async Task<IReadOnlyList<RepairRow>> BesideAsync(UnitOfWork unit, RepairRow repair, bool together, CancellationToken ct)
    {
        if (repair.BundleId is null && (!together || repair.AppointmentId is not null || repair.People > 1))
            return [];
        var rows = new List<RepairRow>();
        foreach (var key in await RepairSql.BesideAsync(unit.Connection, unit.Transaction, repair.Key, repair.BundleId, ct))
        {
            if (await RepairSql.FindAsync(unit.Connection, key, clock.Offset, ct) is { } row)
                rows.Add(row);
        }

        return rows;
    }

    /// <summary>Publishes, once, that an offer was really put before someone.</summary>
    public async Task TellAsync(UnitOfWork unit, RepairRow repair, Guid offerId, Actor to, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OfferSql.TellAsync(unit, repair.Key, offerId, now, ct) is { } offer)
            unit.Publish(OfferRule.Told(repair, offer, to, now), offerId);
    }

    // A page opened again is not another shortfall: one for each repair and day.
    private static Guid OncePerDay(Guid repairId, DateOnly day) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"shortfall {repairId:N} {day:yyyyMMdd}")).AsSpan(0, 16));
}
