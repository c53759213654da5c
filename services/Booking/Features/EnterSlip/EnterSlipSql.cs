using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A slip that was printed, as the desk sees it: what it offered, and where its repair stands now.</summary>
internal sealed class SlipView
{
    public string Reference { get; init; } = "";

    public Guid RepairId { get; init; }

    public Guid OfferId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>open, booked, finished or withdrawn.</summary>
    public string Status { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What was entered before: 1, 2, 3, none or ring.</summary>
    public string? Answer { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The visit that stands.</summary>
    public DateOnly? Date { get; init; }

    public TimeOnly? FromTime { get; init; }

    public TimeOnly? ToTime { get; init; }

    public DateTimeOffset? BookedAt { get; init; }

    public bool IsEnded => Status is "finished" or "withdrawn";

    public string? Visit => (Date, FromTime, ToTime) is ({ } date, { } from, { } to) ? LondonTime.Words(date, from, to) : null;
}

internal static class EnterSlipSql
{
    private const string Find = """
        select s.reference, s.repair_id, s.offer_id, r.household_ref, p.address, r.status, o.expires_at, s.answer, s.answered_at, a.date, a.from_time, a.to_time, a.booked_at
        from slip s
        join offer o on o.landlord = s.landlord and o.offer_id = s.offer_id
        join repair r on r.landlord = s.landlord and r.repair_id = s.repair_id
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        left join appointment a on a.landlord = r.landlord and a.repair_id = r.repair_id and a.status in ('booked', 'started')
        where s.landlord = @landlord
          and s.reference = @reference
        """;

    private const string Answer = """
        update slip
        set answer = @answer, answered_at = @now
        where landlord = @landlord and reference = @reference and answer is distinct from @answer
        """;

    public static Task<SlipView?> FindAsync(NpgsqlConnection connection, string landlord, string reference, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<SlipView?>(new CommandDefinition(Find, new { landlord, reference }, cancellationToken: ct));

    /// <summary>False where the same was entered before.</summary>
    public static async Task<bool> AnswerAsync(UnitOfWork unit, string landlord, string reference, string answer, DateTimeOffset now, CancellationToken ct) =>
        await unit.Connection.ExecuteAsync(new CommandDefinition(Answer, new { landlord, reference, answer, now }, unit.Transaction, cancellationToken: ct)) == 1;
}
