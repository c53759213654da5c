using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Repairs.Platform.Messaging;

/// <summary>
/// Puts messages back from <c>&lt;service&gt;_error</c> (and <c>_dead</c>) into the service's queue, one by one: each is taken off only after the broker has
/// confirmed it in its new place, so a crash half-way leaves it in both and the inbox counts it once.
/// </summary>
internal static class Requeue
{
    private static readonly string[] Suffixes = ["_error", "_dead"];

    public static async Task<int> RunAsync(PlatformSettings settings, IReadOnlyList<string> args, TextWriter say, CancellationToken ct)
    {
        if (args.Count != 1)
        {
            await say.WriteLineAsync("Say which service: requeue booking");
            return 64;
        }

        var queue = args[0].ToLowerInvariant();
        await using var connection = await new ConnectionFactory { Uri = new Uri(settings.Broker) }.CreateConnectionAsync(ct);
        foreach (var suffix in Suffixes)
        {
            var moved = await MoveAsync(connection, queue + suffix, queue, ct);
            await say.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{queue + suffix}: {moved} put back into {queue}"));
        }

        return 0;
    }

    private static async Task<int> MoveAsync(IConnection connection, string from, string to, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), ct);
        try
        {
            var waiting = (await channel.QueueDeclarePassiveAsync(from, ct)).MessageCount;
            var moved = 0;
            while (moved < waiting && await channel.BasicGetAsync(from, autoAck: false, ct) is { } message)
            {
                var properties = new BasicProperties(message.BasicProperties) { Headers = Kept(message.BasicProperties.Headers) };
                await channel.BasicPublishAsync("", to, mandatory: true, properties, message.Body, ct);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
                moved++;
            }

            return moved;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }

    /// <summary>Without the fault's own headers, which hold exception texts.</summary>
    private static Dictionary<string, object?> Kept(IDictionary<string, object?>? headers) =>
        (headers ?? new Dictionary<string, object?>())
            .Where(h => !h.Key.StartsWith("MT-Fault", StringComparison.Ordinal) && !h.Key.StartsWith("MT-Reason", StringComparison.Ordinal) && h.Key is not ("x-death" or "x-delivery-count"))
            .ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);
}
