using System.Text.Json;
using Dapper;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

internal static class MessageSql
{
    private const string Insert = """
        insert into message (landlord, message_id, cause, household_ref, repair_id, visit_id, template, prompt, facts, about_at, created_at, next_try_at, state, because, why)
        values (@Landlord, @MessageId, @Cause, @HouseholdRef, @RepairId, @VisitId, @Template, @Prompt, @Facts::jsonb, @AboutAt, @now, @DueAt, @state, @because, @HeldBecause)
        on conflict on constraint one_message_for_each_cause do nothing
        """;

    private const string Claim = """
        select landlord, message_id, household_ref, repair_id, visit_id, template, prompt, facts::text as facts_text, about_at, created_at, channel, subject, body, promises::text as promises_text
        from message
        where state = @state and next_try_at <= @now
        order by next_try_at
        limit 1
        for update skip locked
        """;

    private const string Wait = """
        update message
        set next_try_at = @until, why = @why
        where landlord = @Landlord and message_id = @MessageId and state in ('pending', 'sending', 'unknown')
        """;

    private const string Set = """
        update message
        set state = @state, because = @because, why = @why, decided_at = @now, next_try_at = @now
        where landlord = @Landlord and message_id = @MessageId
        """;

    private const string Ready = """
        update message
        set state = 'sending', because = null, why = null, channel = @channel, subject = @subject, body = @body, parts = @parts,
            promises = @promises::jsonb, decided_at = @now, next_try_at = @now
        where landlord = @Landlord and message_id = @MessageId
        """;

    private const string Sent = """
        update message
        set state = 'sent', because = null, why = null, sent_at = @now
        where landlord = @Landlord and message_id = @MessageId
        """;

    public static Task<int> InsertAsync(UnitOfWork unit, NewMessage m, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new
            {
                m.Landlord, m.MessageId, m.Cause, m.HouseholdRef, m.RepairId, m.VisitId, m.Template, Prompt = m.Prompt.ToString(),
                Facts = JsonSerializer.Serialize(m.Facts, Json.Options), m.AboutAt, m.DueAt, m.HeldBecause, now,
                state = m.HeldBecause is null ? "pending" : "held", because = m.HeldBecause is null ? null : "a-person-should",
            },
            unit.Transaction,
            cancellationToken: ct));

    /// <summary>The message whose turn it is, locked. One that cannot be read is set back, so that the others have their turn.</summary>
    public static async Task<Message?> ClaimAsync(UnitOfWork unit, string state, DateTimeOffset now, CancellationToken ct)
    {
        var row = await unit.Connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Claim, new { state, now }, unit.Transaction, cancellationToken: ct));
        try
        {
            return row?.Read();
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            await WaitAsync(unit, new Message { Landlord = row!.Landlord, MessageId = row.MessageId }, now.AddMinutes(1), "This cannot be read. Please tell them yourself.", ct);
            return null;
        }
    }

    public static Task WaitAsync(UnitOfWork unit, Message m, DateTimeOffset until, string why, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Wait, new { m.Landlord, m.MessageId, until, why }, unit.Transaction, cancellationToken: ct));

    public static Task SetAsync(UnitOfWork unit, Message m, string state, string? because, string? why, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Set, new { m.Landlord, m.MessageId, state, because, why, now }, unit.Transaction, cancellationToken: ct));

    public static Task ReadyAsync(UnitOfWork unit, Message m, Rendered r, IReadOnlyList<SaidPromise> said, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(
            Ready,
            new { m.Landlord, m.MessageId, channel = r.Channel, subject = r.Subject, body = r.Body, parts = r.Parts, promises = JsonSerializer.Serialize(said, Json.Options), now },
            unit.Transaction,
            cancellationToken: ct));

    public static Task SentAsync(UnitOfWork unit, Message m, DateTimeOffset now, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Sent, new { m.Landlord, m.MessageId, now }, unit.Transaction, cancellationToken: ct));

    private sealed record Row
    {
        public string Landlord { get; init; } = "";
        public Guid MessageId { get; init; }
        public string HouseholdRef { get; init; } = "";
        public Guid RepairId { get; init; }
        public Guid? VisitId { get; init; }
        public string Template { get; init; } = "";
        public string Prompt { get; init; } = "";
        public string FactsText { get; init; } = "";
        public DateTimeOffset AboutAt { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public string? Channel { get; init; }
        public string? Subject { get; init; }
        public string? Body { get; init; }
        public string PromisesText { get; init; } = "";

        public Message Read() => new()
        {
            Landlord = Landlord,
            MessageId = MessageId,
            HouseholdRef = HouseholdRef,
            RepairId = RepairId,
            VisitId = VisitId,
            Template = Template,
            Prompt = Enum.Parse<Prompt>(Prompt),
            Facts = JsonSerializer.Deserialize<Facts>(FactsText, Json.Options)!,
            AboutAt = AboutAt,
            CreatedAt = CreatedAt,
            Channel = Channel,
            Subject = Subject,
            Body = Body,
            Promises = JsonSerializer.Deserialize<List<SaidPromise>>(PromisesText, Json.Options)!,
        };
    }
}
