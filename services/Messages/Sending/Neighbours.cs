using System.Globalization;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>A repair as Booking answers it.</summary>
internal sealed record RepairFacts(string? Trade, string? ResidentLink, int LinkVersion, string? PropertyRef, string? Status = null)
{
    public bool HasEnded => Status is "finished" or "withdrawn";
}

internal sealed record PauseState(bool Paused);

/// <param name="Reference">Of the reply slip, where they go by letter.</param>
/// <param name="AskBy">By when a person asks if nothing is heard, as Booking has it now.</param>
internal sealed record ToldChoices(IReadOnlyList<ToldChoice>? Choices, string? Reference = null, DateOnly? ReplyBy = null, DateTimeOffset? AskBy = null)
{
    public bool Any => Choices is { Count: > 0 };
}

internal sealed record Who(IReadOnlyList<string>? Households);

internal sealed record OperativeName(string? FirstName);

/// <summary>What other services say about a message, asked at the moment it is written.</summary>
internal sealed record Surroundings(ContactCard? Card, RepairFacts? Repair, bool Paused, string? Operative);

/// <summary>Asks the services that own the facts. When one is down the message waits: nothing is guessed and nothing is kept.</summary>
internal sealed class Neighbours(ServiceCalls calls)
{
    public async Task<Surroundings> AskAsync(Message m, CancellationToken ct)
    {
        var card = await CardAsync(m, ct);
        var repair = await RepairAsync(m, ct);
        var operative = m.Facts.OperativeRef is { } person
            ? (await calls.GetAsync<OperativeName>("Booking", $"/internal/booking/operatives/{Uri.EscapeDataString(m.Landlord)}/{Uri.EscapeDataString(person)}", ct))?.FirstName
            : null;
        return new Surroundings(card, repair, m.Prompt != Wording.Prompt.OwnAct && await IsPausedAsync(m, ct), operative);
    }

    public Task<ContactCard?> CardAsync(Message m, CancellationToken ct) => CardAsync(m.Landlord, m.HouseholdRef, ct);

    public Task<ContactCard?> CardAsync(string landlord, string household, CancellationToken ct) =>
        calls.GetAsync<ContactCard>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(household)}/contact", ct);

    /// <summary>Choices to answer by text or on a slip, none where there are too few; null where the repair is not known.</summary>
    public Task<ToldChoices?> ChoicesAsync(Message m, string channel, DateTimeOffset now, CancellationToken ct)
    {
        // As a letter it tells later times than it would have as a text: another set, and another on another day, so that a slip always has time for the post.
        var offerId = channel == "letter" ? StableId.Of("letter", m.MessageId.ToString(), LondonTime.DateOf(now).ToString("O", CultureInfo.InvariantCulture)) : m.MessageId;
        return calls.PostAsync<ToldChoices>("Booking", $"/internal/booking/repairs/{m.RepairId}/choices-to-tell", new { offerId, of = m.Facts.ChoicesOf, by = channel }, ct);
    }

    /// <summary>Whose number an answer came from.</summary>
    public async Task<IReadOnlyList<string>> WhoAsync(string landlord, string phone, CancellationToken ct) =>
        (await calls.PostAsync<Who>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/who", new { phone }, ct))?.Households ?? [];

    /// <summary>Where a letter goes; the post room knows the address of a property.</summary>
    public async Task<string?> HomeAsync(Message m, CancellationToken ct) =>
        (await RepairAsync(m, ct))?.PropertyRef is { } property ? $"Property {property}" : null;

    private Task<RepairFacts?> RepairAsync(Message m, CancellationToken ct) => calls.GetAsync<RepairFacts>("Booking", $"/internal/booking/repairs/{m.RepairId}", ct);

    /// <summary>NoAccess knows of its request a moment before its event reaches us: asking closes that gap.</summary>
    /// <exception cref="HttpRequestException">Also where nobody is there to answer (404): not knowing never means that a message may leave.</exception>
    public async Task<bool> IsPausedAsync(Message m, CancellationToken ct) =>
        (await calls.GetAsync<PauseState>("NoAccess", $"/internal/noaccess/{Uri.EscapeDataString(m.Landlord)}/{Uri.EscapeDataString(m.HouseholdRef)}/pause", ct)
            ?? throw new HttpRequestException("NoAccess does not answer whether a person asks first")).Paused;
}
