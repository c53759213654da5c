using System.Text.Json;
using Microsoft.Extensions.Logging;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Sending;
using Repairs.Platform;

namespace Repairs.Messages.Features.SendMessage;

/// <summary>
/// Due work: hands one written message to the provider, with the household locked, so that a request to a person is noted either before the message leaves
/// (and it stays) or after. The provider is asked first what it knows of our reference: after a crash it may have the message already.
/// </summary>
internal sealed class SendMessage(IMessageProvider provider, Neighbours neighbours, MessagesSettings settings, SetBack setBack, Failpoints failpoints, ILogger<SendMessage> log) : IDueWork
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await MessageSql.ClaimAsync(unit, "sending", now, ct) is not { } message)
            return 0;
        await setBack.IfItStumblesAsync(unit, message, now, () => TryAsync(unit, message, now, ct), ct);
        return 1;
    }

    private async Task TryAsync(UnitOfWork unit, Message message, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            await LeaveAsync(unit, message, now, ct);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or JsonException)
        {
            await MessageSql.WaitAsync(unit, message, now + NextTry, "Another part of the system cannot be reached for a moment.", ct);
        }
    }

    private async Task LeaveAsync(UnitOfWork unit, Message message, DateTimeOffset now, CancellationToken ct)
    {
        if (await provider.FindAsync(message.MessageId, ct) == Known.Sent)
        {
            await SentAsync(unit, message, now, ct);
            return;
        }

        // Asked before the lock, so that nothing waits on a neighbour while holding it; the pause last, so that nothing slow lies between it and the lock.
        var card = await neighbours.CardAsync(message, ct);
        var address = card?.Channels?.FirstOrDefault(c => c.Safe && c.Channel == message.Channel);
        var to = address?.Address ?? (message.Channel == "letter" ? await neighbours.HomeAsync(message, ct) : null);
        var paused = message.Prompt != Wording.Prompt.OwnAct && await neighbours.IsPausedAsync(message, ct);
        var situation = await HouseholdSql.LockAndReadAsync(unit, message, now, ct) with { PausedElsewhere = paused };
        if (address is null || to is null || MayLeave.Judge(message, situation, settings, now) is not Leave.Go)
        {
            // Something changed since the words were written: decide again from the start.
            await MessageSql.SetAsync(unit, message, "pending", null, null, now, ct);
            return;
        }

        await HandOverAsync(unit, message, new Outgoing(message.MessageId, message.Channel!, to, card!.Name, message.Subject ?? "", message.Body!, Reaching.LargePrint(card), now), ct);
    }

    private async Task HandOverAsync(UnitOfWork unit, Message message, Outgoing outgoing, CancellationToken ct)
    {
        try
        {
            if (await provider.SendAsync(outgoing, ct))
            {
                failpoints.Reach("message-handed-over");
                await SentAsync(unit, message, outgoing.At, ct);
                return;
            }

            await MessageSql.SetAsync(unit, message, "undelivered", "provider", "It could not be delivered. Please reach them another way.", outgoing.At, ct);
            unit.Publish(Told.Undelivered(message, message.Channel!, outgoing.At), StableId.Of("undelivered", message.MessageId.ToString(), message.Channel!));
        }
        catch (IOException)
        {
            log.LogWarning("Not known whether message {MessageId} went: the provider is asked again", message.MessageId);
            await MessageSql.SetAsync(unit, message, "unknown", "provider", "We do not know yet whether this went.", outgoing.At, ct);
        }
    }

    /// <summary>Marks it sent, makes the promises it told, and tells the others: the same event however often this runs.</summary>
    internal static async Task SentAsync(UnitOfWork unit, Message message, DateTimeOffset now, CancellationToken ct)
    {
        await MessageSql.SentAsync(unit, message, now, ct);
        await PromiseSql.MakeAsync(unit, message, now, ct);
        unit.Publish(Told.Sent(message, now), StableId.Of("sent", message.MessageId.ToString()));
    }
}

/// <summary>Due work: asks the provider what became of messages we do not know about. Where it cannot tell, a person decides; nothing is guessed.</summary>
internal sealed class ReconcileUnknown(IMessageProvider provider, SetBack setBack) : IDueWork
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await MessageSql.ClaimAsync(unit, "unknown", now, ct) is not { } message)
            return 0;
        await setBack.IfItStumblesAsync(unit, message, now, () => AskAsync(unit, message, now, ct), ct);
        return 1;
    }

    private async Task AskAsync(UnitOfWork unit, Message message, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            switch (await provider.FindAsync(message.MessageId, ct))
            {
                case Known.Sent:
                    await SendMessage.SentAsync(unit, message, now, ct);
                    break;
                case Known.NotSent:
                    await MessageSql.SetAsync(unit, message, "pending", null, null, now, ct);
                    break;
                default:
                    await MessageSql.SetAsync(unit, message, "held", "unknown", "We cannot tell whether this went. Please ask them.", now, ct);
                    break;
            }
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException)
        {
            await MessageSql.WaitAsync(unit, message, now + NextTry, "We do not know yet whether this went.", ct);
        }
    }
}
