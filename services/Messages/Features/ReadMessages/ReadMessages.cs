using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Messages.Features.ReadMessages;

/// <summary><c>GET /api/messages</c>: what was sent and what waits, newest first.</summary>
internal static class ReadMessages
{
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/messages", ListAsync).ForSystems(Roles.Desk, Roles.Messages).WithTags("Messages").Produces<List<MessageAnswer>>();

    private static async Task<IResult> ListAsync(string? householdRef, HttpContext context, Database<MessagesService> db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var rows = await ReadMessagesSql.ListAsync(connection, Caller.Of(context).Landlord, householdRef, null, Most, ct);
        return Results.Json(rows.Select(r => new MessageAnswer(r.MessageId, r.At, r.Channel, r.Template, r.Text, r.State, r.Why)), Json.Options);
    }
}

/// <param name="Text">The words as they left, or as they were written; null while there are none.</param>
/// <param name="State"><c>pending</c>, <c>sending</c>, <c>sent</c>, <c>undelivered</c>, <c>held</c>, <c>dropped</c> or <c>unknown</c>.</param>
/// <param name="Why">For one that was not sent: why not.</param>
internal sealed record MessageAnswer(Guid MessageId, DateTimeOffset At, string? Channel, string Template, string? Text, string State, string? Why);

/// <summary>The pages of this service, for staff.</summary>
internal static class Nav
{
    public static NavLink[] Links { get; } =
        [new("Messages", "/messages"), new("Promises", "/messages/promises"), new("Try a letter", "/messages/lint"), new("Record a contact", "/messages/contacts"), new("Code contacts", "/messages/coding")];

    /// <summary>A state in words a person would use, with a colour for its tag.</summary>
    public static (string Words, string Colour) State(string state) => state switch
    {
        "sent" => ("Sent", "green"),
        "pending" or "sending" => ("On its way", "blue"),
        "held" => ("Waits for a person", "yellow"),
        "undelivered" => ("Did not arrive", "orange"),
        "dropped" => ("Not needed any more", "grey"),
        _ => ("Not known yet", "yellow"),
    };

    /// <summary>"missed-each-other" as "Missed each other".</summary>
    public static string Template(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    /// <summary>A moment in local words.</summary>
    public static string Moment(DateTimeOffset at) => $"{LondonTime.Words(LondonTime.DateOf(at))}, {LondonTime.Words(LondonTime.TimeOf(at))}";
}
