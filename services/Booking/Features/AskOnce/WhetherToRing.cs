using Microsoft.Extensions.Logging;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>How a household would like to be asked.</summary>
/// <param name="Phone">There is a number that is safe to ring.</param>
/// <param name="NoCalls">They asked us not to ring.</param>
/// <param name="Language">In which language they would like to talk.</param>
/// <param name="SupporterFirst">Their supporter hears first.</param>
/// <param name="QuietHours">When nobody rings.</param>
internal sealed record Ringing(bool Phone, bool NoCalls, string? Language, bool SupporterFirst = false, RingQuiet? QuietHours = null)
{
    public static readonly Ringing NotKnown = new(false, false, null) { Known = false };

    /// <summary>False while Needs does not answer: nobody rings on a guess.</summary>
    public bool Known { get; init; } = true;

    public bool MayRing => Known && Phone && !NoCalls;

    /// <summary>What to know before anybody rings; null: nothing stands against it.</summary>
    public RingWarning? Warning => this switch
    {
        { Known: false } => new("Not checked yet", RingWarning.NotChecked),
        { NoCalls: true } => new("Please do not ring them", "They asked us to write instead."),
        { Phone: false } => new("No number to ring", "We know no number that is safe to ring. Find a safe way first."),
        _ => null,
    };

    /// <summary>What to keep to.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (SupporterFirst)
                yield return "Their supporter hears first. Talk to the supporter before you ring them.";
            if (QuietHours is { } quiet)
                yield return $"They would like no calls between {LondonTime.Words(quiet.From)} and {LondonTime.Words(quiet.To)}.";
        }
    }

    /// <summary>As the other, for a call we owe. Whoever would rather have letters and asks for one call gets it.</summary>
    public RingWarning? WarningFor(string? because) => this is { Known: true, Phone: true, NoCalls: true } && because is "asked" or "interpreter"
        ? new("They asked for this call", "Otherwise they would like us to write. Ring about this alone.")
        : Warning;
}

/// <summary>Local times.</summary>
internal sealed record RingQuiet(TimeOnly From, TimeOnly To);

internal sealed record RingWarning(string Title, string Words)
{
    public const string NotChecked = "We could not check whether to ring. Try again in a moment.";
}

/// <summary>Asks Needs whether a household may be rung. While Needs cannot be reached it is not known, and nobody is told to ring.</summary>
internal sealed class WhetherToRing(ServiceCalls calls, ILogger<WhetherToRing> log)
{
    public async Task<Ringing> AskAsync(string landlord, string householdRef, CancellationToken ct)
    {
        try
        {
            return await calls.GetAsync<Ringing>("Needs", $"/internal/needs/{Uri.EscapeDataString(landlord)}/{Uri.EscapeDataString(householdRef)}/ring", ct) ?? Ringing.NotKnown;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            log.LogWarning("Needs did not say whether to ring ({Reason})", e.GetType().Name);
            return Ringing.NotKnown;
        }
    }
}
