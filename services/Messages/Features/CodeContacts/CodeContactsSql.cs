using Dapper;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Messages.Features.CodeContacts;

/// <summary>A contact as a coder sees it.</summary>
internal sealed class CodedContact
{
    public Guid ContactId { get; init; }

    public string? HouseholdRef { get; init; }

    public string? PropertyRef { get; init; }

    public Guid? RepairId { get; init; }

    public DateTimeOffset At { get; init; }

    public string Channel { get; init; } = "";

    public string Words { get; init; } = "";

    public string? Code { get; init; }

    public string? CodedBy { get; init; }

    public string? SecondCode { get; init; }

    public string? SecondBy { get; init; }

    public Guid? EventId { get; init; }

    public bool OfHousehold { get; init; }

    /// <summary>One of those that two people code.</summary>
    public bool Sampled { get; init; }
}

internal static class CodeContactsSql
{
    // One in twenty, by the contact's id: nobody chooses which, and it never changes.
    private const string Columns = """
        c.contact_id, c.household_ref, c.property_ref, c.repair_id, c.at, c.channel, c.words, c.code, c.coded_by, s.code as second_code, s.coded_by as second_by, c.event_id, c.of_household,
        ('x' || left(md5(c.contact_id::text), 7))::bit(28)::int % 20 = 0 as sampled
        """;

    private const string Uncoded = $"""
        select {Columns}
        from contact c
        left join second_code s on s.landlord = c.landlord and s.contact_id = c.contact_id
        where c.landlord = @landlord and c.code is null
        order by c.at
        limit 50
        """;

    private const string Second = $"""
        select *
        from (
          select {Columns}
          from contact c
          left join second_code s on s.landlord = c.landlord and s.contact_id = c.contact_id
          where c.landlord = @landlord and c.code is not null and c.coded_by <> @subject and s.code is null
        ) c
        where c.sampled
        order by c.at
        limit 50
        """;

    private const string Apart = $"""
        select {Columns}
        from contact c
        join second_code s on s.landlord = c.landlord and s.contact_id = c.contact_id
        where c.landlord = @landlord and s.code <> c.code
        order by s.coded_at desc
        limit 50
        """;

    private const string One = $"""
        select {Columns}
        from contact c
        left join second_code s on s.landlord = c.landlord and s.contact_id = c.contact_id
        where c.landlord = @landlord and c.contact_id = @contactId
        """;

    private const string First = """
        update contact
        set code = @code, coded_by = @subject, coded_at = @now
        where landlord = @landlord and contact_id = @contactId and code is null
        """;

    private const string Again = """
        insert into second_code (landlord, contact_id, code, coded_by, coded_at)
        select landlord, contact_id, @code, @subject, @now
        from contact
        where landlord = @landlord and contact_id = @contactId and code is not null and coded_by <> @subject
        on conflict do nothing
        """;

    public static async Task<IReadOnlyList<CodedContact>> UncodedAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<CodedContact>(new CommandDefinition(Uncoded, new { landlord }, cancellationToken: ct))).AsList();

    /// <summary>Sampled contacts that somebody else coded and nobody has coded again.</summary>
    public static async Task<IReadOnlyList<CodedContact>> SecondAsync(NpgsqlConnection connection, string landlord, string subject, CancellationToken ct) =>
        (await connection.QueryAsync<CodedContact>(new CommandDefinition(Second, new { landlord, subject }, cancellationToken: ct))).AsList();

    /// <summary>Those on which two people do not agree.</summary>
    public static async Task<IReadOnlyList<CodedContact>> ApartAsync(NpgsqlConnection connection, string landlord, CancellationToken ct) =>
        (await connection.QueryAsync<CodedContact>(new CommandDefinition(Apart, new { landlord }, cancellationToken: ct))).AsList();

    public static Task<CodedContact?> OneAsync(NpgsqlConnection connection, string landlord, Guid contactId, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<CodedContact>(new CommandDefinition(One, new { landlord, contactId }, cancellationToken: ct));

    /// <summary>0 where it had a code already.</summary>
    public static Task<int> FirstAsync(UnitOfWork unit, string landlord, Guid contactId, string code, string subject, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(First, new { landlord, contactId, code, subject, now }, unit.Transaction, cancellationToken: ct));

    /// <summary>0 where it was coded twice already, or the first code is the same person's.</summary>
    public static Task<int> AgainAsync(UnitOfWork unit, string landlord, Guid contactId, string code, string subject, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Again, new { landlord, contactId, code, subject, now }, unit.Transaction, cancellationToken: ct));
}
