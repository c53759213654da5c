using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary>Opens the chronology of one repair to one named manager, after the gate. The resident's page has the same copy from that moment. There is no way to open many.</summary>
internal sealed partial class OpenChronology(PlatformSettings platform, ILogger<OpenChronology> log)
{
    internal sealed record Body(string? Name, string? Purpose, string? Offered, string? Capacity, string? Equality, string? Alternatives, string? Harm);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/chronology/{repairId:guid}", PostAsync).ForSystems(Roles.Manager).WithTags("Chronology");
        app.MapGet("/api/chronology/{repairId:guid}/{openingId:guid}", GetAsync).ForSystems(Roles.Manager).WithTags("Chronology");
        app.MapGet("/chronology/{repairId:guid}/{openingId:guid}/copy.{kind:regex(^(csv|html)$)}", FileAsync).ForPeople(Roles.Manager).ExcludeFromDescription();
    }

    private static async Task<IResult> PostAsync(Guid repairId, HttpContext http, Database<NoAccessService> db, OpenChronology open, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Strict, ct) ?? new Body(null, null, null, null, null, null, null);
        var caller = Caller.Of(http);
        var opening = new Opening
        {
            OpeningId = Guid.CreateVersion7(), RepairId = repairId, Name = body.Name?.Trim(), Purpose = body.Purpose, Offered = body.Offered, Capacity = body.Capacity, Equality = body.Equality, Alternatives = body.Alternatives, Harm = body.Harm,
        };
        var faults = new Faults();
        foreach (var question in Gate.Questions)
        {
            foreach (var (field, sentences) in Gate.Check(question.Key, question.Key == "purpose" ? opening.Purpose : question.Answer(opening), opening.Name).ByField)
                faults.Add(field, sentences[0]);
        }

        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        if (await HazardSql.HouseholdOfAsync(unit, caller.Landlord, repairId, ct) is null)
            return Problems.NotFound();
        await OpeningSql.AddAsync(unit, caller, repairId, opening.OpeningId, ct);
        await OpeningSql.SaveAsync(unit, caller.Landlord, opening, ct);
        await open.OpenAsync(unit, caller, repairId, opening.OpeningId, clock.GetUtcNow(), ct);
        return await unit.CommitAsync(201, new { opening.OpeningId }, ct, $"/api/chronology/{repairId}/{opening.OpeningId}");
    }

    private static async Task<IResult> GetAsync(Guid repairId, Guid openingId, HttpContext http, Database<NoAccessService> db, OpenChronology open, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var caller = Caller.Of(http);
        if (await OpeningSql.FindAsync(connection, caller, repairId, openingId, ct) is not { OpenedAt: not null } opening)
            return Problems.NotFound();
        var copy = await open.CopyAsync(connection, caller.Landlord, opening, ct);
        return Results.Json(new { copy.RepairId, copy.MadeAt, by = copy.By, copy.Purpose, entries = Tell(copy) }, Json.Options);
    }

    /// <summary>The lines, our own misses first, with all that their hashes cover.</summary>
    public static IEnumerable<object> Tell(Copy copy) => ChronologyFile.InOrder(copy.Entries).Select(e => new { e.Seq, e.At, e.Words, e.Ours, e.Kind, e.Key, e.Previous, e.Hash });

    private static async Task<IResult> FileAsync(Guid repairId, Guid openingId, string kind, HttpContext http, Database<NoAccessService> db, OpenChronology open, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var caller = Caller.Of(http);
        return await OpeningSql.FindAsync(connection, caller, repairId, openingId, ct) is { OpenedAt: not null } opening
            ? open.File(await open.CopyAsync(connection, caller.Landlord, opening, ct), kind)
            : Problems.NotFound();
    }

    /// <summary>Opens it where every question is answered. What is late and not done is written down first, as our own miss. Pressed twice it opens once.</summary>
    public async Task<bool> OpenAsync(UnitOfWork unit, Caller caller, Guid repairId, Guid openingId, DateTimeOffset now, CancellationToken ct)
    {
        if (await HazardSql.HouseholdOfAsync(unit, caller.Landlord, repairId, ct) is not { } household)
            return false;
        await HouseholdSql.LockAsync(unit, caller.Landlord, household, ct);
        if (await OpeningSql.LockAsync(unit, caller, repairId, openingId, ct) is not { } opening || Gate.Next(opening) is not null)
            return false;
        if (opening.OpenedAt is not null)
            return true;
        var late = (await HazardSql.OpenOfAsync(unit, caller.Landlord, repairId, ct)).Where(d => d.IsLate(now));
        await Chronicle.WriteAsync(unit, caller.Landlord, repairId, [.. late.Select(d => HazardLines.StillOwed(openingId, d, now))], ct);
        await OpeningSql.OpenAsync(unit, caller.Landlord, opening, now, ct);
        LogOpened(openingId, repairId, caller.Landlord);
        return true;
    }

    /// <summary>The copy that was opened: as many lines as there were then, whatever came after.</summary>
    public async Task<Copy> CopyAsync(Npgsql.NpgsqlConnection connection, string landlord, Opening opening, CancellationToken ct) =>
        new(landlord, NameOf(landlord), opening.RepairId, await ChronologySql.EntriesAsync(connection, landlord, opening.RepairId, opening.Entries, ct), opening.OpenedAt!.Value, opening.Name, opening.Purpose);

    /// <summary>The resident's own: all there is now.</summary>
    public async Task<Copy> TheirsAsync(Npgsql.NpgsqlConnection connection, string landlord, Guid repairId, DateTimeOffset now, CancellationToken ct) =>
        new(landlord, NameOf(landlord), repairId, await ChronologySql.EntriesAsync(connection, landlord, repairId, null, ct), now, null, null);

    public IResult File(Copy copy, string kind) => kind == "csv"
        ? Results.File(ChronologyFile.Csv(copy, ChronologyFile.KeyOf(platform)), "text/csv; charset=utf-8", "what-happened.csv")
        : Results.File(ChronologyFile.Html(copy, ChronologyFile.KeyOf(platform)), "text/html; charset=utf-8", "what-happened.html");

    private string NameOf(string landlord) => platform.Landlords.GetValueOrDefault(landlord)?.Name ?? "";

    [LoggerMessage(LogLevel.Information, "Chronology {OpeningId} of repair {RepairId} opened for {Landlord}")]
    private partial void LogOpened(Guid openingId, Guid repairId, string landlord);
}
