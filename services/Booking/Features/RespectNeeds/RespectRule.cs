namespace Repairs.Booking;

/// <summary>What a household's needs come to for a visit, and whether a time still keeps them.</summary>
internal static class RespectRule
{
    private static readonly TimeSpan BeforeTheVisit = TimeSpan.FromHours(1);

    /// <summary>The needs with what cannot be kept named, so that it is explained and somebody rings, and not left out in silence.</summary>
    /// <param name="people">How many people the work needs.</param>
    /// <param name="whoFit">How many who can do the work stated what the household asked for.</param>
    /// <param name="callBy">When somebody rings, where that is owed.</param>
    public static SlotNeeds Settled(SlotNeeds needs, int people, int whoFit, DateTimeOffset callBy)
    {
        var settled = needs with { AnyGender = needs.OperativeGender is not null && whoFit < people, MorePeople = needs.MaxPeople < people };
        return settled with
        {
            Applied = Math.Max(0, needs.Applied + Unmet(needs) - Unmet(settled)),
            CallBy = Unmet(settled) > 0 ? callBy : null,
        };
    }

    /// <summary>Whether a window keeps what the household told us of its times.</summary>
    public static bool Keeps(SlotNeeds needs, DateOnly date, TimeOnly from, TimeOnly to) =>
        !(from < needs.NotBefore) && !(to > needs.NotAfter) && !needs.AvoidDates.Contains(date);

    /// <summary>Whether a visit that was planned by what we knew still fits what we know now.</summary>
    public static bool StillFits(SlotNeeds known, SlotNeeds now, DateOnly date, TimeOnly from, TimeOnly to) =>
        (known.Version is not null && known.Version == now.Version)
        || (Keeps(now, date, from, to)
            && (known.Longer || !now.Longer) && (known.PreVisit || !now.PreVisit) && (known.MorePeople || !now.MorePeople)
            && (now.OperativeGender is null || (now.OperativeGender == known.OperativeGender && now.AnyGender == known.AnyGender)));

    /// <summary>By when somebody rings about what cannot be kept: as was said, and before the visit. Null: everything is.</summary>
    public static DateTimeOffset? CallOwed(SlotNeeds needs, DateTimeOffset visit, DateTimeOffset callBy, DateTimeOffset now)
    {
        if (Unmet(needs) == 0)
            return null;
        var said = needs.CallBy > now && needs.CallBy < callBy ? needs.CallBy.Value : callBy;
        var before = visit - BeforeTheVisit;
        return said < before ? said : before > now ? before : now;
    }

    private static int Unmet(SlotNeeds needs) => (needs.AnyGender ? 1 : 0) + (needs.MorePeople ? 1 : 0);
}
