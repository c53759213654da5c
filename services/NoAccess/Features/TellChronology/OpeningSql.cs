using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

internal static class OpeningSql
{
    private const string Columns = """
        select opening_id, repair_id, asked_by, name, purpose, offered, capacity, equality, alternatives, harm, opened_at, entries, posted_at
        from chronology_opening
        """;

    private const string Find = Columns + """

        where landlord = @landlord and opening_id = @openingId and repair_id = @repairId and asked_by = @by
        """;

    private const string Unopened = Columns + """

        where landlord = @landlord and repair_id = @repairId and asked_by = @by and opened_at is null
        limit 1
        """;

    private const string OfRepair = Columns + """

        where landlord = @landlord and repair_id = @repairId and opened_at is not null
        order by opened_at desc
        """;

    private const string Owed = Columns + """

        where landlord = @landlord and asked_by = @by and opened_at is not null and posted_at is null
        order by opened_at
        limit 100
        """;

    private const string Add = """
        insert into chronology_opening (landlord, opening_id, repair_id, asked_by)
        values (@landlord, @openingId, @repairId, @by)
        on conflict do nothing
        """;

    private const string Save = """
        update chronology_opening
        set name = @Name, purpose = @Purpose, offered = @Offered, capacity = @Capacity, equality = @Equality, alternatives = @Alternatives, harm = @Harm
        where landlord = @Landlord and opening_id = @OpeningId and opened_at is null
        """;

    private const string Open = """
        update chronology_opening
        set opened_at = @now, entries = (select count(*) from chronology_entry where landlord = @landlord and repair_id = @repairId)
        where landlord = @landlord and opening_id = @openingId and opened_at is null
        """;

    private const string Post = """
        update chronology_opening
        set posted_at = @now, posted_by = @by
        where landlord = @landlord and opening_id = @openingId and asked_by = @by and opened_at is not null and posted_at is null
        """;

    /// <summary>The manager's own; nobody else's.</summary>
    public static Task<Opening?> FindAsync(NpgsqlConnection connection, Caller caller, Guid repairId, Guid openingId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Opening>(new CommandDefinition(Find, new { landlord = caller.Landlord, openingId, repairId, by = caller.Subject }, cancellationToken: ct));

    public static Task<Opening?> LockAsync(UnitOfWork unit, Caller caller, Guid repairId, Guid openingId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Opening>(new CommandDefinition(Find + " for update", new { landlord = caller.Landlord, openingId, repairId, by = caller.Subject }, unit.Transaction, cancellationToken: ct));

    public static Task<Opening?> UnopenedAsync(UnitOfWork unit, Caller caller, Guid repairId, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<Opening>(new CommandDefinition(Unopened, new { landlord = caller.Landlord, repairId, by = caller.Subject }, unit.Transaction, cancellationToken: ct));

    /// <summary>Every opening of one repair's, for its resident.</summary>
    public static async Task<IReadOnlyList<Opening>> OfRepairAsync(NpgsqlConnection connection, string landlord, Guid repairId, CancellationToken ct) =>
        [.. await connection.QueryAsync<Opening>(new CommandDefinition(OfRepair, new { landlord, repairId }, cancellationToken: ct))];

    /// <summary>The manager's own copies that nobody has posted yet.</summary>
    public static async Task<IReadOnlyList<Opening>> OwedAsync(NpgsqlConnection connection, Caller caller, CancellationToken ct) =>
        [.. await connection.QueryAsync<Opening>(new CommandDefinition(Owed, new { landlord = caller.Landlord, by = caller.Subject }, cancellationToken: ct))];

    public static Task AddAsync(UnitOfWork unit, Caller caller, Guid repairId, Guid openingId, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Add, new { landlord = caller.Landlord, openingId, repairId, by = caller.Subject }, unit.Transaction, cancellationToken: ct));

    public static Task SaveAsync(UnitOfWork unit, string landlord, Opening opening, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Save,
            new { Landlord = landlord, opening.OpeningId, opening.Name, opening.Purpose, opening.Offered, opening.Capacity, opening.Equality, opening.Alternatives, opening.Harm },
            unit.Transaction,
            cancellationToken: ct));

    public static Task OpenAsync(UnitOfWork unit, string landlord, Opening opening, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Open, new { landlord, opening.OpeningId, opening.RepairId, now }, unit.Transaction, cancellationToken: ct));

    public static Task PostAsync(UnitOfWork unit, Caller caller, Guid openingId, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Post, new { landlord = caller.Landlord, openingId, by = caller.Subject, now }, unit.Transaction, cancellationToken: ct));
}
