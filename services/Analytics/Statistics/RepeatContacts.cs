namespace Repairs.Analytics.Statistics;

/// <summary>A contact that residents made, without a person in it.</summary>
/// <param name="Id">The same id twice is one contact.</param>
/// <param name="Sequence">Order of arrival, where two have the same instant.</param>
/// <param name="Home">The household at a property; different residents of one home belong together, different flats never.</param>
/// <param name="Subject">What it is about (<see cref="RepeatContacts.SubjectOf"/>); null where nobody knows.</param>
/// <param name="Channel">Where known, to recognise an echo: the automatic call that follows an email.</param>
/// <param name="Invited">We asked for it, or made it ourselves: it does not count.</param>
internal sealed record Contact(string Id, long Sequence, DateTimeOffset At, string Home, string? Subject, string? Channel = null, bool Invited = false);

/// <param name="All">Contacts that count.</param>
/// <param name="Repeats">Contacts that follow an earlier one about the same within the window.</param>
/// <param name="Simultaneous">At the very instant of the one before: neither a repeat nor a new start.</param>
/// <param name="Chains">Starts: all, less repeats and simultaneous ones.</param>
/// <param name="Eligible">Contacts whose window has passed.</param>
/// <param name="Followed">Eligible contacts that another one followed: not resolved at first contact.</param>
internal sealed record RepeatCount(long All, long Repeats, long Simultaneous, long Chains, long Eligible, long Followed)
{
    /// <summary>Share of contacts that are repeats; null without contacts. Meaningless without its window: 10 % at one day is 38 % at 56.</summary>
    public double? Rate => All == 0 ? null : (double)Repeats / All;

    /// <summary>Share of eligible contacts that nobody had to follow up.</summary>
    public double? Resolved => Eligible == 0 ? null : 1 - ((double)Followed / Eligible);

    /// <summary>Contacts for each thing that was asked (NI14's draft "contacts per request").</summary>
    public double? PerChain => Chains == 0 ? null : (double)All / Chains;
}

/// <param name="Known">Contacts about a known subject.</param>
/// <param name="Unknown">Contacts about nothing that anybody noted, matched by home alone and shown apart.</param>
/// <param name="Left">Contacts left out: invited ones and echoes.</param>
internal sealed record RepeatAnswer(int WindowDays, RepeatCount Known, RepeatCount Unknown, long Left);

/// <summary>
/// Repeat contact (measure M18). Contacts with the same home and subject, in order of instant and arrival; one is a repeat if the one before lies within
/// <c>0 &lt; Δ ≤ W × 86,400 s</c>, elapsed time, so a change of the clocks does not matter. A contact by another channel than the one before it, at most ten minutes after that, is
/// its echo and does not count, and nothing repeats it. The answer depends on the set of contacts alone, never on the order they come in.
/// There is no standard window: show 7, 14 and 28 days side by side.
/// </summary>
internal static class RepeatContacts
{
    private static readonly TimeSpan Echo = TimeSpan.FromMinutes(10);

    /// <summary>The work order where one is cited, else the trade, else the demand class, else null. Each kind apart from the others.</summary>
    public static string? SubjectOf(string? workOrder, string? trade, string? demand) =>
        !string.IsNullOrEmpty(workOrder) ? "order:" + workOrder
        : !string.IsNullOrEmpty(trade) ? "trade:" + trade
        : !string.IsNullOrEmpty(demand) ? "demand:" + demand
        : null;

    /// <param name="windows">Days, one answer each.</param>
    /// <param name="completeTo">Contacts are known up to here; a window that ends later has not passed.</param>
    public static Result<IReadOnlyList<RepeatAnswer>> Count(IEnumerable<Contact> contacts, IReadOnlyList<int> windows, DateTimeOffset completeTo)
    {
        if (windows.Count == 0 || windows.Any(w => w is < 1 or > 3660))
            return Result.None<IReadOnlyList<RepeatAnswer>>("A window has from 1 to 3,660 days.");
        var tallies = windows.Select(w => (Known: new Tally(w, completeTo), Unknown: new Tally(w, completeTo))).ToList();
        long left = 0;
        Contact? last = null;
        Contact? counted = null;
        foreach (var contact in Ordered(contacts))
        {
            var isEcho = !contact.Invited && IsEcho(contact, last);
            if (!contact.Invited)
                last = contact;
            if (contact.Invited || isEcho)
            {
                left++;
                continue;
            }

            foreach (var (known, unknown) in tallies)
                (contact.Subject is null ? unknown : known).Add(contact.At, IsAlike(contact, counted) ? counted!.At : null);
            counted = contact;
        }

        return Result.Of<IReadOnlyList<RepeatAnswer>>([.. tallies.Select((t, i) => new RepeatAnswer(windows[i], t.Known.Done(), t.Unknown.Done(), left))]);
    }

    private static bool IsAlike(Contact contact, Contact? before) => before is not null && before.Home == contact.Home && before.Subject == contact.Subject;

    private static bool IsEcho(Contact contact, Contact? before) =>
        IsAlike(contact, before) && before is { Channel: { } channel } && contact.Channel is { } other && channel != other && contact.At - before.At <= Echo;

    private static List<Contact> Ordered(IEnumerable<Contact> contacts)
    {
        var once = contacts.DistinctBy(c => c.Id).ToList();
        once.Sort((a, b) =>
        {
            var home = string.CompareOrdinal(a.Home, b.Home);
            var subject = home != 0 ? home : string.CompareOrdinal(a.Subject, b.Subject);
            var at = subject != 0 ? subject : a.At.CompareTo(b.At);
            var arrival = at != 0 ? at : a.Sequence.CompareTo(b.Sequence);
            return arrival != 0 ? arrival : string.CompareOrdinal(a.Id, b.Id);
        });
        return once;
    }

    private sealed class Tally(int windowDays, DateTimeOffset completeTo)
    {
        private readonly TimeSpan _window = TimeSpan.FromDays(windowDays);
        private long _all;
        private long _repeats;
        private long _simultaneous;
        private long _eligible;
        private long _followed;

        /// <param name="before">Instant of the contact before it about the same.</param>
        public void Add(DateTimeOffset at, DateTimeOffset? before)
        {
            _all++;
            if (completeTo - at >= _window)
                _eligible++;
            if (before is not { } earlier || at - earlier > _window)
                return;
            if (at == earlier)
            {
                _simultaneous++;
                return;
            }

            _repeats++;
            if (completeTo - earlier >= _window)
                _followed++;
        }

        public RepeatCount Done() => new(_all, _repeats, _simultaneous, _all - _repeats - _simultaneous, _eligible, _followed);
    }
}
