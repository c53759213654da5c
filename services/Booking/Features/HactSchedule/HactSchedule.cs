using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>
/// <c>POST /hact/schedule-repair</c>: binds a housing system's work order to a raised repair, and books the time it asks for where that is truly free.
/// Without one nothing is booked: the resident chooses.
/// </summary>
internal sealed class HactSchedule(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings landlords, NeedsOfHousehold needs, TriageRepair triage, HactOffer offers, HactBook book, Appointments appointments)
{
    private static readonly Refusal NotFree = new(409, "slot-taken", "That time is not free. The times that are free now are in AvailableAppointments.");

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hact/schedule-repair", (HttpContext context, HactSchedule hact, CancellationToken ct) => hact.PostAsync(context, ct))
            .ForSystems(Roles.Desk)
            .Accepts<JsonElement>("application/json")
            .Produces<HactScheduled>()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithTags("HACT")
            .WithSummary("Binds a ScheduleRepair v7 document to a raised repair and books the time it asks for, if that is free");

    private async Task<IResult> PostAsync(HttpContext context, CancellationToken ct)
    {
        var settings = await landlords.ForAsync(Caller.Of(context).Landlord, ct);
        var faults = new Faults();
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: ct);
        if (HactScheduleDocument.Read(document.RootElement, settings, faults) is not { } asked)
            return Problems.Unreadable(faults);

        var landlord = Caller.Of(context).Landlord;
        if (await FindAsync(landlord, asked, ct) is not { } found)
            return HactRepairOf.Unknown(asked.References[0].Path);
        if (asked.Homes.Count > 0 && !asked.Homes.Contains(found.PropertyRef, StringComparer.Ordinal))
            return Problems.Invalid(new Faults().When(true, "$.site", "This is another home than the one the repair was raised for. Check the reference or the site."));
        if (found.IsEnded)
            return Refusal.NotOpen(found.Status).AsProblem();
        var wanted = await needs.ForAsync(found.Landlord, found.HouseholdRef, ct);

