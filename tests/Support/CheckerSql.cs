namespace Repairs.Tests.Support;

/// <summary>What the <see cref="Checker"/> asks the databases.</summary>
internal static class CheckerSql
{
    public const string Overlaps = """
        select 'operative ' || a.operative_id || ' is in two homes at a time', a.planned, b.planned
        from booking.place a
        join booking.place b on b.operative_id = a.operative_id and b.place_id > a.place_id and b.planned && a.planned
        where a.status in ('held', 'booked', 'started')
          and b.status in ('held', 'booked', 'started')
        """;

    public const string Tables = """
        select table_schema, table_name
        from information_schema.tables
        where table_type = 'BASE TABLE'
          and table_schema not in ('pg_catalog', 'information_schema')
        """;

    public static string Events(string schema) => $"""
        select l.event_id, l.type, l.body::text, l.published_at, l.dead_because, l.subject, k.key
        from {schema}.event_log l
        left join {schema}.subject_key k on k.landlord = l.landlord and k.subject = l.subject
        order by l.id
        """;

    public static string Inbox(string schema) => $"""
        select consumer, event_id::text
        from {schema}.inbox
        """;

    public static string RowsWith(string table, string words) => $"""
        select count(*)
        from {table} t
        where strpos(t::text, '{words.Replace("'", "''", StringComparison.Ordinal)}') > 0
        """;
}
