using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.RecordContact;

/// <summary><c>POST /api/contacts</c>: why a resident got in touch, in their own words. Only the code leaves this service.</summary>
internal static class RecordContact
{
    /// <summary>Codes of policy.md §3.2. Changing or choosing a time is what the service is for (VD02), never failure demand.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> Codes =
    [
        ("VD01", "A new repair"),
        ("VD02", "Choose or change a time"),
        ("VD03", "There is something I need you to know"),
        ("VD04", "You said I could ask"),
        ("FD01", "When are you coming?"),
        ("FD02", "You did not come"),
        ("FD03", "I was in, but the card says you missed me"),
        ("FD04", "I do not understand the letter or text"),
        ("FD05", "The time or place on the message is wrong"),
        ("FD06", "The same fault is back"),
        ("FD07", "The job is only part done"),
        ("FD08", "It was closed but it is not fixed"),
        ("FD09", "I was passed around"),
        ("FD10", "I had to tell my story again"),
        ("FD11", "I asked for another time more than once"),
        ("FD12", "How someone behaved"),
        ("FD13", "You did not call back"),
        ("FD14", "A letter upset or scared me"),
        ("FD99", "Something else"),
    ];

    /// <summary>How a repair begins: what we said about it came later.</summary>
    private const string NewRepair = "VD01";

    internal static readonly string[] Channels = ["phone", "text", "email", "letter", "visit", "web", "other"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/contacts", PostAsync).ForSystems(Roles.Desk, Roles.Messages).WithTags("Messages").Accepts<ContactRequest>("application/json");

    private static async Task<IResult> PostAsync(HttpContext context, Database<MessagesService> db, BusinessClock clock, CancellationToken ct)
    {
        var asked = await JsonSerializer.DeserializeAsync<ContactRequest>(context.Request.Body, Json.Options, ct);
        var now = clock.GetUtcNow();
        if (asked is null)
            return Problems.Of(400, "not-readable", "Send a JSON object.");
        if (Check(asked, now) is { Any: true } faults)
            return Problems.Invalid(faults);
        var caller = Caller.Of(context);
        await using var unit = await db.BeginAsync(ct);
        var contactId = await SaveAsync(unit, caller, asked, now, ct);
        return await unit.CommitAsync(201, new { contactId }, ct);
    }

    /// <summary>What is wrong with it, field by field.</summary>
    internal static Faults Check(ContactRequest c, DateTimeOffset now) => new Faults()
        .Text(c.Words, "words", 4000, "Write what they said, in their words.")
        .When(!Channels.Contains(c.Channel), "channel", $"Use one of {string.Join(", ", Channels)}.")
        .When(c.At is null, "at", "Say when it was.")
        .When(c.At > now.AddMinutes(5), "at", "That is in the future.")
        .When(c.At < now.AddYears(-2), "at", "That is more than two years ago.")
        .When(c.Code is not null && Codes.All(k => k.Code != c.Code), "code", "Use VD01 to VD04, FD01 to FD14 or FD99.")
        .Optional(c.HouseholdRef, "householdRef", 100)
        .Optional(c.PropertyRef, "propertyRef", 100);

    /// <param name="once">Given by a form that may be sent twice: the second time nothing happens.</param>
    /// <param name="ofTheHousehold">False where somebody else answered: the desk reads about which home, and nobody counts it as that home's.</param>
    internal static async Task<Guid> SaveAsync(UnitOfWork unit, Caller caller, ContactRequest c, DateTimeOffset now, CancellationToken ct, Guid? once = null, bool ofTheHousehold = true)
    {
        var contactId = once ?? Guid.CreateVersion7();
        var eventId = Guid.CreateVersion7();
        if (await RecordContactSql.InsertAsync(unit, contactId, eventId, ofTheHousehold, caller, c, now, ct) == 0)
            return contactId;
        if (!ofTheHousehold)
            c = c with { HouseholdRef = null, PropertyRef = null, RepairId = null };
        if (c.RepairId is { } repairId && c.Code != NewRepair)
            await HeardAsync(unit, caller.Landlord, c.HouseholdRef, repairId, c.At!.Value.ToUniversalTime(), ct);
        else if (c is { RepairId: null, HouseholdRef: { } household } && c.Code != NewRepair)
            await HeardOfAllAsync(unit, caller.Landlord, household, c.At!.Value.ToUniversalTime(), ct);
        var about = await RecordContactSql.AboutAsync(unit, caller.Landlord, c.RepairId, c.HouseholdRef, ct);
        unit.Publish(
            new ContactReceived(caller.Landlord, contactId, c.HouseholdRef, c.PropertyRef, c.RepairId, c.Channel!, c.Code, c.At!.Value.ToUniversalTime(), Patch: about.Patch, Trade: about.Trade), eventId);
        return contactId;
    }

    /// <summary>They got in touch and nobody wrote down about which repair: it answers for all about which they would be asked.</summary>
    private static async Task HeardOfAllAsync(UnitOfWork unit, string landlord, string household, DateTimeOffset at, CancellationToken ct)
    {
        await HouseholdSql.LockAsync(unit, landlord, household, ct);
        foreach (var repairId in await RecordContactSql.WaitingAsync(unit, landlord, household, ct))
            await PromiseSql.ReleaseByResidentAsync(unit, landlord, repairId, at, ct);
    }

    /// <summary>They got in touch about a repair: nobody needs to ask why they are silent.</summary>
    private static async Task HeardAsync(UnitOfWork unit, string landlord, string? household, Guid repairId, DateTimeOffset at, CancellationToken ct)
    {
        if (household is not null)
            await HouseholdSql.LockAsync(unit, landlord, household, ct);
        await PromiseSql.ReleaseByResidentAsync(unit, landlord, repairId, at, ct);
    }
}

/// <param name="Words">As they said it. They stay in this service.</param>
/// <param name="Code">Null where nobody has coded it yet.</param>
internal sealed record ContactRequest(string? HouseholdRef, string? PropertyRef, DateTimeOffset? At, string? Channel, string? Words, string? Code, Guid? RepairId);
