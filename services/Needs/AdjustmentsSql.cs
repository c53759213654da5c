using Dapper;
using Npgsql;
using Repairs.Needs.Features.ShowAdjustments;
using Repairs.Needs.Features.TellContact;

namespace Repairs.Needs;

/// <summary>Reading what is in force. Each statement leaves a line in the audit as it reads, so that no read can go without one.</summary>
internal static class AdjustmentsSql
{
    private const string Trace = """
        with trace as (
          insert into read_audit (landlord, household_ref, read_by, purpose, read_at)
          values (@landlord, @householdRef, @by, @purpose, @now))
        """;

    private const string InForce = $"""
        {Trace}
        select adjustment_id, code, words, door_words, seen_by, wait_minutes, people, not_before, not_after, avoid_dates, operative_gender, language, no_photos
        from adjustment
        where landlord = @landlord
        and household_ref = @householdRef
        and withdrawn_at is null
        order by code, adjustment_id
        """;

    private const string All = $"""
        {Trace}
        select adjustment_id, code, words, door_words, seen_by, wait_minutes, people, not_before, not_after, avoid_dates, operative_gender, language, no_photos,
          consent_how, consent_at, basis_kind, basis_why, recorded_at, review_by, withdrawn_at
        from adjustment
        where landlord = @landlord
        and household_ref = @householdRef
        order by withdrawn_at is not null, code, recorded_at
        """;

    private const string ContactOf = $"""
        {Trace}
        select name, phone, phone_safe, email, email_safe, letter_safe, preferred, language, format, quiet_from, quiet_to, no_calls
        from contact
        where landlord = @landlord
        and household_ref = @householdRef
        """;

    public static async Task<List<Adjustment>> InForceAsync(NpgsqlConnection connection, Reading reading, CancellationToken ct) =>
        (await connection.QueryAsync<Adjustment>(new CommandDefinition(InForce, reading.Parameters, cancellationToken: ct))).AsList();

    /// <summary>Those withdrawn too.</summary>
    public static async Task<List<AdjustmentShown>> AllAsync(NpgsqlConnection connection, Reading reading, CancellationToken ct) =>
        (await connection.QueryAsync<AdjustmentShown>(new CommandDefinition(All, reading.Parameters, cancellationToken: ct))).AsList();

    public static Task<Contact?> ContactOfAsync(NpgsqlConnection connection, Reading reading, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Contact>(new CommandDefinition(ContactOf, reading.Parameters, cancellationToken: ct));
}

/// <summary>Whose needs are read, by whom, for what.</summary>
/// <param name="By">A person's subject, or the name of a service.</param>
internal sealed record Reading(string Landlord, string HouseholdRef, string By, string Purpose, DateTimeOffset Now)
{
    internal object Parameters => new { landlord = Landlord, householdRef = HouseholdRef, by = By, purpose = Purpose, now = Now };
}
