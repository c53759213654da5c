using System.Globalization;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What became of an entered slip.</summary>
/// <param name="Said">For the person at the desk: what happened, and what we do now.</param>
/// <param name="Fresh">Times to ring them about, where theirs could not be booked.</param>
/// <param name="Picked">The choice that could not be had.</param>
internal sealed record SlipEntered(string Said, Guid? Fresh = null, string? Picked = null);

/// <summary>A reply slip came back. Its tick counts as the resident's own choice. Where it cannot be had we ring them; who is not rung gets other times by letter.</summary>
internal sealed class EnterSlip(BusinessClock clock, OfferChoices offers, Appointments appointments, DeclineChoices decline, PromiseCall promise, SendLetter letters)
{
    public const string None = "none";
    public const string Ring = "ring";

    /// <summary>What follows would depend on whether they may be rung, and that is not known now: nothing is to be committed.</summary>
    public static readonly SlipEntered NotChecked = new(RingWarning.NotChecked);

    private const string SetBefore = "That was entered before. Nothing has changed.";

    /// <param name="ringing">Asked of Needs before anything is locked.</param>
    /// <returns>Null where the repair has ended or has a visit by now: the slip's page says so. <see cref="NotChecked"/> where it is to be sent again.</returns>
    public async Task<SlipEntered?> RunAsync(UnitOfWork unit, string landlord, SlipView slip, string answer, Ringing ringing, CancellationToken ct)
    {
        var (key, now) = (new RepairKey(landlord, slip.RepairId), clock.GetUtcNow());
        var choiceId = int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? StoredOffer.ChoiceIdOf(slip.OfferId, number - 1) : null;
        if (await appointments.LockVisitAsync(unit, key, choiceId, ct) is not { IsEnded: false } repair || await OfferSql.FindAsync(unit, key, slip.OfferId, ct) is not { } offer)
            return null;
        if (repair.VisitId is not null && answer != Ring)
            return slip.Answer == answer ? new SlipEntered(SetBefore) : null;
        if (!await EnterSlipSql.AnswerAsync(unit, landlord, slip.Reference, answer, now, ct))
            return new SlipEntered(SetBefore);
        if (choiceId is null && !ringing.Known)
            return NotChecked;

        await AskOnceSql.HeardAsync(unit, key, now, ct);
        if (answer == Ring)
            return await RingAsync(unit, repair, ringing, ct);
        await TakeReplySql.KeepAsync(unit, key, StableId.Of(landlord, "slip", slip.Reference, answer), offer.OfferId, number, now, ct);
        return choiceId is null ? await DeclineAsync(unit, repair, offer, ringing.MayRing, ct) : await TakeAsync(unit, repair, choiceId, ringing, ct);
    }

    /// <summary>Who answers a number that is not safe may have ticked the box too. The wish is kept, and a person finds a way.</summary>
    private async Task<SlipEntered> RingAsync(UnitOfWork unit, RepairRow repair, Ringing ringing, CancellationToken ct)
    {
        if (ringing.Phone)
            return new SlipEntered($"We promised to ring them by {DeskPage.Moment(await promise.RunAsync(unit, repair, "asked", null, ct))}.");
        await promise.WithoutNumberAsync(unit, repair.Key, "asked", ct);
        return new SlipEntered($"Their wish is kept. {PromiseCall.NoNumber}");
    }

    private async Task<SlipEntered?> TakeAsync(UnitOfWork unit, RepairRow repair, string choiceId, Ringing ringing, CancellationToken ct)
    {
        var answer = await appointments.TakeAsync(unit, repair.Key, choiceId, Actor.Resident, ct);
        if (answer.Value is { } booked)
            return new SlipEntered($"Booked: {booked.Words}. We write to them to say so.");
        if (!ringing.Known)
            return NotChecked;
        var next = await OtherwiseAsync(unit, repair, ringing.MayRing, ct);
        return new SlipEntered($"That time cannot be booked any more. {next}", ringing.MayRing ? answer.Refusal!.Fresh?.OfferId : null, choiceId);
    }

    private async Task<SlipEntered> DeclineAsync(UnitOfWork unit, RepairRow repair, StoredOffer offer, bool mayRing, CancellationToken ct)
    {
        await offers.TellAsync(unit, repair, offer.OfferId, Actor.Resident, ct);
        var declined = (await decline.RunAsync(unit, repair.Key, Actor.Resident, ct, mayRing)).Value;
        return declined?.CallBackBy is { } by && mayRing
            ? new SlipEntered($"We promised to ring them by {DeskPage.Moment(by)}.")
            : new SlipEntered(await OtherwiseAsync(unit, repair, mayRing, ct), mayRing ? declined?.Wider?.OfferId : null);
    }

    /// <summary>Nobody who wrote is left without an answer.</summary>
    private async Task<string> OtherwiseAsync(UnitOfWork unit, RepairRow repair, bool mayRing, CancellationToken ct)
    {
        if (mayRing)
            return $"We promised to ring them by {DeskPage.Moment(await promise.RunAsync(unit, repair, "slip", null, ct))}.";
        await letters.RunAsync(unit, repair, Guid.CreateVersion7(), "slip", ct);
        return "We send them a letter with other times.";
    }
}
