using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed class KnownOperative
{
    public long OperativeId { get; init; }

    public string Contractor { get; init; } = "";

    public string OperativeRef { get; init; } = "";
}

/// <summary>A shift the desk took away, or gave other times.</summary>
internal sealed class TakenShift
{
    public long OperativeId { get; init; }

    public DateOnly Date { get; init; }

    public TimeOnly From { get; init; }

    public TimeOnly To { get; init; }

    public DateTimeOffset At { get; init; }

    public ImportedShift Shift => new(OperativeId, Date, "shift", From, To);
}

internal static class ImportShiftsSql
{
    private const string Operatives = """
        select o.operative_id, o.contractor, o.operative_ref
        from operative_patch p
        join operative o on o.operative_id = p.operative_id
        where p.landlord = @landlord
        """;

    private const string Known = """
        select distinct s.operative_id, s.day as date, s.kind, s.from_time as "from", s.to_time as "to"
        from unnest(@ids, @days) as g (operative_id, day)
        join shift s on s.operative_id = g.operative_id and s.day = g.day and s.kind = 'shift'
        """;

    private const string TakenAway = """
        select distinct t.operative_id, t.day as date, t.from_time as "from", t.to_time as "to", t.at
        from unnest(@ids, @days) as g (operative_id, day)
        join shift_taken_away t on t.operative_id = g.operative_id and t.day = g.day
        """;

    /// <summary>Every operative-day of what is kept for somebody in <c>@away</c>, <c>@awayFrom</c>, <c>@awayTo</c>.</summary>
    private const string KeptDays = """
        select distinct q.operative_id, d.day::date as day
          from unnest(@away, @awayFrom, @awayTo) as a (operative_id, starts, ends)
          join place p on p.operative_id = a.operative_id and p.status = 'held' and p.planned && tstzrange(a.starts, a.ends)
          join place q on q.landlord = p.landlord and q.hold_id = p.hold_id
          cross join generate_series(
            (lower(q.planned) at time zone 'Europe/London')::date::timestamp,
            ((upper(q.planned) - interval '1 microsecond') at time zone 'Europe/London')::date::timestamp,
            interval '1 day') as d (day)
        """;

    // A changed day gets a new version, so that no plan made on the old one goes through. Working time past midnight belongs to the next day too, and what is
    // kept for somebody who decides may be with two people: all their days at once and in order, as every writer does.
    private const string Write = $"""
        with given as (
          select g.operative_id, g.day, g.kind, g.from_time, g.to_time
          from unnest(@ids, @days, @kinds, @froms, @tos) as g (operative_id, day, kind, from_time, to_time)
        ),
        kept as (
          {KeptDays}
        ),
        days as (
          insert into operative_day (operative_id, day)
          select distinct operative_id, day
          from (
            select operative_id, day from given
            union all
            select operative_id, day + 1 from given where to_time <= from_time
            union all
            select operative_id, day from kept) d
          order by operative_id, day
          on conflict (operative_id, day)
          do update set version = operative_day.version + 1
        )
        insert into shift (operative_id, day, kind, from_time, to_time)
        select operative_id, day, kind, from_time, to_time
        from given
        on conflict do nothing
        """;

    private const string Lock = $"""
        with kept as (
          {KeptDays}
        )
        insert into operative_day (operative_id, day)
        select distinct operative_id, day
        from (
          select operative_id, day from unnest(@operatives, @days) as g (operative_id, day)
          union all
          select operative_id, day from kept) d
        order by operative_id, day
        on conflict (operative_id, day)
        do update set version = operative_day.version + 1
        """;

    private const string Holding = """
        select distinct p.landlord, p.repair_id
        from unnest(@away, @awayFrom, @awayTo) as a (operative_id, starts, ends)
        join place p on p.operative_id = a.operative_id and p.status = 'held' and p.planned && tstzrange(a.starts, a.ends)
        """;

