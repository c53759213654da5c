using Microsoft.AspNetCore.Mvc;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One question: when would suit you? The same page for a first time and for another one.</summary>
internal sealed class ResidentChooseModel(Database<BookingService> db, BusinessClock clock, OfferChoices offers, HoldChoice hold, DeclineChoices decline) : ResidentPage
{
    /// <summary><c>choose</c> or <c>change</c>.</summary>
    [FromRoute]
    public string Deed { get; set; } = "";

    [BindProperty]
    public string? Choice { get; set; }

    /// <summary>Set by the button for none of these.</summary>
    [BindProperty]
    public string? None { get; set; }

    /// <summary>How often nothing had suited when the page was made: a button pressed twice counts once.</summary>
    [BindProperty]
    public int Seen { get; set; }

    /// <summary><c>all</c>: every time we have.</summary>
    [FromQuery]
    public string? Show { get; set; }

    /// <summary>Whether the household's other repairs share the visit; null: as it told us once for all.</summary>
    [FromQuery]
    public bool? Together { get; set; }

    /// <summary>How many repairs these times are for.</summary>
    public int Repairs { get; private set; } = 1;

    /// <summary>How many others wait for a time and could share the visit.</summary>
    public int Beside { get; private set; }

    /// <summary>A set of choices to show again.</summary>
    [FromQuery]
    public Guid? Offer { get; set; }

    /// <summary>The choice that could not be had: what the person picked is not forgotten.</summary>
    [FromQuery]
    public string? Picked { get; set; }

    public bool Everything => Show == "all";

    public override bool OpensForSupporters => true;

    public string Question => Speech[VisitWords.Length > 0 ? "choose.instead" : "choose.question"];

    /// <summary>The line under a choice: why it is there and, for the resident alone, what cannot be kept at this time.</summary>
    public string? HintFor(Choice choice, IReadOnlyList<Honour> common) =>
        (Speech.IsEnglish && !IsSupporter ? Honoured.Beside(choice, common) : [.. choice.Why.Select(Speech.Why)]) is { Count: > 0 } beside ? string.Join(". ", beside) : null;

    public IReadOnlyList<Choice> Choices { get; private set; } = [];

    /// <summary>Why the choices are new, in words; null where they are the first.</summary>
    public ChoiceNotice? Notice { get; private set; }

    /// <summary>What was asked of the times, in words.</summary>
    public IReadOnlyList<string> Wishes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using (var connection = await db.OpenAsync(stop))
        {
            Wishes = WishWords.Of(await WishesSql.FindAsync(connection, null, Repair.Key, stop));
            Beside = Deed == "choose" && !IsSupporter ? (await RepairSql.BesideAsync(connection, null, Repair.Key, null, stop)).Count : 0;
        }

        if (await AgainAsync(stop))
            return Page();

        var answer = await offers.ForAsync(Repair.Key, Actor.Resident, new ChoicesAsk(Everything, Together: IsSupporter ? false : Together), stop);
        Repairs = answer.Value?.List?.Repairs ?? 1;
        Choices = answer.Value?.List?.Choices ?? [];
        return answer.Value?.List is null ? Redirect(Home) : Page();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken stop) => None is null ? PickAsync(stop) : DeclineAsync(stop);

    private async Task<IActionResult> PickAsync(CancellationToken stop)
    {
        if (Choice is null)
        {
            ModelState.AddModelError(nameof(Choice), Speech["choose.error"]);
            return await OnGetAsync(stop);
        }

        await using var unit = await db.BeginAsync(stop);
        var answer = await hold.RunAsync(unit, Repair.Key, Choice, Actor.Resident, stop);
        await unit.CommitAsync(stop);
        return Redirect(answer switch
        {
            { Value: not null } or { Refusal.Type: "meets-your-visit" } => $"{Home}/confirm/{Choice}",
            { Refusal.Fresh: { } fresh } => $"{Home}/{Deed}?offer={fresh.OfferId}&picked={Choice}",
            _ => Home,
        });
    }

    private async Task<IActionResult> DeclineAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (await RepairSql.LockAsync(unit, Repair.Key, clock.Offset, stop) is not { } repair)
            return NotFound();
        if (repair.Declines > Seen)
            return Redirect(await OfferSql.LatestAsync(unit, Repair.Key, stop) is { Kind: "wider" } shown ? $"{Home}/{Deed}?offer={shown.OfferId}" : $"{Home}/next");

        var answer = await decline.AloneAsync(unit, Repair.Key, Actor.Resident, stop);
        await NoteSupporterAsync(unit, "none", stop);
        await unit.CommitAsync(stop);
        return answer.Value switch
        {
            null => Redirect(Home),
            { Wider: { } wider } => Redirect($"{Home}/{Deed}?offer={wider.OfferId}"),
            _ => Redirect($"{Home}/next"),
        };
    }

    /// <summary>Shows a set of choices that was made a moment ago, and says why it is new.</summary>
    private async Task<bool> AgainAsync(CancellationToken stop)
    {
        if (Offer is not { } offerId)
            return false;
        await using var unit = await db.BeginAsync(stop);
        if (await OfferSql.FindAsync(unit, Repair.Key, offerId, stop) is not { } offer || offer.ExpiresAt <= Now)
            return false;
        Repairs = Math.Max(1, offer.Together.Count);
        Choices = offer.AsList(null, await RepairSql.FindAsync(unit.Connection, Repair.Key, clock.Offset, stop)).Choices;
        Notice = await OfferedChoice.FindAsync(unit, Repair.Key, Picked, stop) is { } picked ? ChoiceNotice.For(picked.Offer, picked.Choice, offer, Now)
            : offer.Kind == "wider" ? ChoiceNotice.Wider
            : null;
        return true;
    }
}
