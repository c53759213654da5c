using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Features.RecordContact;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.ConfirmAppointment;

/// <summary>Keeps the window that stands for each visit, confirms it, and plans its reminders.</summary>
internal sealed class ConfirmAppointment(Days days) : IHandle<AppointmentBooked>, IHandle<AppointmentChanged>, IHandle<AppointmentCancelled>
{
    public async Task HandleAsync(AppointmentBooked e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var window = await WindowNowAsync(unit, e.Landlord, e.HouseholdRef, e.VisitId, e.WindowStart, e.WindowEnd, e.OccurredAt, ct);
        await RecordContactSql.LearnAsync(unit, e.Landlord, e.RepairId, e.HouseholdRef, e.Patch, e.Trade, e.OccurredAt, ct);
        e = e with { WindowStart = window.Start, WindowEnd = window.End };
        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, Date = e.Date, From = e.From, To = e.To,
            WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, ByResident = e.By == Actor.Resident,
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, true, e.OccurredAt), ct);
        await SayAsync(unit, Of(e.Landlord, $"booked/{e.AppointmentId}", "appointment-booked", Announcing.OfTime(e.By, e.Priority), e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
        await RemindAsync(unit, e.Landlord, e.HouseholdRef, e.RepairId, e.VisitId, facts, delivery, ct);
    }

    public async Task HandleAsync(AppointmentChanged e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        // Somebody else comes in the time we promised: what was told stands, and so do its promise and its reminders.
        if (e.KeepsThePromise())
        {
            if (e.SameTimes)
                await FollowAsync(unit, e, ct);
            return;
        }

        var window = await WindowNowAsync(unit, e.Landlord, e.HouseholdRef, e.VisitId, e.WindowStart, e.WindowEnd, e.OccurredAt, ct);
        e = e with { WindowStart = window.Start, WindowEnd = window.End };
        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, Date = e.Date, From = e.From, To = e.To,
            WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, OldStart = e.PreviousWindowStart, OldEnd = e.PreviousWindowEnd, ByResident = e.By == Actor.Resident,
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, true, e.OccurredAt), ct);
        var template = e.By == Actor.Resident ? "appointment-changed" : "appointment-changed-by-us";
        await SayAsync(unit, Of(e.Landlord, $"changed/{e.AppointmentId}", template, Announcing.OfTime(e.By, e.Priority), e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
        await RemindAsync(unit, e.Landlord, e.HouseholdRef, e.RepairId, e.VisitId, facts, delivery, ct);
    }

    public async Task HandleAsync(AppointmentCancelled e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, OldStart = e.WindowStart, OldEnd = e.WindowEnd,
            ByResident = e.By == Actor.Resident, CallBy = e.CallBackBy ?? days.CallBy(delivery.Now), PersonFirst = e.Because == "person-first",
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, false, e.OccurredAt), ct);
        await SayAsync(unit, Of(e.Landlord, $"cancelled/{e.AppointmentId}", "appointment-cancelled", e.By == Actor.Resident ? Prompt.OwnAct : Prompt.Owed, e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
    }

    /// <summary>
    /// The same local times are other instants now: kept with the visit, its promise and what has not left yet, so that they are judged by the right ones. The
    /// appointment they tell of stays the one that was told.
    /// </summary>
    private static async Task FollowAsync(UnitOfWork unit, AppointmentChanged e, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await ConfirmAppointmentSql.FollowAsync(unit, e, ct);
        await PromiseSql.FollowVisitAsync(unit, e.Landlord, e.VisitId, e.PreviousWindowEnd, e.WindowEnd, ct);
    }

    /// <summary>The instants that a window is by rules of the zone that were heard of before the window was. The household stays locked.</summary>
    private static async Task<(DateTimeOffset Start, DateTimeOffset End)> WindowNowAsync(
        UnitOfWork unit, string landlord, string household, Guid visitId, DateTimeOffset start, DateTimeOffset end, DateTimeOffset asOf, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, landlord, household, ct);
        foreach (var same in await ConfirmAppointmentSql.SameTimesAsync(unit, landlord, visitId, asOf, ct))
        {
            if ((same.WasStart, same.WasEnd) == (start, end))
                (start, end) = (same.WindowStart, same.WindowEnd);
        }

        return (start, end);
    }

    private static async Task KeepAsync(UnitOfWork unit, VisitRow visit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, visit.Landlord, visit.HouseholdRef, ct);
        await ConfirmAppointmentSql.KeepAsync(unit, visit, ct);
        await PromiseSql.ReleaseVisitAsync(unit, visit.Landlord, visit.VisitId, visit.AsOf, ct);
        if (visit.ChosenByResident)
            await PromiseSql.ReleaseByResidentAsync(unit, visit.Landlord, visit.RepairId, visit.AsOf, ct);
        else
            await PromiseSql.ReleaseAsync(unit, visit.Landlord, visit.RepairId, visit.AsOf, ct);
    }

    private static Task<int> SayAsync(UnitOfWork unit, NewMessage message, Delivery delivery, CancellationToken ct) => MessageSql.InsertAsync(unit, message, delivery.Now, ct);

    private async Task RemindAsync(UnitOfWork unit, string landlord, string household, Guid repairId, Guid visitId, Facts facts, Delivery delivery, CancellationToken ct)
    {
        foreach (var (template, before) in new[] { ("reminder-3-days", 3), ("reminder-1-day", 1) })
        {
            var due = days.Remind(facts.Date!.Value, before);
            if (due > delivery.Now)
                await MessageSql.InsertAsync(unit, new NewMessage(landlord, $"{template}/{facts.AppointmentId}", template, Prompt.Nudge, household, repairId, visitId, facts, delivery.Now, due), delivery.Now, ct);
        }
    }

    private static NewMessage Of(string landlord, string cause, string template, Prompt prompt, string household, Guid repairId, Guid visitId, Facts facts, DateTimeOffset at) =>
        new(landlord, cause, template, prompt, household, repairId, visitId, facts, at, at);
}