    // A place kept for somebody who decides would be with whoever is absent: given up, their choice finds somebody else.
    private const string DropHolds = """
        delete from hold h
        using place p, unnest(@away, @awayFrom, @awayTo) as a (operative_id, starts, ends)
        where p.landlord = h.landlord
          and p.hold_id = h.hold_id
          and p.operative_id = a.operative_id
          and p.status = 'held'
          and p.planned && tstzrange(a.starts, a.ends)
        """;

    public static Task<IEnumerable<KnownOperative>> OperativesAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, CancellationToken ct) =>
        connection.QueryAsync<KnownOperative>(new CommandDefinition(Operatives, new { landlord }, transaction, cancellationToken: ct));

    /// <summary>Shifts that are there already on the same days.</summary>
    public static Task<IEnumerable<ImportedShift>> KnownAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<ImportedShift> beside, CancellationToken ct) =>
        connection.QueryAsync<ImportedShift>(new CommandDefinition(Known, new
        {
            ids = beside.Select(s => s.OperativeId).ToArray(),
            days = beside.Select(s => s.Date).ToArray(),
        }, transaction, cancellationToken: ct));

    /// <summary>Shifts on the same days that the desk took away or gave other times, and when.</summary>
    public static async Task<IReadOnlyList<TakenShift>> TakenAwayAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<ImportedShift> beside, CancellationToken ct) =>
        (await connection.QueryAsync<TakenShift>(new CommandDefinition(TakenAway, new
        {
            ids = beside.Select(s => s.OperativeId).ToArray(),
            days = beside.Select(s => s.Date).ToArray(),
        }, transaction, cancellationToken: ct))).AsList();

    /// <summary>Writes working time and absences; what is kept for somebody in an absence is given up.</summary>
    public static async Task WriteAsync(UnitOfWork unit, IReadOnlyList<ImportedShift> batch, CancellationToken ct)
    {
        var away = batch.Where(s => s.IsAbsence && s.Stretch.Length > TimeSpan.Zero).ToList();
        var all = new
        {
            ids = batch.Select(s => s.OperativeId).ToArray(),
            days = batch.Select(s => s.Date).ToArray(),
            kinds = batch.Select(s => s.Kind).ToArray(),
            froms = batch.Select(s => s.From).ToArray(),
            tos = batch.Select(s => s.To).ToArray(),
            away = away.Select(s => s.OperativeId).ToArray(),
            awayFrom = away.Select(s => s.Stretch.From).ToArray(),
            awayTo = away.Select(s => s.Stretch.To).ToArray(),
        };
        await unit.Connection.ExecuteAsync(new CommandDefinition(Write, all, unit.Transaction, cancellationToken: ct));
        if (away.Count > 0)
            await GiveUpKeptAsync(unit, all, ct);
    }

    /// <summary>Locks the days in <c>operatives</c> and <c>days</c>, and those of what is kept for somebody in <c>away</c>, <c>awayFrom</c>, <c>awayTo</c>: all at once and in order, as every writer does.</summary>
    internal static Task LockAsync(UnitOfWork unit, object days, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Lock, days, unit.Transaction, cancellationToken: ct));

    /// <summary>Gives up what is kept for somebody in <c>away</c>, <c>awayFrom</c>, <c>awayTo</c>. Their days are locked already: nobody else can keep a place on them.</summary>
    internal static async Task GiveUpKeptAsync(UnitOfWork unit, object away, CancellationToken ct)
    {
        var holding = await unit.Connection.QueryAsync<(string Landlord, Guid RepairId)>(new CommandDefinition(Holding, away, unit.Transaction, cancellationToken: ct));
        foreach (var landlord in holding.ToLookup(h => h.Landlord, h => h.RepairId))
            await PlaceSql.TouchAsync(unit, [.. landlord.Select(id => new RepairKey(landlord.Key, id))], ct);
        await unit.Connection.ExecuteAsync(new CommandDefinition(DropHolds, away, unit.Transaction, cancellationToken: ct));
    }
}