        await using var unit = await db.BeginAsync(ct);
        if (await BindAsync(unit, found.Key, asked, ct) is { } conflict)
            return conflict;
        if (await TriagedAsync(unit, found.Key, asked, ct) is not { } repair)
            return HactRepairOf.Unknown(asked.References[0].Path);
        var outcome = await ScheduleAsync(unit, repair, wanted, asked, settings, ct);
        if (outcome.Scheduled is { } scheduled)
            return await unit.CommitAsync(200, scheduled, ct);
        await unit.CommitAsync(ct);
        return outcome.Problem!;
    }

    private async Task<(HactScheduled? Scheduled, IResult? Problem)> ScheduleAsync(UnitOfWork unit, RepairRow repair, SlotNeeds wanted, HactScheduleDocument asked, BookingSettings settings, CancellationToken ct)
    {
        var workOrder = asked.References[0].Id;
        if (HactRepairOf.WhyNot(repair) is { } refusal)
            return (null, refusal);
        if (asked.Appointment is { } named)
        {
            if (await OfferedChoice.FindAsync(unit, repair.Key, named.Id, ct) is not { } offered)
                return (null, HactBook.UnknownAppointment(named.Path));
            return AsOutcome(workOrder, await book.RunAsync(unit, repair, workOrder, named.Id, offered, ct));
        }

        var wishes = repair.Wishes;
        if (asked.Wanted is { } time)
            return await AtAsync(unit, repair, wanted, workOrder, time, wishes, settings, ct);
        var everything = await offers.EverythingAsync(unit, repair, wanted, null, ct);
        var told = await offers.TellAsync(unit, repair, everything, HactAvailableRule.Pick(everything.Choices, wishes, null, settings.NormalChoices), ct);
        return (new HactScheduled(new HactId(workOrder), null, HactOffer.Document(repair, workOrder, told, wishes, TimeSpan.Zero, settings)), null);
    }

    /// <summary>Books the time asked for, where one of the free windows is it.</summary>
    private async Task<(HactScheduled?, IResult?)> AtAsync(UnitOfWork unit, RepairRow repair, SlotNeeds needed, string workOrder, HactWanted wanted, Wishes wishes, BookingSettings settings, CancellationToken ct)
    {
        if (wanted.Date < LondonTime.DateOf(clock.GetUtcNow()))
            return (null, Problems.Invalid(new Faults().When(true, wanted.Path, "This day is over. Give today or a later one.")));
        TimeOnly LatestArrival(StoredChoice c) => HactAvailableRule.LatestArrival(c, repair, needed.Longer, settings);
        if (Standing(repair, settings) is { } standing && HactScheduleRule.Keeps(standing, wanted, LatestArrival))
            return (new HactScheduled(new HactId(workOrder), HactAvailableRule.Describe(repair.AppointmentId!.Value.ToString(), standing, repair, needed.Longer, wishes, settings), null), null);
        if (AppointmentRule.WhyNotTake(repair, Contracts.Actor.Landlord) is { } refusal)
            return (null, HactBook.NotBooked(refusal, workOrder));

        var everything = await offers.EverythingAsync(unit, repair, needed, null, ct);
        var free = everything.Choices.Where(c => wishes.Allow(c.Date, c.From, c.To)).ToList();
        if (HactScheduleRule.Find(free, wanted, LatestArrival) is { } index)
        {
            var only = await offers.TellAsync(unit, repair, everything, [free[index]], ct);
            return AsOutcome(workOrder, await book.RunAsync(unit, repair, workOrder, StoredOffer.ChoiceIdOf(only.OfferId, 0), new OfferedChoice(only, free[index]), ct));
        }

        var told = await offers.TellAsync(unit, repair, everything, HactAvailableRule.Pick(everything.Choices, wishes, null, settings.NormalChoices), ct);
        return (null, HactBook.NotBooked(NotFree, workOrder, HactOffer.Document(repair, workOrder, told, wishes, TimeSpan.Zero, settings)));
    }

    private async Task<RepairRow?> FindAsync(string landlord, HactScheduleDocument asked, CancellationToken ct)
    {
        foreach (var reference in asked.References)
        {
            if (await HactRepairOf.FindAsync(db, clock, landlord, reference.Id, ct) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>A problem where one of the references stands for another repair.</summary>
    private async Task<IResult?> BindAsync(UnitOfWork unit, RepairKey key, HactScheduleDocument asked, CancellationToken ct)
    {
        var own = asked.References.Where(r => !Guid.TryParse(r.Id, out var id) || id != key.RepairId).ToList();
        var others = await HactReferenceSql.BindAsync(unit, key, [.. own.Select(r => r.Id)], clock.GetUtcNow(), ct);
        var faults = new Faults();
        foreach (var reference in own.Where(r => others.Contains(r.Id)))
            faults.Add(reference.Path, "This reference belongs to another repair.");
        return faults.Any ? Problems.Invalid(faults) : null;
    }

    /// <summary>The repair, locked; one that waited for a trade has the one this document names.</summary>
    private async Task<RepairRow?> TriagedAsync(UnitOfWork unit, RepairKey key, HactScheduleDocument asked, CancellationToken ct)
    {
        var repair = await appointments.LockVisitAsync(unit, key, asked.Appointment?.Id, ct);
        if (repair is not { Trade: null, IsEnded: false } waiting)
            return repair;
        if (HactTradeMatch.Find(asked.Trades, await DeskTradeSql.TradesAsync(unit.Connection, key.Landlord, ct)) is { } trade)
            await triage.RunAsync(unit, waiting.Key, trade, asked.Minutes, null, ct);
        return await RepairSql.LockAsync(unit, key, clock.Offset, ct);
    }

    /// <summary>The visit that stands: where it is what was asked for, the same document again changes nothing.</summary>
    private static StoredChoice? Standing(RepairRow repair, BookingSettings settings) =>
        repair is { Date: { } date, FromTime: { } from, ToTime: { } to }
            ? new StoredChoice(date, from, to, settings.OfferedWindows.FirstOrDefault(w => w.From == from && w.To == to)?.Kind ?? WindowKind.AllDay, false, [])
            : null;

    private static (HactScheduled?, IResult?) AsOutcome(string workOrder, HactBooked booked) =>
        booked.Confirmed is { } confirmed ? (new HactScheduled(new HactId(workOrder), confirmed, null), null) : (null, booked.Problem);
}
