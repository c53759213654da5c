using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Choices to read out over the phone; books one, or moves the visit there.</summary>
internal sealed class DeskChooseModel(Database<BookingService> db, BusinessClock clock, OfferChoices offers, Appointments appointments, DeclineChoices decline) : DeskRepairPage
{
    [BindProperty]
    public string? Choice { get; set; }

    /// <summary>Who chose it: <c>resident</c> or <c>landlord</c>.</summary>
    [BindProperty]
    public string? By { get; set; }

    /// <summary>Why the visit that stands changes: one of <see cref="ChangeReason.All"/>.</summary>
    [BindProperty]
    public string? Why { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Set by the button for none of these.</summary>
    [BindProperty]
    public string? None { get; set; }

    /// <summary>How often nothing had suited when the page was made: a button pressed twice counts once.</summary>
    [BindProperty]
    public int Seen { get; set; }

    /// <summary><c>all</c>: every time we have.</summary>
    [FromQuery]
    public string? Show { get; set; }

    /// <summary>A set of choices to show again.</summary>
    [FromQuery]
    public Guid? Offer { get; set; }

    /// <summary>The choice that could not be had.</summary>
    [FromQuery]
    public string? Picked { get; set; }

    public bool Everything => Show == "all";

    public string Question => Repair.Next is null ? "Find a time" : "Change the time";

    public IReadOnlyList<Choice> Choices { get; private set; } = [];

    public ChoiceNotice? Notice { get; private set; }

    public DateTimeOffset? ArrivalBy { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (await AgainAsync(Offer, stop))
            return Page();
        var answer = await offers.ForAsync(Key, Actor.Landlord, new ChoicesAsk(Everything), stop);
        if (answer.Value is not { } found)
            return Redirect(Home);
        Choices = found.List?.Choices ?? [];
        ArrivalBy = found.ArrivalBy;
        return Page();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken stop) => None is null ? BookAsync(stop) : DeclineAsync(stop);

    private async Task<IActionResult> BookAsync(CancellationToken stop)
    {
        if (Choice is null)
            ModelState.AddModelError(nameof(Choice), "Choose a time, or say that none of these work");
        if (By is not ("resident" or "landlord"))
            ModelState.AddModelError(nameof(By), "Choose who chose it");
        if (Repair.Next is not null)
            ChangeReasonFields.Explain(ModelState, Why, Note);
        if (!ModelState.IsValid)
            return await SameAgainAsync(stop);

        await using var unit = await db.BeginAsync(stop);
        if (await appointments.LockVisitAsync(unit, Key, Choice, stop) is not { } repair
            || await OfferedChoice.FindAsync(unit, Key, Choice, stop) is not { Choice: { } choice })
            return Redirect($"{Home}/choose");
        if (choice.Date == repair.Date && choice.From == repair.FromTime && choice.To == repair.ToTime)
            return Redirect(Home);

        var by = By == "resident" ? Actor.Resident : Actor.Landlord;
        var answer = repair.VisitId is null
            ? await appointments.TakeAsync(unit, Key, Choice, by, stop)
            : await appointments.ChangeAsync(unit, Key, Choice, by, stop);
        if (answer.Value is not null)
            await ChangeReasonSql.KeepAsync(unit, Key, repair.AppointmentId, Why, Note, stop);
        await unit.CommitAsync(stop);
        if (answer.Refusal?.Fresh is { } fresh)
            return Redirect($"{Home}/choose?offer={fresh.OfferId}&picked={Choice}");
        if (answer.Value is { } booked)
        {
            TempData["Done"] = $"Booked: {booked.Words}.";
            return Redirect(Home);
        }

        ModelState.AddModelError("", answer.Refusal!.Sentence);
        return await SameAgainAsync(stop);
    }

    private async Task<IActionResult> DeclineAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await RepairSql.LockAsync(unit, Key, clock.Offset, stop) is not { } repair)
            return NotFound();
        if (repair.Declines > Seen)
            return Redirect(await OfferSql.LatestAsync(unit, Key, stop) is { Kind: "wider" } shown ? $"{Home}/choose?offer={shown.OfferId}" : Home);

        var answer = await decline.RunAsync(unit, Key, Actor.Resident, stop);
        await unit.CommitAsync(stop);
        if (answer.Value is { Wider: { } wider })
            return Redirect($"{Home}/choose?offer={wider.OfferId}");
        if (answer.Value is { CallBackBy: { } by })
            TempData["Done"] = $"We promised to ring them by {Moment(by)}.";
        return Redirect(Home);
    }

    /// <summary>The page with the choices it had, so that nothing is lost.</summary>
    private async Task<IActionResult> SameAgainAsync(CancellationToken stop) =>
        await AgainAsync(StoredOffer.Read(Choice)?.OfferId ?? Offer, stop) ? Page() : await OnGetAsync(stop);

    private async Task<bool> AgainAsync(Guid? offerId, CancellationToken stop)
    {
        if (offerId is not { } id)
            return false;
        await using var unit = await db.BeginAsync(stop);
        if (await OfferSql.FindAsync(unit, Key, id, stop) is not { } offer || offer.ExpiresAt <= Now)
            return false;
        Choices = offer.AsList(null, await RepairSql.FindAsync(unit.Connection, Key, clock.Offset, stop)).Choices;
        Notice = await OfferedChoice.FindAsync(unit, Key, Picked, stop) is { } picked ? ChoiceNotice.For(picked.Offer, picked.Choice, offer, Now)
            : offer.Kind == "wider" ? ChoiceNotice.Wider
            : null;
        return true;
    }
}
