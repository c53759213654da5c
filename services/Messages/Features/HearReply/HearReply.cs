using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Messages.Features.RecordContact;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.HearReply;

/// <param name="ReplyId">The provider's id of the answer: sent twice it is one answer.</param>
/// <param name="From">The number it came from; kept nowhere.</param>
internal sealed record ReplyBody(Guid? ReplyId, string? From, string? Text, DateTimeOffset? At);

/// <summary><c>POST /api/replies</c>: an answer by text, from whoever carries our texts. The words stay here, where the desk reads them; what they ask for travels.</summary>
internal static class HearReply
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/replies", PostAsync).ForSystems(Roles.Messages, Roles.Desk).WithTags("Messages").Accepts<ReplyBody>("application/json");

    private static async Task<IResult> PostAsync(HttpContext http, Database<MessagesService> db, Neighbours neighbours, BusinessClock clock, CancellationToken ct)
    {
        var reply = await JsonSerializer.DeserializeAsync<ReplyBody>(http.Request.Body, Json.Strict, ct) ?? throw new JsonException("An answer is an object, not null");
        var now = clock.GetUtcNow();
        var faults = new Faults()
            .When(reply.ReplyId is null, "replyId", "Give the answer's id.")
            .Text(reply.From, "from", 40, "Give the number it came from.")
            .Text(reply.Text, "text", 2000, "Give its words.")
            .When(reply.At > now.AddMinutes(5), "at", "That is in the future.");
        if (faults.Any)
            return Problems.Invalid(faults);

        var caller = Caller.Of(http);
        var households = await neighbours.WhoAsync(caller.Landlord, reply.From!, ct);
        await using var unit = await db.BeginAsync(ct);
        var told = await HearReplySql.LastTextAsync(unit, caller.Landlord, households, ct);
        var household = told?.HouseholdRef ?? (households.Count == 1 ? households[0] : null);
        var heard = ReplyRule.Read(reply.Text);

        // Where there are no choices to answer, a number is read by a person.
        if (heard.Kind == "choice" && told?.HasChoices != true)
            heard = new Heard("other");
        // Whoever says that it is the wrong number is not the household: that has heard nothing yet, and is still asked.
        var contact = new ContactRequest(household, null, reply.At ?? now, "text", reply.Text, heard.Kind is "choice" or "change" ? "VD02" : null, told?.RepairId);
        await RecordContact.RecordContact.SaveAsync(unit, caller, contact, now, ct, reply.ReplyId, ofTheHousehold: heard.Kind != "wrong");
        if (household is not null)
        {
            unit.Publish(
                new ReplyReceived(caller.Landlord, reply.ReplyId!.Value, household, told?.VisitId, heard.Kind, reply.At ?? now, heard.Choice, told?.RepairId, heard.Kind == "choice" ? told!.MessageId : null),
                StableId.Of(caller.Landlord, "reply", reply.ReplyId.Value.ToString()));
        }

        return await unit.CommitAsync(202, new { heard = heard.Kind, heard.Choice }, ct);
    }
}
