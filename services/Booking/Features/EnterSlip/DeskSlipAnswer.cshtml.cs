using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What is ticked on a slip that came back: booked as if the resident had chosen on their own page.</summary>
internal sealed class DeskSlipAnswerModel(Database<BookingService> db, BusinessClock clock, WhetherToRing whether, EnterSlip enter) : DeskPage
{
    [FromRoute]
    public string? Reference { get; set; }

    /// <summary>1, 2, 3, <c>none</c> or <c>ring</c>.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    public SlipView Slip { get; private set; } = null!;

    /// <summary>The boxes of the slip, as they were printed.</summary>
    public IReadOnlyList<(string Value, string Words)> Boxes { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public string Home => $"/desk/repairs/{Slip.RepairId}";

    public string Entered => Boxes.FirstOrDefault(b => b.Value == Slip.Answer).Words;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var stop = context.HttpContext.RequestAborted;
        await using (var unit = await db.BeginAsync(stop))
        {
            if (LetterRule.Read(Reference) is { } reference && await EnterSlipSql.FindAsync(unit.Connection, Caller.Landlord, reference, stop) is { } slip
                && await OfferSql.FindAsync(unit, new RepairKey(Caller.Landlord, slip.RepairId), slip.OfferId, stop) is { } offer)
            {
                Slip = slip;
                Boxes = [.. offer.Choices.Select((c, i) => ($"{i + 1}", $"{i + 1}: {LondonTime.Words(c.Date, c.From, c.To)}")), (EnterSlip.None, "None of these work for me"), (EnterSlip.Ring, "Please ring me")];
            }
        }

        if (Slip is null)
            context.Result = Redirect("/desk/slip");
        else
            await base.OnPageHandlerExecutionAsync(context, next);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Boxes.All(b => b.Value != Answer))
        {
            ModelState.AddModelError(nameof(Answer), "Choose which box is ticked");
            return Page();
        }

        var ringing = await whether.AskAsync(Caller.Landlord, Slip.HouseholdRef, stop);
        await using var unit = await db.BeginAsync(stop);
        if (await enter.RunAsync(unit, Caller.Landlord, Slip, Answer!, ringing, stop) is not { } entered)
            return Redirect($"/desk/slip/{Slip.Reference}");
        if (entered == EnterSlip.NotChecked)
        {
            ModelState.AddModelError(nameof(Answer), entered.Said);
            return Page();
        }

        await unit.CommitAsync(stop);
        TempData["Done"] = entered.Said;
        return Redirect(entered.Fresh is { } fresh ? $"{Home}/choose?offer={fresh}&picked={entered.Picked}" : "/desk/slip");
    }
}
