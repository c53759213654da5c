using Dapper;
using Npgsql;

namespace Repairs.Needs.Features.TellWho;

internal static class TellWhoSql
{
    // The last ten digits are the same however the country is written. A number that is not safe is nobody's: we wrote to nobody there.
    private const string Find = """
        with found as (
          select household_ref
          from contact
          where landlord = @landlord
          and phone_safe
          and right(regexp_replace(phone, '\D', '', 'g'), 10) = @digits),
        trace as (
          insert into read_audit (landlord, household_ref, read_by, purpose, read_at)
          select @landlord, household_ref, 'Messages', 'who answered a message', @now
          from found)
        select household_ref
        from found
        order by household_ref
        limit 20
        """;

    public static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection, string landlord, string digits, DateTimeOffset now, CancellationToken ct) =>
        (await connection.QueryAsync<string>(new CommandDefinition(Find, new { landlord, digits, now }, cancellationToken: ct))).AsList();
}
