using System.Text.Json;
using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A choice as the offer keeps it.</summary>
internal sealed record StoredChoice(DateOnly Date, TimeOnly From, TimeOnly To, WindowKind Kind, bool SamePerson, IReadOnlyList<Why> Why);

/// <summary>An offer as it was made.</summary>
/// <param name="Together">The repairs one visit is for, the one asked about first; empty: that one alone.</param>
internal sealed record StoredOffer(Guid OfferId, string Kind, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, SlotNeeds Needs, IReadOnlyList<StoredChoice> Choices, IReadOnlyList<Guid> Together)
{
    public static string ChoiceIdOf(Guid offerId, int index) => $"{offerId:N}-{index + 1}";

    /// <summary>The offer and place in it that a choice's id names; null where it is not of our making.</summary>
    public static (Guid OfferId, int Index)? Read(string? choiceId) =>
        choiceId is { Length: > 33 and < 40 } && choiceId[32] == '-' && Guid.TryParseExact(choiceId[..32], "N", out var offer)
            && int.TryParse(choiceId.AsSpan(33), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n > 0
            ? (offer, n - 1)
            : null;

    /// <param name="repair">Whose wishes and history of visits say what is kept of what was asked for; null: not told.</param>
    public ChoiceList AsList(Shortfall? shortfall, RepairRow? repair = null) =>
        new(OfferId, [.. Choices.Select((c, i) => new Choice(ChoiceIdOf(OfferId, i), c.Date, c.From, c.To, c.Why) { Honoured = repair is null ? [] : Honoured.Of(this, c, repair) })], shortfall, Needs.Applied, Math.Max(1, Together.Count));
}

internal static class OfferSql
{
    private const string Insert = """
        insert into offer (landlord, offer_id, repair_id, kind, made_at, expires_at, needs, needs_applied, choices, together, told_at)
        values (@Landlord, @OfferId, @RepairId, @Kind, @MadeAt, @ExpiresAt, @Needs::jsonb, @Applied, @Choices::jsonb, @Together, @ToldAt)
        """;

    private const string Find = """
        select offer_id, kind, made_at, expires_at, needs::text as needs, choices::text as choices, together
        from offer
        where landlord = @Landlord and repair_id = @RepairId and offer_id = @offerId
        """;

    private const string Latest = """
        select offer_id, kind, made_at, expires_at, needs::text as needs, choices::text as choices, together
        from offer
        where landlord = @Landlord and repair_id = @RepairId
        order by made_at desc
        limit 1
        """;

    private const string Same = """
        select offer_id
        from offer
        where landlord = @Landlord
          and repair_id = @RepairId
          and kind = @Kind
          and told_at is null
          and expires_at > @Halfway
          and choices = @Choices::jsonb
          and needs = @Needs::jsonb
          and together is not distinct from @Together
        order by made_at desc
        limit 1
        """;

    /// <summary>A stored choice <c>c</c> as "date from to".</summary>
    internal const string Window = "c ->> 'date' || ' ' || (c ->> 'from') || ' ' || (c ->> 'to')";

    private const string Offered = $"""
        select {Window}
        from offer o
        cross join jsonb_array_elements(o.choices) c
        where o.landlord = @Landlord and o.repair_id = @RepairId
        """;

    /// <summary>Finds an offer and notes that it was told; says whether this is the first time.</summary>
    internal const string Tell = """
        with told as (
          update offer
          set told_at = @ToldAt
          where landlord = @Landlord and repair_id = @RepairId and offer_id = @OfferId and told_at is null and @ToldAt::timestamptz is not null
          returning 1)
        select o.offer_id, o.kind, o.made_at, o.expires_at, o.needs::text as needs, o.choices::text as choices, o.together, exists (select from told) as first
        from offer o
        where o.landlord = @Landlord and o.repair_id = @RepairId and o.offer_id = @OfferId;

        """;

    public static Task InsertAsync(UnitOfWork unit, RepairKey key, StoredOffer offer, DateTimeOffset? toldAt, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Insert, Written(key, offer, toldAt), unit.Transaction, cancellationToken: ct));

    /// <summary>Keeps an offer. One that says the very same as one nobody has acted on, and has half its time left, is that one: a page opened again, or by a
    /// mail scanner, leaves no second row.</summary>
    /// <param name="fresh">True where the row will be changed or forgotten: then it has to be nobody else's.</param>
    public static async Task<StoredOffer> KeepAsync(UnitOfWork unit, RepairKey key, StoredOffer offer, bool fresh, CancellationToken ct)
    {
        if (!fresh && offer.Kind != "wider" && await unit.Connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(Same, Written(key, offer, null), unit.Transaction, cancellationToken: ct)) is { } same)
            return offer with { OfferId = same };
        await InsertAsync(unit, key, offer, null, ct);
        return offer;
    }

    private static object Written(RepairKey key, StoredOffer offer, DateTimeOffset? toldAt) => new
    {
        key.Landlord,
        key.RepairId,
        offer.OfferId,
        offer.Kind,
        offer.MadeAt,
        offer.ExpiresAt,
        Needs = JsonSerializer.Serialize(offer.Needs, Json.Options),
        offer.Needs.Applied,
        Choices = JsonSerializer.Serialize(offer.Choices, Json.Options),
        Together = offer.Together.Count > 1 ? offer.Together.ToArray() : null,
        ToldAt = toldAt,
        Halfway = offer.MadeAt + (offer.ExpiresAt - offer.MadeAt) / 2,
    };

    public static async Task<StoredOffer?> FindAsync(UnitOfWork unit, RepairKey key, Guid offerId, CancellationToken ct) =>
        (await unit.Connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Find, new { key.Landlord, key.RepairId, offerId }, unit.Transaction, cancellationToken: ct)))?.Read();

    public static async Task<StoredOffer?> LatestAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        (await unit.Connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Latest, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct)))?.Read();

    /// <summary>Every window offered for the repair so far, as "date from to".</summary>
    public static async Task<IReadOnlySet<string>> OfferedAsync(UnitOfWork unit, RepairKey key, CancellationToken ct) =>
        (await unit.Connection.QueryAsync<string>(new CommandDefinition(Offered, new { key.Landlord, key.RepairId }, unit.Transaction, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);

    /// <summary>The offer for the first who tells of it, null for everyone after.</summary>
    public static async Task<StoredOffer?> TellAsync(UnitOfWork unit, RepairKey key, Guid offerId, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Tell, new { key.Landlord, key.RepairId, OfferId = offerId, ToldAt = now }, unit.Transaction, cancellationToken: ct))
            is { First: true } row ? row.Read() : null;

    /// <summary>An offer as its row has it.</summary>
    internal sealed class Row
    {
        public Guid OfferId { get; init; }

        public string Kind { get; init; } = "";

        public DateTimeOffset MadeAt { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }

        public string Needs { get; init; } = "";

        public string Choices { get; init; } = "";

        public Guid[]? Together { get; init; }

        /// <summary>Whether it was told just now, for the first time.</summary>
        public bool First { get; init; }

        public StoredOffer Read() => new(
            OfferId, Kind, MadeAt, ExpiresAt,
            JsonSerializer.Deserialize<SlotNeeds>(Needs, Json.Options)!,
            JsonSerializer.Deserialize<List<StoredChoice>>(Choices, Json.Options)!,
            Together ?? []);
    }
}
