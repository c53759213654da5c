using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>How asking went, and what follows: a time together, their own choice, or the one letter.</summary>
internal sealed class DeskRungModel(Database<BookingService> db, BusinessClock clock, WhetherToRing whether, SendLetter letters) : DeskRepairPage
{
    private static readonly string[] Ways = ["find", "later", "letter", "nobody"];

    [BindProperty]
    public string? How { get; set; }

    /// <summary>Made with the form: pressing twice sends one letter.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    public Ringing Ringing { get; private set; } = Ringing.NotKnown;

    public string Question => !Ringing.Known ? "Ask what would help" : Ringing.MayRing ? "Ring and ask what would help" : "Write and ask what would help";

    /// <summary>Whoever sends the form has been told that they may ring.</summary>
    public bool Rings => Ringing.MayRing || !Ringing.Known;

    /// <summary>What follows where nobody answers. Whoever sent a slip back is not left without a word.</summary>
    public string Then => Repair switch
    {
        { CallBackBecause: "slip" } => "We send a letter with three other times and a reply slip.",
        { LetterAt: not null } => "They have had a letter from us. Nothing more is sent.",
        _ => "We send one letter, with three times and a reply slip. Then we leave them in peace.",
    };

    /// <summary>"Polish"; null: English.</summary>
    public string? Language => Ringing.Language is { Length: > 0 } code && !code.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Name(code) : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!Repair.CanBeAsked)
            return Redirect(Home);
        Once = Guid.CreateVersion7();
        Ringing = await whether.AskAsync(Caller.Landlord, Repair.HouseholdRef, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Once == Guid.Empty)
            return Redirect($"{Home}/rung");
        Ringing = await whether.AskAsync(Caller.Landlord, Repair.HouseholdRef, stop);
        if (!Ways.Contains(How))
            ModelState.AddModelError(nameof(How), "Choose what happens now");
        else if (How == "letter" && !Ringing.Known)
            ModelState.AddModelError(nameof(How), RingWarning.NotChecked);
        if (!ModelState.IsValid)
            return Page();

        await using var unit = await db.BeginAsync(stop);
        if (await RepairSql.LockAsync(unit, Key, clock.Offset, stop) is not { IsEnded: false, Trade: not null, AppointmentId: null } repair)
            return Redirect(Home);
        var call = await CallMadeSql.KeepAsync(unit, Key, Now, stop);
        if (call is not null)
            unit.Publish(new CallBackMade(Key.Landlord, RepairId, call.HouseholdRef, Now));
        var sent = How is "letter" or "nobody" && await letters.RunAsync(unit, repair, Once, How == "letter" && Ringing.MayRing ? "asked" : call?.Because == "slip" ? "slip" : "silence", stop);
        await unit.CommitAsync(stop);
        if (How == "find")
            return Redirect($"{Home}/choose");
        TempData["Done"] = sent ? "Thank you. We send them a letter with three times." : "Thank you. We leave them in peace. Their repair stays open.";
        return Redirect("/desk/calls");
    }

    private static string Name(string code)
    {
        try
        {
            return CultureInfo.GetCultureInfo(code).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return code;
        }
    }
}
