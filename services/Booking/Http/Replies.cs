using Microsoft.AspNetCore.Http;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>How answers look to other systems.</summary>
internal static class Replies
{
    /// <summary>Commits either way: a refusal keeps the fresh choices it carries and frees the request's key.</summary>
    public static async Task<IResult> CommitAsync<T>(this UnitOfWork unit, Answer<T> answer, int status, Func<T, object?> body, CancellationToken ct)
        where T : class
    {
        if (answer.Value is { } value)
            return await unit.CommitAsync(status, body(value), ct);
        await unit.CommitAsync(ct);
        return answer.Refusal!.AsProblem();
    }

    public static IResult AsProblem(this Refusal refusal) => refusal switch
    {
        { Faults: { } faults } => Problems.Invalid(faults),
        { Fresh: { } fresh } => Problems.Of(refusal.Status, refusal.Type, refusal.Sentence, new Dictionary<string, object?> { ["offerId"] = fresh.OfferId, ["choices"] = fresh.AsBody() }),
        _ => Problems.Of(refusal.Status, refusal.Type, refusal.Sentence),
    };

    public static IEnumerable<ChoiceBody> AsBody(this ChoiceList list) =>
        list.Choices.Select(c => new ChoiceBody(c.ChoiceId, c.Date, c.From, c.To, [.. c.Why.Select(w => w.Words())], [.. c.Honoured.Select(h => new HonouredBody(h.Need, h.Kept, h.How))])).ToList();

    public static object AsBody(this ChoicesFor choices) => choices.ArrivalBy is { } by
        ? new { arrivalBy = by }
        : new { offerId = choices.List!.OfferId, choices = choices.List.AsBody(), shortfall = choices.List.Shortfall, needsApplied = choices.List.NeedsApplied, repairs = choices.List.Repairs };

    public static object AsBody(this Declined declined) => new
    {
        offerId = declined.Wider?.OfferId,
        choices = declined.Wider?.AsBody(),
        waitingList = declined.WaitingSince is { } since ? new { since } : null,
        callBackBy = declined.CallBackBy,
    };

    public static object AsBody(this Appointed a) => new { a.AppointmentId, a.VisitId, a.Date, a.From, a.To };
}

/// <param name="Honoured">Everything the household asked for: how it is kept at this time, or why not.</param>
internal sealed record ChoiceBody(string ChoiceId, DateOnly Date, TimeOnly From, TimeOnly To, IReadOnlyList<string> Why, IReadOnlyList<HonouredBody> Honoured);

internal sealed record HonouredBody(string Need, bool Kept, string How);

/// <param name="Reason">Why a standing visit changes; may be left out.</param>
internal sealed record ChosenBody(string? ChoiceId, string? Reason = null, string? Note = null);

/// <param name="By">Who chose it: <c>Resident</c> where they were asked, over the phone say; left out: the landlord.</param>
/// <param name="Reason">Why a standing visit changes; may be left out.</param>
internal sealed record DeskChosenBody(string? ChoiceId, string? Reason = null, string? Note = null, Contracts.Actor? By = null);

internal sealed record CancelBody(Contracts.Actor? By, string? Note, string? Reason = null);

internal sealed record FinishBody(Contracts.Actor? By);

internal sealed record WithdrawBody(Contracts.Actor? By, string? Reason, string? Note);

internal sealed record TradeBody(string? Trade, int? Minutes, int? People);
