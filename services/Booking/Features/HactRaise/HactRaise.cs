using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary><c>POST /hact/raise-repair</c>: a repair from a housing system that speaks HACT UK Housing Data Standard v7.</summary>
internal sealed class HactRaise(Database<BookingService> db, RaiseRepair raise)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/hact/raise-repair", (HttpContext context, HactRaise hact, CancellationToken ct) => hact.PostAsync(context, ct))
            .ForSystems(Roles.Desk)
            .Accepts<JsonElement>("application/json")
            .WithTags("HACT")
            .WithSummary("Raises a repair from a RaiseRepair v7 document");

    private async Task<IResult> PostAsync(HttpContext context, CancellationToken ct)
    {
        var faults = new Faults();
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: ct);
        if (HactRepair.Read(document.RootElement, faults) is not { } repair)
            return Problems.Unreadable(faults);

        var landlord = Caller.Of(context).Landlord;
        await using var unit = await db.BeginAsync(ct);
        if (HactRaiseRule.Home(await HactRaiseSql.HomesAsync(unit, landlord, repair, ct), repair, faults) is not { } home)
            return Problems.Invalid(faults);
        var trade = HactTradeMatch.Find(repair.Trades, await DeskTradeSql.TradesAsync(unit.Connection, landlord, ct));
        var answer = await raise.RunAsync(unit, landlord, HactRaiseRule.New(repair, home, trade), Actor.Landlord, ct);
        if (repair.HasPersonAlert && answer.Value is { } known)
            await RepairSql.AskWhatWouldHelpAsync(unit, new RepairKey(landlord, known.RepairId), ask: true, ct);
        return answer.Value is { } raised
            ? await unit.CommitAsync(StatusCodes.Status201Created, raised, ct)
            : Problems.Invalid(answer.Refusal!.Faults!);
    }
}
