using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Why the choices on a page are not the ones a person just saw: said kindly, with what they had picked.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Words">What happened, whose doing it was, and what now.</param>
internal sealed record ChoiceNotice(string Title, string Words)
{
    public static ChoiceNotice Wider { get; } = new("We looked further", "Here are more times. If none of these work either, tell us. That is fine.");

    /// <summary>The words for a time that could not be had: it was offered too long ago, or somebody else was a moment faster.</summary>
    /// <param name="fresh">The choices shown now.</param>
    public static ChoiceNotice For(StoredOffer offer, StoredChoice picked, StoredOffer fresh, DateTimeOffset now)
    {
        var words = LondonTime.Words(picked.Date, picked.From, picked.To);
        if (!RespectRule.Keeps(fresh.Needs, picked.Date, picked.From, picked.To) || (offer.Needs.Version is { } told && fresh.Needs.Version is { } then && told != then))
            return new("These times are new", $"You picked {words}. What helps you has changed since we showed you that time, and it no longer fits. Here are times that do.");
        return AppointmentRule.IsOver(offer, picked, now)
            ? new("These times are new", $"You picked {words}. We showed you that time too long ago to keep it. Here is what we have now.")
            : new("That time has just gone", $"You picked {words}. Somebody else took it a moment ago. That is not your doing. Here is what we have now.");
    }
}
