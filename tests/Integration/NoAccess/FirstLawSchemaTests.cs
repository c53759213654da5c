using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>The first law in the database as it stands (the extension in public, whose index methods speak of penalties, is PostgreSQL's own): no table, column, check, function or kind names enforcement, in any service's schema.</summary>
[Collection(SystemCollection.Name)]
public sealed class FirstLawSchemaTests(SharedSystem shared)
{
    private const string Words = "enforc|injunct|possession|evict|legal_?(action|proceeding|notice|team)|court|recharg|surcharg|penalt|prosecut|bailiff|warrant|solicitor|litigat|sanction|trespass|forfeit|punish|notice_seeking|forced_entry";

    private const string Names = """
        select string_agg(name, ', ')
        from (
          select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns
          union all
          select constraint_schema || ': ' || check_clause from information_schema.check_constraints
          union all
          select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          union all
          select n.nspname || '.' || t.typname || '.' || e.enumlabel from pg_enum e join pg_type t on t.oid = e.enumtypid join pg_namespace n on n.oid = t.typnamespace) names
        where name !~ '^(pg_catalog|information_schema|pg_toast|public)[.:]' and name ~* '
        """;

    [Fact]
    [Trait("requirement", "1")]
    public async Task No_column_check_or_kind_in_any_schema_names_enforcement()
    {
        Assert.Null(await shared.System.ScalarAsync<string>($"{Names.TrimEnd()}({Words})'"));
        Assert.Contains("noaccess.decision.kind", await shared.System.ScalarAsync<string>($"{Names.TrimEnd()}decision'"));
    }
}
