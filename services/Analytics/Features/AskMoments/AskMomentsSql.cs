using Dapper;
using Repairs.Platform;

namespace Repairs.Analytics.Features.AskMoments;

internal static class AskMomentsSql
{
    private const string Wait = "select pg_advisory_xact_lock(hashtextextended(@landlord || encode(@reader, 'hex'), 20))";

    private const string Forget = """
        delete from asked_moment
        where asked_at < @before
        """;

    private const string Read = """
        select as_of, days, counters, counts
        from asked_moment
        where landlord = @landlord and reader = @reader and question = @question
        order by as_of
        """;

    private const string Keep = """
        insert into asked_moment (landlord, reader, question, as_of, asked_at, days, counters, counts)
        values (@landlord, @reader, @question, @asOf, @now, @days, @counters, @counts)
        on conflict (landlord, reader, question, as_of) do update
        set asked_at = excluded.asked_at, days = excluded.days, counters = excluded.counters, counts = excluded.counts
        """;

    /// <summary>One question of a reader at a time, so that two at once do not pass each other by.</summary>
    public static Task WaitAsync(UnitOfWork unit, string landlord, byte[] reader, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Wait, new { landlord, reader }, unit.Transaction, cancellationToken: ct));

    public static Task ForgetAsync(UnitOfWork unit, DateTimeOffset before, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Forget, new { before }, unit.Transaction, cancellationToken: ct));

    public static async Task<List<Moment>> ReadAsync(UnitOfWork unit, string landlord, byte[] reader, string question, CancellationToken ct) =>
        [.. (await unit.Connection.QueryAsync<Row>(new CommandDefinition(Read, new { landlord, reader, question }, unit.Transaction, cancellationToken: ct)))
            .Select(r => new Moment(r.AsOf, r.Days.Zip(r.Counters, r.Counts).ToDictionary(d => new DayCount(d.First, d.Second), d => d.Third)))];

    public static Task KeepAsync(UnitOfWork unit, string landlord, byte[] reader, string question, Moment moment, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Keep,
            new { landlord, reader, question, asOf = moment.AsOf, now, days = moment.Counts.Keys.Select(c => c.Day).ToArray(), counters = moment.Counts.Keys.Select(c => c.Counter).ToArray(), counts = moment.Counts.Values.ToArray() },
            unit.Transaction,
            cancellationToken: ct));

    private sealed class Row
    {
        public DateTimeOffset AsOf { get; init; }

        public DateOnly[] Days { get; init; } = [];

        public string[] Counters { get; init; } = [];

        public long[] Counts { get; init; } = [];
    }
}
