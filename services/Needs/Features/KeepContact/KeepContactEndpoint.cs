using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Needs.Features.KeepContact;

/// <summary>Contact details given with a repair.</summary>
internal sealed record GivenContact(string? Name = null, string? Phone = null, string? Email = null)
{
    /// <summary>Without blanks around; what is blank is not given.</summary>
    public GivenContact Trimmed() => new(Text(Name), Text(Phone), Text(Email));

    public Faults Faults() => new Faults()
        .Optional(Name, "contact.name", 120)
        .Optional(Phone, "contact.phone", 40)
        .Optional(Email, "contact.email", 254)
        .When(Phone is not null && !Phone.Any(char.IsAsciiDigit), "contact.phone", "Give a phone number.")
        .When(Email is not null && (!Email.Contains('@', StringComparison.Ordinal) || Email.Any(char.IsWhiteSpace)), "contact.email", "Give an email address, such as name@example.org.");

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>For Booking: keeps what the resident gave with a repair.</summary>
internal static class KeepContactEndpoint
{
    public static async Task<IResult> PutAsync(string landlord, string householdRef, HttpContext http, Database<NeedsService> db, BusinessClock clock, CancellationToken ct)
    {
        if (!Households.IsRef(householdRef))
            return Problems.NotFound();
        var given = (await JsonSerializer.DeserializeAsync<GivenContact>(http.Request.Body, Json.Options, ct) ?? new GivenContact()).Trimmed();
        if (given.Faults() is { Any: true } faults)
            return Problems.Invalid(faults);
        if (given == new GivenContact())
            return Results.NoContent();
        var now = clock.GetUtcNow();
        await using var unit = await db.BeginAsync(ct);
        if (await KeepContactSql.KeepAsync(unit, landlord, householdRef, given, now, ct))
            unit.Publish(new ContactPreferenceChanged(landlord, householdRef, now));
        return await unit.CommitAsync(204, null, ct);
    }
}
