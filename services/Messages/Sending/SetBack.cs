using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>Works on one claimed message. One that stumbles is set back in a transaction of its own, so that it never stands in the way of the others.</summary>
internal sealed class SetBack(Database<MessagesService> db, ILogger<SetBack> log)
{
    private static readonly TimeSpan NextTry = TimeSpan.FromMinutes(1);

    public async Task IfItStumblesAsync(UnitOfWork unit, Message message, DateTimeOffset now, Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not NpgsqlException { IsTransient: true } && !ct.IsCancellationRequested)
        {
            log.LogError("Message {MessageId} stumbled over {Exception} and is set back", message.MessageId, e.GetType().Name);
            await unit.Transaction.RollbackAsync(ct);
            await using var apart = await db.BeginAsync(ct);
            await MessageSql.WaitAsync(apart, message, now + NextTry, "Something went wrong on our side. It is tried again every minute.", ct);
            await apart.CommitAsync(ct);
            throw;
        }
    }
}
