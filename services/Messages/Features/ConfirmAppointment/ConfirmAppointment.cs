using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.ConfirmAppointment;

/// <summary>Keeps the window that stands for each visit, confirms it, and plans its reminders.</summary>
internal sealed class ConfirmAppointment(Days days) : IHandle<AppointmentBooked>, IHandle<AppointmentChanged>, IHandle<AppointmentCancelled>
{
    public async Task HandleAsync(AppointmentBooked e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, Date = e.Date, From = e.From, To = e.To,
            WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, ByResident = e.By == Actor.Resident,
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, true, e.OccurredAt), ct);
        await SayAsync(unit, Of(e.Landlord, $"booked/{e.AppointmentId}", "appointment-booked", e.By, e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
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

        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, Date = e.Date, From = e.From, To = e.To,
            WindowStart = e.WindowStart, WindowEnd = e.WindowEnd, OldStart = e.PreviousWindowStart, OldEnd = e.PreviousWindowEnd, ByResident = e.By == Actor.Resident,
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, true, e.OccurredAt), ct);
        var template = e.By == Actor.Resident ? "appointment-changed" : "appointment-changed-by-us";
        await SayAsync(unit, Of(e.Landlord, $"changed/{e.AppointmentId}", template, e.By, e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
        await RemindAsync(unit, e.Landlord, e.HouseholdRef, e.RepairId, e.VisitId, facts, delivery, ct);
    }

    public async Task HandleAsync(AppointmentCancelled e, Delivery delivery, UnitOfWork unit, CancellationToken ct)
    {
        var facts = new Facts
        {
            AppointmentId = e.AppointmentId, Trade = e.Trade, OldStart = e.WindowStart, OldEnd = e.WindowEnd,
            ByResident = e.By == Actor.Resident, CallBy = e.CallBackBy ?? days.CallBy(delivery.Now),
        };
        await KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, false, e.OccurredAt), ct);
        await SayAsync(unit, Of(e.Landlord, $"cancelled/{e.AppointmentId}", "appointment-cancelled", e.By, e.HouseholdRef, e.RepairId, e.VisitId, facts, e.OccurredAt), delivery, ct);
    }

    /// <summary>The same local times are other instants now: kept with the visit and its promise, so that it is judged by the right ones.</summary>
    private static async Task FollowAsync(UnitOfWork unit, AppointmentChanged e, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, e.Landlord, e.HouseholdRef, ct);
        await ConfirmAppointmentSql.KeepAsync(unit, new VisitRow(e.Landlord, e.VisitId, e.RepairId, e.HouseholdRef, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By == Actor.Resident, true, e.OccurredAt), ct);
        await PromiseSql.FollowVisitAsync(unit, e.Landlord, e.VisitId, e.PreviousWindowEnd, e.WindowEnd, ct);
    }

    private static async Task KeepAsync(UnitOfWork unit, VisitRow visit, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, visit.Landlord, visit.HouseholdRef, ct);
        await ConfirmAppointmentSql.KeepAsync(unit, visit, ct);
        await PromiseSql.ReleaseVisitAsync(unit, visit.Landlord, visit.VisitId, visit.AsOf, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, visit.Landlord, visit.RepairId, visit.AsOf, ct);
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

    private static NewMessage Of(string landlord, string cause, string template, Actor by, string household, Guid repairId, Guid visitId, Facts facts, DateTimeOffset at) =>
        new(landlord, cause, template, by == Actor.Resident ? Prompt.OwnAct : Prompt.Owed, household, repairId, visitId, facts, at, at);
}
