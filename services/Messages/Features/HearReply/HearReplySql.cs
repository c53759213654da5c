using Dapper;
using Repairs.Platform;

namespace Repairs.Messages.Features.HearReply;

/// <summary>The text an answer answers.</summary>
internal sealed record ToldByText
{
    public Guid MessageId { get; init; }

    public string HouseholdRef { get; init; } = "";

    public Guid RepairId { get; init; }

    public Guid? VisitId { get; init; }

    public bool HasChoices { get; init; }
}

internal static class HearReplySql
{
    // Of the last text with choices, where there is one: people answer a number days later, with a reminder in between.
    private const string LastText = """
        select message_id, household_ref, repair_id, visit_id, position('Reply 1' in body) > 0 as has_choices
        from message
        where landlord = @landlord
          and household_ref = any(@households)
          and channel = 'text'
          and state = 'sent'
        order by position('Reply 1' in body) > 0 desc, sent_at desc
        limit 1
        """;

    public static Task<ToldByText?> LastTextAsync(UnitOfWork unit, string landlord, IReadOnlyList<string> households, CancellationToken ct) =>
        unit.Connection.QuerySingleOrDefaultAsync<ToldByText?>(new CommandDefinition(LastText, new { landlord, households = households.ToArray() }, unit.Transaction, cancellationToken: ct));
}
