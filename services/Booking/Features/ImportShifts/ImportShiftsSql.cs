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

    // A changed day gets a new version, so that no plan made on the old one goes through. Working time past midnight belongs to the next day too.
    private const string Write = """
        with given as (
          select g.operative_id, g.day, g.kind, g.from_time, g.to_time
          from unnest(@ids, @days, @kinds, @froms, @tos) as g (operative_id, day, kind, from_time, to_time)
        ),
        days as (
          insert into operative_day (operative_id, day)
          select distinct operative_id, day
          from (
            select operative_id, day from given
            union all
            select operative_id, day + 1 from given where to_time <= from_time) d
          order by operative_id, day
          on conflict (operative_id, day)
          do update set version = operative_day.version + 1
        )
        insert into shift (operative_id, day, kind, from_time, to_time)
        select operative_id, day, kind, from_time, to_time
        from given
        on conflict do nothing
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

    public static Task WriteAsync(UnitOfWork unit, IReadOnlyList<ImportedShift> batch, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Write, new
        {
            ids = batch.Select(s => s.OperativeId).ToArray(),
            days = batch.Select(s => s.Date).ToArray(),
            kinds = batch.Select(s => s.Kind).ToArray(),
            froms = batch.Select(s => s.From).ToArray(),
            tos = batch.Select(s => s.To).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
}
