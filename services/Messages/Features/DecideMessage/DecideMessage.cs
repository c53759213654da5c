using System.Text.Json;
using Microsoft.Extensions.Logging;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Features.DecideMessage;

/// <summary>
/// Due work: takes one message whose time has come, asks where the facts live, and with the household locked decides whether it may leave; then writes its
/// words and puts them through the gates. A message whose words do not pass is put before a person.
/// </summary>
internal sealed class DecideMessage(Neighbours neighbours, MessagesSettings settings, Days days, PlatformSettings platform, SignedLink links, SetBack setBack, ILogger<DecideMessage> log) : IDueWork
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (await MessageSql.ClaimAsync(unit, "pending", now, ct) is not { } message)
            return 0;
        await setBack.IfItStumblesAsync(unit, message, now, () => DecideAsync(unit, message, now, ct), ct);
        return 1;
    }

    private async Task DecideAsync(UnitOfWork unit, Message message, DateTimeOffset now, CancellationToken ct)
    {
        Surroundings around;
        ToldChoices? choices;
        try
        {
            around = await neighbours.AskAsync(message, ct);
            choices = message.TellsChoices && Reaching.Choose(message, around.Card, now).By?.Channel is { } channel and ("text" or "letter") ? await neighbours.ChoicesAsync(message, channel, now, ct) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or JsonException)
        {
            await MessageSql.WaitAsync(unit, message, now + NextTry, "Another part of the system cannot be reached for a moment.", ct);
            return;
        }

        var situation = await HouseholdSql.LockAndReadAsync(unit, message, now, ct) with { PausedElsewhere = around.Paused };
        var leave = MayLeave.Judge(message, situation, settings, now);
        var (by, otherwise) = leave is Leave.Go ? Reaching.Choose(message, around.Card, now) : (null, leave);
        if (by is null)
            await SettleAsync(unit, message, otherwise, now, ct);
        else
            await WriteAsync(unit, message, by, around, choices, now, ct);
    }

    private async Task WriteAsync(UnitOfWork unit, Message message, ContactChannel by, Surroundings around, ToldChoices? choices, DateTimeOffset now, CancellationToken ct)
    {
        if (around.Repair is not { } repair || !platform.Landlords.TryGetValue(message.Landlord, out var landlord))
        {
            await SettleAsync(unit, message, new Leave.Hold("repair-not-known", "We could not find the repair this is about. Please look into it."), now, ct);
            return;
        }

        if (message.TellsChoices && repair.HasEnded)
        {
            await SettleAsync(unit, message, new Leave.Drop("The repair has ended."), now, ct);
            return;
        }

        if (message.Template == "choices-by-letter" && choices is not { Any: true })
        {
            await SettleAsync(unit, message, new Leave.Hold("no-choices", "There are fewer than three times for a reply slip. Please find a time with them, the way they like to be reached."), now, ct);
            return;
        }

        var link = repair.ResidentLink is { Length: > 0 } given ? given : $"/r/{links.Make(message.RepairId, repair.LinkVersion)}";
        var reader = new Reader(around.Card!.Name, !Reaching.MayRing(around.Card), landlord.Name, landlord.ContactPerson, landlord.Phone,
            link.StartsWith('/') ? platform.PublicUrl.TrimEnd('/') + link : link, around.Operative);
        var facts = MayLeave.StillAhead(message.AskedBy(choices?.AskBy), now, days.CallBy(now)) with { Trade = message.Facts.Trade ?? repair.Trade, Choices = choices?.Choices ?? [], Slip = choices?.Reference, ReplyBy = choices?.ReplyBy };
        var template = Templates.All[message.Template];
        var rendered = Rendering.Render(template, by.Channel, facts, reader);
        var verdict = rendered.Check(reader);
        if (!verdict.Ok)
        {
            log.LogWarning("Message {MessageId} from template {Template} does not pass the gates", message.MessageId, message.Template);
            await SettleAsync(unit, message, new Leave.Hold("gates", $"The words do not pass our checks ({verdict.Why}). Please write to them yourself."), now, ct);
            return;
        }

        var said = template.Promises
            .Where(p => facts.Moment(p.By) is not null)
            .Select(p => new SaidPromise(p.Code, Rendering.Said(p, facts, reader), facts.Moment(p.By)!.Value, p.Kept, p.Released))
            .ToList();
        await MessageSql.ReadyAsync(unit, message, rendered, said, now, ct);
    }

    private static Task SettleAsync(UnitOfWork unit, Message message, Leave leave, DateTimeOffset now, CancellationToken ct)
    {
        if (leave is Leave.Hold { Because: Reaching.NoWay })
            unit.Publish(Told.Undelivered(message, "none", now), StableId.Of("undelivered", message.MessageId.ToString(), "none"));
        return leave switch
        {
            Leave.Wait wait => MessageSql.WaitAsync(unit, message, wait.Until, wait.Why, ct),
            Leave.Hold hold => MessageSql.SetAsync(unit, message, "held", hold.Because, hold.Why, now, ct),
            Leave.Drop drop => MessageSql.SetAsync(unit, message, "dropped", null, drop.Why, now, ct),
            _ => throw new InvalidOperationException("A message that may leave was settled"),
        };
    }
}
