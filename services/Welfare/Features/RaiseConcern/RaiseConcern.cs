using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Welfare.RaiseConcern;

/// <summary>Anyone can say they are worried about someone. Nothing is kept about who says so; a code, shown once and kept as a hash, lets them add more.</summary>
internal static class RaiseConcern
{
    internal sealed record Body(string? Worry, string? Where, string? Landlord);

    internal sealed record MoreBody(string? Code, string? Words);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/concerns", PostAsync).AllowAnonymous().WithTags("Welfare");
        app.MapPost("/api/concerns/more", MoreAsync).AllowAnonymous().WithTags("Welfare");
    }

    private static async Task<IResult> PostAsync(HttpContext http, Database<WelfareService> db, PlatformSettings platform, BusinessClock clock, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json.Options, ct) ?? new Body(null, null, null);
        var faults = Check(body, platform);
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        var code = await AddAsync(unit, LandlordOf(body.Landlord, platform)!, Guid.NewGuid(), body, clock.GetUtcNow(), ct);
        return await unit.CommitAsync(201, new { code }, ct);
    }

    private static async Task<IResult> MoreAsync(HttpContext http, Database<WelfareService> db, CancellationToken ct)
    {
        var body = await JsonSerializer.DeserializeAsync<MoreBody>(http.Request.Body, Json.Options, ct) ?? new MoreBody(null, null);
        var faults = new Faults().Text(body.Words, "words", 4000, "Write what you would like to add.");
        if (faults.Any)
            return Problems.Invalid(faults);
        await using var unit = await db.BeginAsync(ct);
        return await RaiseConcernSql.AddMoreAsync(unit, Hash(body.Code), body.Words!, ct)
            ? await unit.CommitAsync(204, null, ct)
            : Problems.NotFound();
    }

    public static Faults Check(Body body, PlatformSettings platform) => new Faults()
        .Text(body.Worry, "worry", 4000, "Say what worries you.")
        .Optional(body.Where, "where", 500)
        .When(LandlordOf(body.Landlord, platform) is null, "landlord", "Name the landlord.");

    /// <param name="once">Random, made with the form where there is one, and never kept: the same one again gives the same code and is one concern.</param>
    public static async Task<string> AddAsync(UnitOfWork unit, string landlord, Guid once, Body body, DateTimeOffset now, CancellationToken ct)
    {
        var code = CodeOf(once);
        var id = StableId.Of("concern", once.ToString());
        if (await RaiseConcernSql.AddAsync(unit, landlord, id, Hash(code), body.Worry!, body.Where, LondonTime.DateOf(now), ct))
            unit.Publish(new ConcernRaised(landlord, id, now));
        return code;
    }

    /// <summary>Twelve letters and digits that nobody confuses. Neither the code nor the concern's id tells the other.</summary>
    private static string CodeOf(Guid once)
    {
        const string Letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
        return string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes($"code {once}")).Take(12).Select(b => Letters[b % Letters.Length]));
    }

    /// <summary>The landlord named, or the only one there is.</summary>
    public static string? LandlordOf(string? named, PlatformSettings platform) =>
        named is not null ? (platform.Landlords.ContainsKey(named) ? named : null)
        : platform.Landlords.Count == 1 ? platform.Landlords.Keys.Single()
        : null;

    private static byte[] Hash(string? code) => SHA256.HashData(Encoding.UTF8.GetBytes((code ?? "").Trim().ToUpperInvariant()));
}
